/** What the fault proxy can do to a request or its answer. Plain data: a schedule can be printed, and read again. */

export type Headers = readonly (readonly [name: string, value: string])[];

export interface Canned {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: string | Buffer;
}

export type Fault =
  /** Each way takes so many ms longer. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Bytes of the answer a second; the request is read as slowly. */
  | { readonly kind: 'bandwidth'; readonly rate: number }
  /** RST behind so many bytes of the request: nothing is forwarded. */
  | { readonly kind: 'reset-request'; readonly at: number }
  /** The service answers, and RST comes behind so many bytes of that. */
  | { readonly kind: 'reset-answer'; readonly at: number }
  /** FIN in place of an answer; `forwards`: the service has done its work. */
  | { readonly kind: 'fin'; readonly forwards: boolean }
  /** The peer is gone without a word, and the connection stays; `forwards`: the service has done its work. */
  | { readonly kind: 'swallow'; readonly forwards: boolean }
  /** The service commits, and the answer is lost with the connection. */
  | { readonly kind: 'drop' }
  /** The answer comes byte by byte, so many ms apart. */
  | { readonly kind: 'slice'; readonly ms: number }
  /** The answer's head promises all of the body, and FIN comes behind so many bytes of it; `isChunked`: in the midst of a chunk. */
  | { readonly kind: 'truncate'; readonly at: number; readonly isChunked?: true }
  /** The last of the answer's body is missing, and its length agrees. */
  | { readonly kind: 'shorten'; readonly by: number }
  /** A bit of a byte of the request's body is another one. */
  | { readonly kind: 'flip'; readonly at: number }
  /** A middlebox sends the request twice, one behind the other or both at once, and passes the first answer on. */
  | { readonly kind: 'duplicate'; readonly atOnce: boolean }
  /** The connection breaks, and the request reaches the service when it is released. */
  | { readonly kind: 'ghost' }
  /** Answered in the service's place. `forwards`: it has done its work all the same. `isEarly`: before the body is read, then RST. */
  | { readonly kind: 'answer'; readonly with: Canned; readonly forwards?: true; readonly isEarly?: true }
  /** Answered in the service's place where the body holds a text; others pass. */
  | { readonly kind: 'bounce'; readonly holding: string; readonly with: Canned }
  /** These bytes are the answer, and FIN. */
  | { readonly kind: 'raw'; readonly bytes: string | Buffer }
  /** Another status over the service's own body. */
  | { readonly kind: 'status'; readonly status: number }
  /** The service's answer with a text in it replaced. */
  | { readonly kind: 'rewrite'; readonly from: string; readonly to: string }
  /** The answer doesn't say what time it is. */
  | { readonly kind: 'undated' }
  /** A header of the request is lost on the way. */
  | { readonly kind: 'strip'; readonly header: string }
  /** So many interim answers come before the real one. */
  | { readonly kind: 'interim'; readonly status: number; readonly count: number }
  /** The connection is closed so many ms behind the answer. */
  | { readonly kind: 'close-idle'; readonly ms: number };

/** A request as schedules see it. */
interface Seen {
  /** Of its method since the proxy was opened, from 1. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
}

/** What is to be done to a request; undefined for nothing. */
export type Schedule = (request: Seen) => Fault | undefined;

export const PASS: Schedule = () => undefined;

/** The nth POST meets the nth fault of the list. */
export function posts(...faults: readonly (Fault | undefined)[]): Schedule {
  return ({ method, number }) => (method === 'POST' ? faults[number - 1] : undefined);
}

/** Every POST meets the fault. */
export function everyPost(fault: Fault): Schedule {
  return ({ method }) => (method === 'POST' ? fault : undefined);
}

/** The nth GET meets the nth fault of the list. */
export function gets(...faults: readonly (Fault | undefined)[]): Schedule {
  return ({ method, number }) => (method === 'GET' ? faults[number - 1] : undefined);
}

/** The nth key of all meets the nth fault of the list at its first request, and none after that. */
export function firstOfKeys(...faults: readonly Fault[]): Schedule {
  const seen = new Set<string>();
  return ({ key }) => {
    if (key === undefined || seen.has(key)) return undefined;
    seen.add(key);
    return faults[seen.size - 1];
  };
}

export function everyGet(fault: Fault): Schedule {
  return ({ method }) => (method === 'GET' ? fault : undefined);
}
