/** What a deletion is asked to do: resolved from flags and environment, before anything is opened. */
import type { Target } from '../target/target.js';

/** A target that can delete everything of a user. */
export type Deleter = Target & Required<Pick<Target, 'deleteAll'>>;

export function canDelete(target: Target): target is Deleter {
  return target.deleteAll !== undefined;
}

export interface DeletionPlan {
  readonly target: Deleter;
  /** Null for everybody in the account; never blank. */
  readonly user: string | null;
  readonly maxRetries: number;
  readonly stateDir: string;
  /** What to type to go on with it. */
  readonly command: string;
}
