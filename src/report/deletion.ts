/** What a deletion has to tell: the one shape behind the text on the screen and the document of `--json`. */
import type { ExitCode } from '../errors.js';
import type { FailureReport } from './report.js';

export interface DeletionReport {
  readonly exitCode: ExitCode;
  readonly seconds: number;
  readonly requests: number;
  readonly retries: number;
  /** The target as people write it. */
  readonly title: string;
  /** Its name, or `sandbox`: nobody may take one for the other. */
  readonly target: string;
  /** Null for the sandbox. */
  readonly baseUrl: string | null;
  /** Null for everybody in the account. */
  readonly user: string | null;
  /** The service's own word, or `nothing` where it found nothing; null where it gave no answer that says so. */
  readonly status: string | null;
  /** Likewise. What isn't said to be gone counts as failed. */
  readonly counts: { readonly processed: number; readonly successful: number; readonly failed: number } | null;
  readonly errors: readonly { readonly id: string | null; readonly message: string }[];
  /** Nothing was deleted. */
  readonly isUntouched: boolean;
  /** An attempt before the last one may have deleted some too, uncounted. */
  readonly isResumed: boolean;
  /** Imports whose rows these were. */
  readonly imports: number;
  /** What kept it from its end. */
  readonly failures: readonly FailureReport[];
  /** Where it was logged. */
  readonly audit: string;
}
