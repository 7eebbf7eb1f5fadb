/** What became of one call to the address of a webhook. */

/** The rows of the request that a call was about, as the journal has them. */
export interface CalledRows {
  readonly importId: string;
  /** The first eight hex digits of the journal's name: what `status` takes. */
  readonly run: string;
  /** First and last row of the chunk, from 1. */
  readonly rows: readonly [number, number];
  /** The request held all of them. */
  readonly isWhole: boolean;
  readonly accepted: number;
  readonly rejected: number;
  /** Rows of the import that still have no outcome, of those that were read so far. */
  readonly pending: number;
}

export type CallOutcome =
  /** The service itself gave the outcome, and the journal has it. */
  | 'settled'
  /** What it gave doesn't say what was applied. */
  | 'doubt'
  /** Nothing was applied: the import command sends the rows again. */
  | 'resend'
  /** The journal had an outcome before. */
  | 'known'
  /** Its results are files, which the import command fetches. */
  | 'files'
  /** The service didn't say so, or couldn't be asked. */
  | 'unconfirmed'
  /** A run holds the import, and asks by itself. */
  | 'held'
  /** No unfinished import knows the batch. */
  | 'unknown'
  | 'repeated'
  /** Not believed, and answered so. */
  | 'forged'
  | 'unsigned'
  | 'late'
  | 'unreadable';

export interface CallReport {
  readonly outcome: CallOutcome;
  /** Why, in a clause; it may hold words of a service. */
  readonly reason: string | null;
  /** What the call says, and nobody has to believe. Null for a call that isn't genuine. */
  readonly said: {
    readonly batch: string | null;
    readonly status: string | null;
    readonly successful: number | null;
    readonly failed: number | null;
  } | null;
  readonly about: CalledRows | null;
}

/** Of anything that a caller or a service says. */
const MOST_CHARACTERS = 200;

/** The text, or its beginning with an ellipsis behind it. */
export function clipped(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
