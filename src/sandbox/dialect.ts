/** What a dialect is: the paths, words and codes of one vendor's API. A new vendor is one more file of this shape. */
import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Batch } from './batch.js';
import type { Database } from './database.js';
import type { FaultPlan, FiredFaults } from './fault-plan.js';
import type { RequestRefusal } from './refusal.js';

export interface Answer {
  readonly status: number;
  /** Besides the ones that every answer has; JSON is the content type unless it says otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** In place of a body that is too large to be held: its length, and its pieces, each read when the one before is sent. */
  readonly stream?: { readonly bytes: number; readonly pieces: Iterable<Buffer> };
  /** Work for the dialect's worker, to begin once the answer is committed. */
  readonly job?: QueuedJob;
}

/** An accepted job, with its batch while that is at hand. */
export interface QueuedJob {
  readonly id: string;
  readonly batch?: Batch;
}

/** Does a dialect's work behind its answers: applies jobs, delivers calls. */
export interface Worker {
  /** Takes work whose acceptance is committed. Each may be added once. */
  add(job: QueuedJob): void;
  /** Begins nothing more. What is open goes on when the database is opened again. */
  stop(): Promise<void>;
}

/** What a worker is made of. It begins with whatever the database says is open. */
export interface WorkerTools {
  readonly database: Database;
  readonly faults: FaultPlan;
  readonly log: (line: string) => void;
}

/** Takes a body that is too large to be held as it comes in. What it stores is nobody's until a route makes something of it. */
export interface Receiver {
  /** Takes the next bytes. What is wrong with them the route will say. */
  take(bytes: Buffer): void;
  /** Called once, when the request is over: drops what no route has made anything of. */
  release(): void;
}

/** A request as a route sees it. */
export interface Call {
  readonly database: Database;
  /** The path's `{…}` parts, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Whole; empty for a GET, and where there is a receiver. */
  readonly body: Buffer;
  /** What has taken the body, whole, for a route that receives. */
  readonly receiver?: Receiver | undefined;
  readonly correlationId: string;
  /** ISO time of the request. */
  readonly at: string;
  readonly fired: FiredFaults;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the dialect's base path, such as `/records/{object}/jobs/{id}`. */
  readonly pattern: string;
  /** Bytes of a request body that are still accepted, where the dialect's number isn't meant. */
  readonly maxBytes?: number;
  /** Begins to receive a body; without it, `handle` gets the body itself. Throws nothing. */
  readonly receive?: (database: Database, headers: IncomingHttpHeaders) => Receiver;
  /** Answers at once. A POST or DELETE runs inside a transaction that its cached answer shares. Throws RequestRefusal. */
  readonly handle: (call: Call) => Answer;
}

export interface Dialect {
  readonly name: string;
  readonly basePath: string;
  /** Bytes of a request body that are still accepted. */
  readonly maxBytes: number;
  readonly routes: readonly Route[];
  /** Its tables, as `CREATE … IF NOT EXISTS` statements: run each time a database is opened. */
  readonly tables?: string;
  readonly startWorker?: (tools: WorkerTools) => Worker;
  /** Throws RequestRefusal unless the credentials and the content type will do. */
  readonly admit: (method: string, headers: IncomingHttpHeaders) => void;
  /** The key that makes a repetition harmless, if the request has one. Throws RequestRefusal for a malformed one. */
  readonly idempotencyKey: (headers: IncomingHttpHeaders) => string | undefined;
  /** A key that came with another request before. */
  readonly keyReused: () => RequestRefusal;
  /** The refusal of a whole request for a field of its first record; the first field where none is named. */
  readonly unknownField: (body: Buffer, field: string) => RequestRefusal;
  /** The answer to a refused request; the method is the request's. */
  readonly refuse: (refusal: RequestRefusal, correlationId: string, method: string) => Answer;
}
