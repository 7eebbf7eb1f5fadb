/** What `resolve` has to tell of one import: the one shape behind the text on the screen and the document of `--json`. */
import type { ImportReport } from './report.js';

/** A part whose outcome can't be known, with all that helps to find it at the service. */
export interface Doubt {
  readonly part: string;
  /** First and last row of the chunk that it is of, and the lines of the source that they are on. */
  readonly rows: readonly [first: number, last: number];
  readonly lines: readonly [first: number, last: number];
  /** So many of these rows are in doubt with it: the others were rejected before, or are another part's. */
  readonly count: number;
  readonly reason: string;
  /** When the first request that may have been applied was announced, as an ISO date. */
  readonly since: string;
  /** The service's id of the job or batch, where it gave one. */
  readonly job: string | null;
  readonly key: string | null;
}

/** A decision, as the journal has it now. */
export interface Decided {
  readonly part: string;
  readonly decision: 'accepted' | 'skip' | 'resend';
  readonly count: number;
  /** It is this command's; otherwise the same was decided before. */
  readonly isNew: boolean;
}

export interface Resolution {
  readonly import: ImportReport;
  /** What is still in doubt. */
  readonly doubts: readonly Doubt[];
  readonly decided: readonly Decided[];
  /** What was typed to import it; null where no run of it came to an orderly end, or where that would show an address. */
  readonly command: string | null;
}
