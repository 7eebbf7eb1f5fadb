/**
 * The contract of every target: how an API is asked, and what its answers mean. A target knows nothing of files, journals, retries or
 * reports; all of those follow from its definition. What an answer means is the target's to say, status codes never are read elsewhere.
 */
import type { Envelope, Limits, Outcome, Receipt } from '../record.js';
import type { Exchange } from './http.js';

/** Where the rows of one import go: another scope is another import. */
export interface Scope {
  readonly target: string;
  /** The API's base URL, or `sandbox:<id>` for the built-in server, whose port says nothing. */
  readonly baseUrl: string;
  readonly account: string | null;
  readonly object: string | null;
  readonly operation: string;
  readonly matchKey: string | null;
  readonly user: string | null;
}

/** One request's worth of items. */
export interface Part {
  readonly body: Buffer;
  readonly key: string;
  readonly items: number;
}

/**
 * A definite no to a whole request: nothing of it was applied.
 * content: something in it · size: too large · credential: who asks · route: what is asked, or where · key: it belongs to another request.
 */
export interface Refusal {
  readonly about: 'content' | 'size' | 'credential' | 'route' | 'key';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  /** The item that is to blame, from 0 within the request, and its field: where the service names them. */
  readonly index?: number;
  readonly field?: string;
}

/** No usable answer: the request may have been applied, and may be sent again under the same key. */
export interface Trouble {
  readonly why: string;
  /** How the run ends when trying again doesn't help: the service is away, speaks another language, or contradicts itself. */
  readonly meaning: 'unavailable' | 'unintelligible' | 'contradiction';
  /** The request was answered, so no copy of it is still under way. */
  readonly answered: boolean;
  /** It can't have been applied: it never reached the service, or was turned away unread. */
  readonly unapplied: boolean;
  /** The headers `Retry-After` and `Date`, as they came. */
  readonly retryAfter?: string;
  readonly date?: string;
}

/** What an attempt to send came to. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'again'; readonly trouble: Trouble };

/** What a look at an accepted request came to. */
export type Settlement =
  | { readonly kind: 'running'; readonly state: string }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  /** `committed` is 0 where the service proves that nothing was applied, else undefined. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly committed: 0 | undefined }
  /** The service doesn't know it, not yet or no longer. */
  | { readonly kind: 'missing' }
  /** The answer contradicts itself or what was sent. */
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'again'; readonly trouble: Trouble };

export interface Target {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly baseUrl: { readonly env: string; readonly fallback: string };
  /** Environment variables that may hold the credential, the first one that does wins. */
  readonly credential: readonly string[];
  readonly operations: readonly string[];
  /** What the API takes at most in one request. */
  readonly limits: Limits;
  /** Rows of a chunk when nobody says otherwise. */
  readonly usualRows: number;
  readonly dedupe: { readonly by: 'chunk' | 'record' | 'none'; readonly windowMs: number };
  readonly keyForm: 'uuid4' | 'hex';
  /** How long an answer to a request of so many bytes may take, in ms. */
  timeoutMs(bytes: number): number;
  envelope(scope: Scope): Envelope;
  /** One attempt. May be repeated with the same part. Throws TransportError where no answer came. */
  send(exchange: Exchange, scope: Scope, part: Part): Promise<Verdict>;
  /** One look at what became of an accepted request of `items` items. May be repeated. Throws TransportError. */
  settle(exchange: Exchange, scope: Scope, receipt: Receipt, items: number): Promise<Settlement>;
}

/** Applying the same rows twice changes nothing, but their order matters: the last one wins. */
export function isOrdered(scope: Scope): boolean {
  return scope.operation === 'upsert';
}
