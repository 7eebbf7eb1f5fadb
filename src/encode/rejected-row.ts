/** What a rejected row was: its values where it has them, else the text that is to be corrected. */
import { isUtf8 } from 'node:buffer';
import { repairRow } from './ndjson-row.js';
import { OWN_RAW, OWN_ROW } from './own-names.js';
import { RejectsColumns } from './rejects-columns.js';
import type { CsvShape } from './shape.js';
import { recordFields, soleRecord } from './sole-record.js';

/** A CSV row's values, one for each column that is sent. Of a rejects file's row, what it stands for. */
export function rejectedRecord(shape: CsvShape, raw: Buffer): readonly string[] | Buffer {
  const fields = recordFields(shape, raw);
  if (fields === undefined || !shape.header.includes(OWN_ROW)) return fields ?? raw;
  const text = fields[shape.header.indexOf(OWN_RAW)] ?? '';
  const columns = new RejectsColumns(shape.header, shape);
  if (text === '') return columns.names.map((name) => fields[shape.header.indexOf(name)] ?? '');
  const values = soleRecord(Buffer.from(text), shape, columns.names);
  return 'code' in values ? Buffer.from(text) : values;
}

/** An NDJSON row's object as text, without what a rejects file added to it. */
export function rejectedObject(raw: Buffer): string | Buffer {
  if (!isUtf8(raw)) return raw;
  const text = repairRow(raw.toString().trim(), undefined);
  return typeof text === 'string' ? text : raw;
}
