/** What is alike in every API's answers: JSON or not, and the statuses that HTTP itself gives a meaning to. */
import type { HttpResponse } from './http.js';
import type { Failure, Refusal, Trouble, Verdict } from './verdict.js';

export type Json = Readonly<Record<string, unknown>>;

/** The body as a JSON object, or undefined. */
export function jsonObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

/** The objects in a list; none where it isn't one. */
export function objectsIn(value: unknown): readonly Json[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter(isObject);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Characters; the ids that vendors show have a tenth of it. */
const MOST_ID = 500;
/** A surrogate without its other half, which no address can hold. */
const HALF = /\p{Surrogate}/u;

/** The name of something at the service, to be asked for by it: undefined where it can't be one segment of a path. */
export function asId(value: unknown): string | undefined {
  const id = asText(value);
  if (id === undefined || id === '' || id.length > MOST_ID || HALF.test(id)) return undefined;
  // Also percent-encoded these two are directories to whoever reads an address.
  return id === '.' || id === '..' ? undefined : id;
}

/** A whole number from 0, or undefined. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function requestIdOf({ headers }: HttpResponse): string | null {
  return headers['x-correlation-id'] ?? headers['x-request-id'] ?? null;
}

const TOO_MANY = 429;

/** An answer that settles nothing, to be followed by another try. */
export function again(response: HttpResponse, meaning: Trouble['meaning'], why: string): Verdict & { kind: 'again' } {
  const { 'retry-after': retryAfter, date } = response.headers;
  const hints = { ...(retryAfter === undefined ? {} : { retryAfter }), ...(date === undefined ? {} : { date }) };
  const failure = response.status < 500 ? {} : { failure: failureOf(response) };
  return {
    kind: 'again',
    trouble: { why, meaning, answered: true, unapplied: response.status === TOO_MANY, ...hints, ...failure },
  };
}

/** Stripe's API keeps failures under a request's key, and says so by this header when it repeats one; others took that over. */
function failureOf(response: HttpResponse): Failure {
  const { status, text, headers } = response;
  const isReplayed = headers['idempotent-replayed'] === 'true';
  return { said: `${status} ${text}`, requestId: requestIdOf(response), isReplayed };
}

const ABOUT = new Map<number, Refusal['about']>([
  [400, 'content'],
  [401, 'credential'],
  [403, 'credential'],
  [407, 'credential'],
  [413, 'size'],
  [422, 'content'],
]);
const TEMPORARY = new Set([408, 409, 421, 425, TOO_MANY]);

/** What a refusing status is about, where the API says nothing more special. Undefined: not a refusal, try again. */
export function refusedAbout(status: number): Refusal['about'] | undefined {
  if (TEMPORARY.has(status) || status >= 500) return undefined;
  return ABOUT.get(status) ?? 'route';
}

/** A redirect, said so that its cure can be seen. */
export function describeRedirect({ status, headers }: HttpResponse): string {
  return `answered ${status}, a redirect to ${headers['location'] ?? 'nowhere'}; a write is never sent on to another address`;
}
