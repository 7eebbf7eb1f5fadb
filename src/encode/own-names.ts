import type { Fault } from '../record.js';

/** Columns and members that batchctl itself adds to a rejects file begin like this. */
export const OWN_PREFIX = '_batchctl_';

/** Marks a rejects file that somebody fixed by hand: then what begins with the prefix isn't sent. */
export const OWN_ROW = '_batchctl_row';

/** Which line of the source a row began on. */
export const OWN_LINE = '_batchctl_line';

/** A row's whole text, where it couldn't be taken apart. */
export const OWN_RAW = '_batchctl_raw';

/** How that text is written, where it isn't CSV with commas: see `raw-dialect.ts`. */
export const OWN_DIALECT = '_batchctl_dialect';

/** U+FFFD in a raw text stands for bytes that could not be shown. What they were is lost, so it must not be sent. */
export function lostCharacters(raw: string): Fault | undefined {
  if (!raw.includes('\uFFFD')) return undefined;
  return { code: 'invalid_utf8', message: 'U+FFFD stands where bytes were not UTF-8', column: OWN_RAW };
}
