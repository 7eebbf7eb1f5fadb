import { isUtf8 } from 'node:buffer';
import { usageError } from '../errors.js';
import type { Position } from '../record.js';
import { CsvMarks, type CsvDialect } from './csv-dialect.js';
import { brokenRecord } from './csv-faults.js';
import { parseFields } from './csv-fields.js';
import { CSV_LINES, skipIdle, type CsvText } from './csv-lines.js';
import { nameFault } from './csv-names.js';
import { CsvScan } from './csv-scan.js';
import { sourceError, type Head } from './source-head.js';

/** The names of a source's columns, and where its rows begin. */
export interface CsvHeader {
  /** The first record is the names, and no row. */
  readonly hasHeader: boolean;
  readonly columns: readonly string[];
  /** Where the first row begins. */
  readonly end: Position;
}

/** Where to look for a header, and how. */
export interface HeaderPlace {
  readonly head: Head;
  /** Behind byte order marks and what else stands in front. */
  readonly start: number;
  readonly dialect: CsvDialect;
}

/** The first record, or the reason why there is none. `more`: it has no end in these bytes. */
type First =
  | { readonly is: 'more' }
  | { readonly is: 'nothing' }
  | { readonly is: 'broken'; readonly message: string }
  | { readonly is: 'record'; readonly bytes: Buffer; readonly fields: readonly string[]; readonly end: number };

/**
 * Reads the first record as column names. Undefined: it has no end in these bytes. A source of nothing but blanks has no
 * columns and no rows. Throws for names that would make the rows ambiguous.
 */
export function readHeader(place: HeaderPlace): CsvHeader | undefined {
  const { head, start } = place;
  const first = isBlank(head.bytes.subarray(start)) ? nothing(head) : firstRecord(place);
  if (first.is === 'more') return undefined;
  if (first.is === 'nothing') return { hasHeader: true, columns: [], end: positionAt(head, head.bytes.length) };
  const where = placeOf(place);
  if (first.is === 'broken') {
    throw sourceError('header_syntax', `${where}: the header line is not CSV: ${first.message}`);
  }
  if (!isUtf8(first.bytes)) {
    const hint = 'say what it is in: --encoding windows-1252, or another';
    throw sourceError('not_utf8', `${where}: the header line is not UTF-8`, hint);
  }
  const fault = nameFault(first.fields);
  if (fault !== undefined) throw sourceError(fault.code, `${where}: ${fault.message}`, fault.hint);
  return { hasHeader: true, columns: first.fields, end: positionAt(head, first.end) };
}

/**
 * The names of a source without a header line: those given, else `column1`, `column2` and so on, as many as the first record
 * has fields. Undefined: it has no end in these bytes. Throws where the first record is the names that are given.
 */
export function nameColumns(place: HeaderPlace, names?: readonly string[]): CsvHeader | undefined {
  const { head, start } = place;
  const first = firstRecord(place);
  if (first.is === 'more') return undefined;
  const end = positionAt(head, start);
  if (names !== undefined) {
    if (first.is === 'record' && isSame(first.fields, names)) {
      const message = `${placeOf(place)}: the first line is the names that --columns gives`;
      throw usageError('header_repeated', message, 'leave out --columns: the file has a header line');
    }
    return { hasHeader: false, columns: names, end };
  }
  if (first.is === 'broken') {
    const message = `${placeOf(place)}: the first row, by which columns are counted, is not CSV: ${first.message}`;
    throw sourceError('header_syntax', message, 'name the columns: --columns NAME,NAME,…');
  }
  const fields = first.is === 'record' ? first.fields : [];
  return { hasHeader: false, columns: fields.map((_, index) => `column${index + 1}`), end };
}

function firstRecord({ head, start, dialect }: HeaderPlace): First {
  const { bytes, final } = head;
  const marks = new CsvMarks(dialect);
  const text: CsvText = { text: bytes, marks, maxBytes: bytes.length, final };
  const scan = new CsvScan(text);
  const at = skipIdle(text, start);
  if (at === bytes.length) return nothing(head);
  const scanned = scan.scan(at);
  if (scanned === 'more') return { is: 'more' };
  if (scanned === 'broken') {
    return { is: 'broken', message: brokenRecord(scan, bytes, at, { names: [], marks }).message };
  }
  const record = bytes.subarray(at, scan.end);
  return { is: 'record', bytes: record, fields: parseFields(record, dialect)[0] ?? [], end: scan.end };
}

function nothing({ final }: Head): First {
  return final ? { is: 'nothing' } : { is: 'more' };
}

function isSame(fields: readonly string[], names: readonly string[]): boolean {
  return fields.length === names.length && fields.every((field, index) => field === names[index]);
}

function positionAt({ bytes }: Head, byte: number): Position {
  return { byte, row: 0, line: CSV_LINES.count(bytes, 0, byte) };
}

/** The source's name and the line of its first record. */
function placeOf({ head, start, dialect }: HeaderPlace): string {
  const { bytes, name, final } = head;
  const at = skipIdle({ text: bytes, marks: new CsvMarks(dialect), maxBytes: bytes.length, final }, start);
  return `${name} line ${CSV_LINES.count(bytes, 0, at) + 1}`;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
