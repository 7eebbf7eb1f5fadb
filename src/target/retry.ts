/** When to try again: one pure function of the attempt and what the service asked for. */

const FLOOR_MS = 250;
const BASE_MS = 500;
const CAP_MS = 30_000;
/** Asked to wait longer than this, a run ends instead, and says until when. */
const PATIENCE_MS = 15 * 60_000;

export interface Attempt {
  /** Failed ones so far, this one included: from 1. */
  readonly failures: number;
  readonly retryAfter: string | undefined;
  /** ms that the service asks for in another way; it counts before `retryAfter`. */
  readonly waitMs?: number | undefined;
  /** The answer's `Date` header: a date in Retry-After is compared with it, not with a clock that may be wrong. */
  readonly date: string | undefined;
  /** ms since 1970. */
  readonly now: number;
  /** From 0 to 1. */
  readonly random: number;
}

export type Delay = { readonly ms: number } | { readonly until: Date };

/**
 * Full jitter over an exponential back-off, and never less than what the service asks for.
 * `until` means that it asks for more patience than a run has.
 */
export function retryDelay({ failures, retryAfter, waitMs, date, now, random }: Attempt): Delay {
  const asked = waitMs ?? parseRetryAfter(retryAfter, date, now);
  if (asked !== undefined && asked > PATIENCE_MS) return { until: new Date(Math.min(now + asked, 8.64e15)) };
  const backoff = random * Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1));
  // The jitter is kept on top of what was asked for, so that those who wait together don't come back together.
  const ms = asked === undefined ? backoff : asked + random * FLOOR_MS;
  return { ms: Math.round(Math.max(FLOOR_MS, ms)) };
}

const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** ms to wait by RFC 9110 §10.2.3: a number of seconds or a date; anything else says nothing. */
export function parseRetryAfter(value: string | undefined, date: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value), Number.MAX_SAFE_INTEGER / 1000) * 1000;
  const until = parseDate(value);
  return until === undefined ? undefined : Math.max(0, until - (parseDate(date) ?? now));
}

/** ms since 1970. What has the shape of a date needn't be one: there are 99 days in no month. */
function parseDate(value: string | undefined): number | undefined {
  if (value === undefined || !HTTP_DATE.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
