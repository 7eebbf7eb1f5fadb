import { parse } from 'csv-parse/sync';
import type { CsvDialect } from './csv-dialect.js';
import { CR, LF } from './lines.js';

/** csv-parse's own order: the longest one first. */
const LINE_BREAKS = ['\r\n', '\n', '\r'];

/**
 * The fields of whole, sound records, with comments and empty lines between them. The one way in which csv-parse is used:
 * strict quotes, arrays, every line break. Left to discover the line break it takes the first one it meets for all.
 * Ragged rows come back as rows, to be rejected exactly once and in our own words.
 *
 * Throws csv-parse's error for records that `CsvScan` calls broken.
 */
export function parseFields(records: Buffer, { delimiter, quote, escape, comment }: CsvDialect): string[][] {
  return parse(records, {
    columns: false,
    bom: false,
    delimiter,
    quote,
    escape,
    comment,
    comment_no_infix: true,
    record_delimiter: LINE_BREAKS,
    skip_empty_lines: true,
    relax_column_count: true,
  });
}

/**
 * Likewise the fields of one record, which begin at `starts`. csv-parse takes longer to begin than to read forty records; whole and
 * sound, one can be cut without it, unless its escape is a sign of its own or its quotes are not where a field begins and ends.
 */
export function soleFields(record: Buffer, starts: readonly number[], dialect: CsvDialect): readonly string[] {
  const { delimiter, quote, escape } = dialect;
  const doubled = quote + quote;
  const fields: string[] = [];
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1];
    const end = next === undefined ? withoutBreak(record) : next - Buffer.byteLength(delimiter);
    const text = record.toString('utf8', start, end);
    if (quote === '' || !text.startsWith(quote)) fields.push(text);
    else if (escape === quote && text.endsWith(quote)) fields.push(text.slice(1, -1).replaceAll(doubled, quote));
    else return parseFields(record, dialect)[0] ?? [];
  }
  return fields;
}

/** Bytes of a record in front of its line break, if it has one. */
function withoutBreak(record: Buffer): number {
  const end = record.at(-1) === LF ? record.length - 1 : record.length;
  return record[end - 1] === CR ? end - 1 : end;
}
