/** Excel's own first line, which names the delimiter: `sep=;`. */
import { bomLength, type Head } from './source-head.js';

/** Where a CSV source's text begins. */
export interface CsvOpening {
  /** As the first line names it, if it does. */
  readonly delimiter?: string;
  /** Behind byte order marks and that line. */
  readonly start: number;
}

/** More than the line takes, with the break behind it. Bytes. */
const MOST_BYTES = 16;

/**
 * Excel takes the line with and without quotes around it, in any case: a tab is written in quotes. (Seen in files that other
 * programs make for it; Excel itself writes none.) It names one character, and stands on the first line only.
 */
const SEP_LINE = /^(?:sep=([^"\r\n\0])|"sep=([^"\r\n\0])")(?:\r\n|\r|\n)/iu;

/** What stands in front of the header. At least 32 bytes of the source are needed, or all of it. */
export function csvOpening({ bytes }: Head): CsvOpening {
  const start = bomLength(bytes);
  const found = SEP_LINE.exec(bytes.toString('utf8', start, start + MOST_BYTES));
  const delimiter = found?.[1] ?? found?.[2];
  if (found === null || delimiter === undefined) return { start };
  return { delimiter, start: start + Buffer.byteLength(found[0]) };
}
