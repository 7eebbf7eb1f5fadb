/** What is known of the earlier attempts at one request, and what follows where nothing keeps it from being applied twice. */
import type { Failure, Trouble } from '../target/verdict.js';
import type { Line } from './line.js';

/** A failure that comes back so many times was kept under the request's key: it would come back until the key is forgotten. */
const MOST_ECHOES = 2;

export class Past {
  /** The last failure that the service answered with, and how many times in a row it was repeated. */
  #failure: Failure | undefined;
  #echoes = 0;
  /** Jobs that answers have named which could not be believed. */
  readonly #jobs = new Set<string>();
  /** No attempt can have been applied. */
  isUnapplied: boolean;
  /** Why the last attempt may have been applied; undefined where it can't. */
  lost: string | undefined;

  /** `isFresh`: there was none. */
  constructor(isFresh: boolean) {
    this.isUnapplied = isFresh;
    this.lost = isFresh ? undefined : 'an earlier run sent it and ended before the answer came';
  }

  /** One more attempt, without a usable answer. */
  add({ unapplied, why, failure, job }: Trouble): void {
    this.#echoes = isEcho(failure, this.#failure) ? this.#echoes + 1 : 0;
    this.#failure = failure;
    if (job !== undefined) this.#jobs.add(job);
    this.isUnapplied &&= unapplied;
    this.lost = unapplied ? undefined : `it was sent, and no usable answer came: ${why}`;
  }

  /** The service repeats one failure for this key, whatever became of the request. */
  get isEchoed(): boolean {
    return this.#echoes >= MOST_ECHOES;
  }

  /** A job that was named for this request before and is another one than `id`: the service took it twice. */
  otherJob(id: string): string | undefined {
    return [...this.#jobs].find((job) => job !== id);
  }
}

/** The same answer once more, and not another failure in the same words. */
function isEcho(failure: Failure | undefined, last: Failure | undefined): boolean {
  if (failure === undefined || failure.said !== last?.said) return false;
  return failure.isReplayed || (failure.requestId !== null && failure.requestId === last.requestId);
}

/** Nothing at the service keeps a request from being applied twice. */
export function isUnprotected({ plan }: Pick<Line, 'plan'>): boolean {
  return plan.target.dedupe.by === 'none';
}

/** What may have been applied isn't sent again. */
export function mustHold(line: Pick<Line, 'plan'>): boolean {
  return isUnprotected(line) && line.plan.onAmbiguous === 'hold';
}
