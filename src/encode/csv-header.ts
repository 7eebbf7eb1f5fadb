import { isUtf8 } from 'node:buffer';
import type { Position } from '../record.js';
import { CsvMarks, type CsvDialect } from './csv-dialect.js';
import { brokenRecord } from './csv-faults.js';
import { parseFields } from './csv-fields.js';
import { CsvScan } from './csv-scan.js';
import { countNewlines, LF, skipEmptyLines } from './lines.js';
import { bomLength, sourceError, type Head } from './source-head.js';

/** A header line and where it ends. */
export interface CsvHeader {
  readonly columns: readonly string[];
  /** Where the first row begins. */
  readonly end: Position;
}

const LONE_CR = /\r(?!\n)/;

/**
 * Reads the first record as column names. Undefined: it has no end in these bytes. A source of nothing but blanks has no
 * columns and no rows. Throws for names that would make the rows ambiguous.
 */
export function readHeader(head: Head, dialect: CsvDialect): CsvHeader | undefined {
  const { bytes, name, final } = head;
  const bom = bomLength(bytes);
  if (isBlank(bytes.subarray(bom))) return final ? headerAt(bytes, bytes.length, []) : undefined;
  const start = skipEmptyLines(bytes, bom);
  const marks = new CsvMarks(dialect);
  const scan = new CsvScan({ text: bytes, marks, maxBytes: bytes.length, final });
  const where = `${name} line ${countNewlines(bytes, 0, start) + 1}`;
  const scanned = scan.scan(start);
  if (scanned === 'more') return undefined;
  const record = bytes.subarray(start, scan.end);
  if (scanned === 'broken') {
    if (LONE_CR.test(bytes.toString('latin1', start, scan.faultAt))) throw loneCrError(where);
    const { message } = brokenRecord(scan, bytes, start, { names: [], marks });
    throw sourceError('header_syntax', `${where}: the header line is not CSV: ${message}`);
  }
  if (!isUtf8(record)) {
    const hint = 'convert it first, for instance: iconv --from-code WINDOWS-1252 --to-code UTF-8 FILE';
    throw sourceError('not_utf8', `${where}: the header line is not UTF-8`, hint);
  }
  const columns = parseFields(record, dialect)[0] ?? [];
  refuseLoneCr(columns, where);
  checkNames(columns, where);
  return headerAt(bytes, scan.end, columns);
}

function headerAt(bytes: Buffer, end: number, columns: readonly string[]): CsvHeader {
  return { columns, end: { byte: end, row: 0, line: countNewlines(bytes, 0, end) } };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

/** Lines that end with CR alone make the whole file one long header. */
function refuseLoneCr(columns: readonly string[], where: string): void {
  if (columns.some((column) => LONE_CR.test(column))) throw loneCrError(where);
}

function loneCrError(where: string): Error {
  return sourceError(
    'cr_line_breaks',
    `${where}: lines end with CR alone`,
    `convert them first: tr '\\r' '\\n' < FILE`,
  );
}

/** What to say where no header line ends in all that is looked at. */
export function noHeaderError({ bytes, name }: Head): Error {
  const where = `${name} line 1`;
  const isLoneCr = !bytes.includes(LF) && LONE_CR.test(bytes.toString('latin1', 0, 65_536));
  if (isLoneCr) return loneCrError(where);
  return sourceError(
    'no_header',
    `${where}: no header line ends within 1 MiB`,
    'check the line breaks and the quotes of its first line',
  );
}

/** Two columns of one name would leave one value of each row behind, without a word. */
function checkNames(columns: readonly string[], where: string): void {
  const places = new Map<string, number[]>();
  for (const [index, column] of columns.entries()) {
    const name = column.trim() === '' ? '' : column;
    places.set(name, [...(places.get(name) ?? []), index + 1]);
  }
  const unnamed = places.get('');
  if (unnamed !== undefined) {
    const subject = unnamed.length === 1 ? 'column' : 'columns';
    const message = `${where}: no name in the header for ${subject} ${unnamed.join(', ')}`;
    throw sourceError('unnamed_column', message, 'name every column, or remove it');
  }
  for (const [name, numbers] of places) {
    if (numbers.length === 1) continue;
    const message = `${where}: columns ${numbers.join(', ')} have the same name ${JSON.stringify(name)}`;
    throw sourceError('duplicate_column', message, 'give every column a name of its own');
  }
}
