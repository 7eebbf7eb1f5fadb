import { parse } from 'csv-parse/sync';
import type { CsvDialect } from './csv-dialect.js';

/** csv-parse's own order: the longer one first. */
const LINE_BREAKS: (string | null)[] = ['\r\n', '\n'];

/**
 * The fields of whole, sound records. The one way in which csv-parse is used: strict quotes, arrays, both line breaks.
 * Left to discover the line break it takes the first one it meets, and glues the CR of others to their last field.
 * Ragged rows come back as rows, to be rejected exactly once and in our own words.
 *
 * Throws csv-parse's error for records that `CsvScan` calls broken.
 */
export function parseFields(records: Buffer, { delimiter, quote }: CsvDialect): string[][] {
  return parse(records, {
    columns: false,
    bom: false,
    delimiter,
    quote,
    escape: quote,
    record_delimiter: LINE_BREAKS,
    skip_empty_lines: true,
    relax_column_count: true,
  });
}
