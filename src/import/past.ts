/** What is known of the earlier attempts at one request, and what follows where nothing keeps it from being applied twice. */
import type { Trouble } from '../target/verdict.js';
import type { Line } from './line.js';

export class Past {
  /** No copy of the request is still under way. */
  isAllAnswered: boolean;
  /** No attempt can have been applied. */
  isUnapplied: boolean;
  /** Why the last attempt may have been applied; undefined where it can't. */
  lost: string | undefined;

  /** `isFresh`: there was none. */
  constructor(isFresh: boolean) {
    this.isAllAnswered = isFresh;
    this.isUnapplied = isFresh;
    this.lost = isFresh ? undefined : 'an earlier run sent it and ended before the answer came';
  }

  /** One more attempt, without a usable answer. */
  add({ answered, unapplied, why }: Trouble): void {
    this.isAllAnswered &&= answered;
    this.isUnapplied &&= unapplied;
    this.lost = unapplied ? undefined : `it was sent, and no usable answer came: ${why}`;
  }
}

/** Nothing at the service keeps a request from being applied twice. */
export function isUnprotected({ plan }: Pick<Line, 'plan'>): boolean {
  return plan.target.dedupe.by === 'none';
}

/** What may have been applied isn't sent again. */
export function mustHold(line: Pick<Line, 'plan'>): boolean {
  return isUnprotected(line) && line.plan.onAmbiguous === 'hold';
}
