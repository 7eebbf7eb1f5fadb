/** What every contestant is given. */
import type { Files } from './files.js';

/** Rows a request wherever a contestant lets us say, and requests at once: batchctl's own defaults for Experiture. */
export const ROWS_PER_REQUEST = 5_000;
export const CONCURRENCY = 4;
/** What Papr gets in one request. */
export const SMALL_REQUEST = 20;
/** Writes a second that the limited service takes. */
export const RATE = 50;

export interface Arena {
  readonly url: string;
  readonly files: Files;
  /** Fewer rows, for what sends many small requests: its bodies hold `SMALL_REQUEST` rows. */
  readonly small: Files;
  /** Where a package was installed for this run; undefined where it couldn't be. */
  readonly peer: (name: string) => string | undefined;
}

export interface Contestant {
  readonly name: string;
  /** Takes the small files. */
  readonly isSmall?: true;
  /** Sends nothing. */
  readonly isDry?: true;
  /** What has to be on the machine. */
  readonly programs?: readonly string[];
  /** What has to be fetched first: a package and its version. */
  readonly peer?: string;
  argv(arena: Arena): readonly string[];
  env?(arena: Arena): Readonly<Record<string, string>>;
}
