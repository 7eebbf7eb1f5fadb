/** What an answer can mean. Each target reads its API's answers as one of these; what follows from them is not its affair. */
import type { ItemRefusal, Outcome, Receipt } from '../record.js';

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
  /**
   * How the run ends when trying again doesn't help: the service is away, speaks another language, contradicts itself, or can't prove
   * that it is the one that was asked for.
   */
  readonly meaning: 'unavailable' | 'unintelligible' | 'contradiction' | 'untrusted';
  /** The request was answered, so no copy of it is still under way. */
  readonly answered: boolean;
  /** It can't have been applied: it never reached the service, or was turned away unread. */
  readonly unapplied: boolean;
  /** The headers `Retry-After` and `Date`, as they came. */
  readonly retryAfter?: string;
  readonly date?: string;
  /** ms to wait, from a service that says so beside or in place of `Retry-After`. */
  readonly waitMs?: number;
  /** Another try is of no use. */
  readonly isFinal?: true;
  /** The failure as it was answered, to be known again when it is repeated from the service's memory of the key. */
  readonly failure?: Failure;
  /** The job that an answer names which can't be believed. */
  readonly job?: string;
}

/** An answer of a service that failed. */
export interface Failure {
  /** Status and body. */
  readonly said: string;
  /** Unlike that of any other answer, unless it is repeated. */
  readonly requestId: string | null;
  /** By its own word it is an earlier answer. */
  readonly isReplayed: boolean;
}

/** What an attempt to send came to. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  /** The service has the body as a file, and the request is still to be made. */
  | { readonly kind: 'uploaded'; readonly file: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'again'; readonly trouble: Trouble };

/** What a look at an accepted request came to. */
export type Settlement =
  | { readonly kind: 'running'; readonly state: string }
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  /** `committed` is 0 where the service proves that nothing was applied, else undefined. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly committed: 0 | undefined }
  /** It came to nothing, through no fault of the items: a new request may succeed. */
  | { readonly kind: 'nothing'; readonly code: string; readonly message: string }
  /** Nothing was applied, because of these items: without them the request may succeed. */
  | { readonly kind: 'blamed'; readonly items: readonly ItemRefusal[] }
  /** The outcome stands in files at the service; `rest` is what items come to that are in none of them. */
  | {
      readonly kind: 'results';
      readonly files: readonly string[];
      readonly rest: Omit<ItemRefusal, 'index'> | undefined;
    }
  /** The service doesn't know it, not yet or no longer. */
  | { readonly kind: 'missing' }
  /** The answer contradicts itself or what was sent. */
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'again'; readonly trouble: Trouble };

/** What one line of a result file says of one item. `row` is the number that its maker was given. */
export interface ResultLine {
  readonly row: number;
  /** Undefined for an item that was done. */
  readonly refusal: Omit<ItemRefusal, 'index'> | undefined;
}

/** What deleting everything of a user came to. */
export type Deletion =
  | {
      readonly kind: 'deleted';
      readonly status: string;
      readonly processed: number;
      readonly successful: number;
      readonly failed: number;
      readonly errors: readonly { readonly id: string | null; readonly message: string }[];
    }
  /** There was nothing left. */
  | { readonly kind: 'nothing'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Some of it may be gone. Asking again goes on. */
  | { readonly kind: 'again'; readonly trouble: Trouble };
