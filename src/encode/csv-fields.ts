import { parse } from 'csv-parse/sync';
import type { CsvDialect } from './csv-dialect.js';

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
