/**
 * The contract of every target: how an API is asked, and what its answers mean. A target knows nothing of files, journals, retries or
 * reports; all of those follow from its definition. What an answer means is the target's to say, status codes never are read elsewhere.
 */
import type { Body, Envelope, Limits, Receipt } from '../record.js';
import type { Exchange, HttpResponse } from './http.js';
import type { Scope, Settings } from './scope.js';
import type { Shaping } from './shaping.js';
import type { Deletion, ResultLine, Settlement, Verdict } from './verdict.js';

/** Where the service is to call when it has finished a request. */
export interface Webhook {
  readonly url: string;
  readonly secret: string | null;
}

/** What every request of one import is sent with. */
export interface Destination {
  readonly scope: Scope;
  readonly settings: Settings;
  readonly webhook: Webhook | null;
}

/** One request's worth of items. */
export interface Part {
  /** Undefined where the file that holds it was uploaded before. */
  readonly body: Body | undefined;
  /** The id of that file at the service. */
  readonly file: string | undefined;
  readonly key: string;
  readonly items: number;
  /** No copy of this request can have been sent before: ms since 1970, of the sender's clock. */
  readonly since: number;
}

/** A flag that a target gives to `import`. Its name is its key in `Settings`. */
export interface TargetFlag {
  readonly name: string;
  /** As help shows it: `<column>`. */
  readonly value: string;
  readonly help: string;
}

/** An API that takes its requests as files, and gives files back. */
export interface FileExchange {
  /** Where a result file is, behind the base URL. */
  contentPath(file: string): string;
  /** Undefined for a line that isn't one of this API's. */
  readLine(line: string): ResultLine | undefined;
  /** Makes of a line and the text of the row that it answers the line that people get; undefined where the line is as they want it. */
  presenter(settings: Settings): ((line: string, source: string) => string) | undefined;
  /** What a person wants to see of it in a cell: the answer's text where it has one. */
  cell(line: string): { readonly status: string; readonly text: string };
}

export interface Target {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly baseUrl: { readonly env: string; readonly fallback: string };
  /** Environment variables that may hold the credential, the first one that does wins. */
  readonly credential: readonly string[];
  /** Works without a credential too. */
  readonly isOpen?: true;
  /** How the credential is shown to the service; it may be empty where `isOpen`. */
  headers(secret: string): Readonly<Record<string, string>>;
  /** Its API in the built-in server: the base path, and how people look at what they sent. */
  readonly sandbox: { readonly path: string; query(scope: Scope): string };
  /** The first one is the usual one. */
  readonly operations: readonly string[];
  /** What the scope's object is: undefined where the API knows no such thing. `usual` is for those who don't say. */
  readonly object?: { readonly flag: 'object' | 'endpoint'; readonly what: string; readonly usual?: string };
  /** Rows may belong to a user. */
  readonly hasUsers?: true;
  readonly flags: readonly TargetFlag[];
  readonly shaping?: Shaping;
  readonly takesWebhook?: true;
  /** What the API takes at most in one request. */
  readonly limits: Limits;
  /** A chunk when nobody says otherwise. */
  readonly usual: Limits;
  readonly dedupe: { readonly by: 'chunk' | 'record' | 'none'; readonly windowMs: number };
  readonly keyForm: 'uuid4' | 'hex';
  /** How long an answer to a request of so many bytes may take, in ms. */
  timeoutMs(bytes: number): number;
  /** What any answer that is no success means. */
  readFailure(response: HttpResponse): Verdict & { readonly kind: 'again' | 'refused' };
  envelope(scope: Scope, settings: Settings): Envelope;
  /** One attempt. May be repeated with the same part. Throws TransportError where no answer came. */
  send(exchange: Exchange, to: Destination, part: Part): Promise<Verdict>;
  /** One look at what became of an accepted request of `items` items. May be repeated. Throws TransportError. */
  settle(exchange: Exchange, scope: Scope, receipt: Receipt, items: number): Promise<Settlement>;
  /** Requests are files: spooled, uploaded one at a time, and answered by files. */
  readonly files?: FileExchange;
  /** Deletes everything of a user, or of the whole account for null. May be repeated. Throws TransportError. */
  deleteAll?(exchange: Exchange, user: string | null): Promise<Deletion>;
}
