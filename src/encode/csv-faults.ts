import { isUtf8 } from 'node:buffer';
import type { Fault } from '../record.js';
import { tooLarge } from './answer.js';
import type { CsvMarks } from './csv-dialect.js';
import type { BrokenCode, CsvScan } from './csv-scan.js';

/** A source's columns and signs: what it takes to say in which column something is wrong. */
export interface CsvColumns {
  readonly names: readonly string[];
  readonly marks: CsvMarks;
}

/** What the last scan found wrong with the record at `start` of `text`. */
export function brokenRecord(scan: CsvScan, text: Buffer, start: number, { names, marks }: CsvColumns): Fault {
  const { code, faultAt, end, maxBytes } = scan;
  if (code === 'record_too_large') return tooLarge(maxBytes);
  const field = marks.fieldStarts(text.subarray(start, end)).findLastIndex((from) => from <= faultAt - start);
  return { code, message: QUOTE_MESSAGES[code], column: names[field] };
}

const QUOTE_MESSAGES: Record<Exclude<BrokenCode, 'record_too_large'>, string> = {
  quote_in_field: 'a quote stands inside a field that does not begin with one',
  text_after_quote: 'text follows the closing quote of a field',
  unclosed_quote: 'a quote is opened and never closed',
};

export function notUtf8(record: Buffer, { names, marks }: CsvColumns): Fault {
  const starts = marks.fieldStarts(record);
  const field = starts.findIndex((from, index) => !isUtf8(record.subarray(from, starts[index + 1])));
  return { code: 'invalid_utf8', message: 'the row is not UTF-8', column: names[field] };
}

export function wrongColumnCount(expected: number, found: number): Fault {
  return { code: 'column_count', message: `expected ${expected} fields, found ${found}` };
}

export function matchKeyMissing(column: string): Fault {
  return { code: 'match_key_missing', message: `the match key ${JSON.stringify(column)} is empty`, column };
}

/** A row that says what the header says: two files in one, or a page's head. */
export const HEADER_REPEATED: Fault = { code: 'header_repeated', message: 'the row repeats the header' };
