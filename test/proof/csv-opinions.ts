/** What batchctl, Python's csv and Papa Parse make of one CSV text, in a form in which they can be compared. */
import assert from 'node:assert/strict';
import Papa from 'papaparse';
import { createEncoder } from '../../src/encode/create.js';
import type { CsvDialect } from '../../src/encode/csv-dialect.js';
import { detectShape } from '../../src/encode/shape.js';
import type { CsvFile } from '../encode/csv-files.js';
import { valuesOf } from '../encode/outcome.js';
import type { Asked } from '../encode/python-csv.js';
import { cut, maxItemBytes } from '../support/cut.js';

const envelope = { head: '[', separator: ',\n', tail: ']' };
const limits = { maxRows: 1_000, maxBytes: 1_000_000 };
/** Papa Parse must have a quote: this one is in no file. */
const NO_QUOTE = '\uE001';

export interface Rejected {
  readonly code: string;
  /** Its text in the source, from byte to byte. */
  readonly start: number;
  readonly end: number;
}

export interface Ours {
  readonly rows: readonly unknown[];
  readonly rejected: readonly Rejected[];
}

export function ours({ bytes, dialect }: CsvFile): Ours {
  const shape = detectShape(bytes, { name: 'a.csv', ...dialect }, true);
  assert(shape);
  const most = { separator: envelope.separator, maxItemBytes: maxItemBytes(envelope, limits), maxRecordBytes: 10_000 };
  const encoder = createEncoder(shape, most);
  const chunks = cut({ bytes, encoder, envelope, limits, from: shape.first, readBytes: 100_000 });
  const bodies = chunks.flatMap(({ body }) => (body === undefined ? [] : [Buffer.from(body, 'latin1').toString()]));
  return {
    // A line break within an item is escaped, so that one behind a comma divides two of them.
    rows: bodies.flatMap((body) => body.slice(1, -1).split(',\n').map(valuesOf)),
    rejected: chunks.flatMap(({ rejections }) => rejections),
  };
}

/** Text behind the byte order marks, as other readers want it. */
export function textOf(bytes: Buffer): string {
  return bytes.toString().replace(/^\uFEFF+/, '');
}

/** Python knows delimiters of one character, no comments, and an escape outside of quotes, too. */
export function isPythons({ delimiter, quote, escape, comment }: CsvDialect): boolean {
  return delimiter.length === 1 && comment === '' && (escape === quote || quote === '');
}

export function asked(text: string, { delimiter, quote, escape }: CsvDialect): Asked {
  return [text, delimiter, quote, escape];
}

/** Papa Parse knows one kind of line break a file, and an escape only in front of a quote, and no row of one empty field. */
export function isPapas(text: string, { escape, quote }: CsvDialect): boolean {
  const breaks = new Set(text.match(/\r\n|\n|\r/g) ?? []);
  if (quote !== '' && text.split(/[\r\n]+/).includes(quote + quote)) return false;
  return (
    breaks.size <= 1 &&
    (escape === quote ||
      text
        .split(escape)
        .slice(1)
        .every((rest) => rest.startsWith(quote)))
  );
}

/** What Papa Parse reads behind the first row; `error` where it has something to say against it. */
export function papa(text: string, { delimiter, quote, escape, comment }: CsvDialect): unknown {
  const [newline = '\n'] = text.match(/\r\n|\n|\r/) ?? [];
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter,
    newline: newline === '\r' || newline === '\r\n' ? newline : '\n',
    quoteChar: quote || NO_QUOTE,
    escapeChar: escape || NO_QUOTE,
    comments: comment === '' ? false : comment,
    skipEmptyLines: true,
  });
  return errors.length > 0 ? 'error' : data.slice(1);
}
