import { isUtf8 } from 'node:buffer';
import type { Fault } from '../record.js';
import { CsvMarks, type CsvDialect } from './csv-dialect.js';
import { brokenRecord, notUtf8, wrongColumnCount } from './csv-faults.js';
import { parseFields } from './csv-fields.js';
import { skipIdle, type CsvText } from './csv-lines.js';
import { CsvScan } from './csv-scan.js';

/** The fields of a text that must be one record with these columns, or what is wrong with it. */
export function soleRecord(text: Buffer, dialect: CsvDialect, names: readonly string[]): readonly string[] | Fault {
  const columns = { names, marks: new CsvMarks(dialect) };
  const source: CsvText = { text, marks: columns.marks, maxBytes: text.length, final: true };
  const scan = new CsvScan(source);
  const start = skipIdle(source, 0);
  const isEmpty = start === text.length;
  if (!isEmpty && scan.scan(start) === 'broken') return brokenRecord(scan, text, start, columns);
  if (isEmpty || skipIdle(source, scan.end) < text.length) {
    return { code: 'record_count', message: 'the text must be one record' };
  }
  if (!isUtf8(text)) return notUtf8(text.subarray(start), columns);
  const fields = parseFields(text, dialect)[0] ?? [];
  return fields.length === names.length ? fields : wrongColumnCount(names.length, fields.length);
}

/** As much of a `CsvShape` as it takes to read one record. */
interface RecordShape extends CsvDialect {
  readonly header: readonly string[];
}

/** The fields of one row's text, or undefined where it isn't UTF-8 or doesn't parse to exactly the header's width. */
export function recordFields(shape: RecordShape, raw: Buffer): readonly string[] | undefined {
  const fields = soleRecord(raw, shape, shape.header);
  return 'code' in fields ? undefined : fields;
}
