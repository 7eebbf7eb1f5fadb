/** What a run has to tell: the one shape behind the summary on the screen and the document of `--json`. */
import type { ExitCode } from '../errors.js';

export interface RowCounts {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly inDoubt: number;
  readonly pending: number;
}

/** Rejected rows with the same code and message. */
export interface RejectionGroup {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  /** Row numbers, from 1: the first 20 at most. */
  readonly rows: readonly number[];
  /** Source lines of those rows, in the same order. */
  readonly lines: readonly number[];
  /** Row ranges `[first, last]` in which an unknown `count` of rows was refused: the service didn't say which. */
  readonly ranges: readonly (readonly [number, number])[];
  /** There are more rows or ranges than are listed. */
  readonly truncated: boolean;
}

/** A failure as `--json` shows it. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** One import: one source into one target. */
export interface ImportReport {
  readonly importId: string;
  /** The first eight hex digits of the journal's name: what `status` takes. */
  readonly run: string;
  readonly source: string;
  readonly target: string;
  readonly object: string | null;
  readonly user: string | null;
  readonly operation: string;
  readonly exitCode: ExitCode;
  /** A run before this one had finished it: nothing was sent now. */
  readonly nothingToDo: boolean;
  /** When the run that finished it did so, as an ISO date; null while it isn't finished. */
  readonly finishedAt: string | null;
  readonly dryRun: boolean;
  readonly rows: RowCounts;
  readonly chunks: {
    readonly total: number;
    readonly sent: number;
    readonly resumed: number;
    readonly split: number;
    /** Row ranges of the chunks that are in doubt, with the reason. */
    readonly inDoubt: readonly { readonly rows: readonly [number, number]; readonly reason: string }[];
  };
  /** Of this run alone. */
  readonly thisRun: {
    readonly requests: number;
    readonly retries: number;
    readonly rows: number;
    readonly bytes: number;
    readonly seconds: number;
  };
  /** The rejects file as the user would type it. */
  readonly rejects: string | null;
  /** Likewise what the service answered to each row. */
  readonly results: string | null;
  /** Row ranges that may have been applied twice: the service knows no keys, and an answer was lost. */
  readonly mayBeDoubled: readonly (readonly [number, number])[];
  readonly errors: readonly RejectionGroup[];
  /** What it brought was deleted since; `begun` where that isn't known to have come to its end. */
  readonly deletion?: 'begun' | 'done';
  /** What stopped the run, if anything did. */
  readonly failures: readonly FailureReport[];
  /** Lines of advice for people: where the data is, how to continue. A `command` is shown as something to type. */
  readonly notes: readonly { readonly text: string; readonly command?: string }[];
}

/** What a running import tells while it goes on; every figure only grows. */
export interface ProgressFigures {
  /** Source bytes: dealt with so far, earlier runs included, and in all. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Rows: read, in requests that were answered, and final. Earlier runs included. */
  readonly read: number;
  readonly sent: number;
  readonly settled: number;
  readonly rejected: number;
  readonly retries: number;
  readonly inFlight: number;
}
