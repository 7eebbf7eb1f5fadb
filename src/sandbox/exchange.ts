/** One request on its way through the server, and what the server has at hand for it. */
import type { IncomingMessage } from 'node:http';
import type { Database } from './database.js';
import type { Dialect, Route, Worker } from './dialect.js';
import type { FaultPlan } from './fault-plan.js';
import type { Holds } from './holds.js';

/** The parts of a running sandbox. */
export interface App {
  readonly database: Database;
  readonly faults: FaultPlan;
  /** By the name of their dialect. */
  readonly workers: ReadonlyMap<string, Worker>;
  readonly holds: Holds;
  /** The database's random id. */
  readonly id: string;
  readonly log: (line: string) => void;
}

export interface Exchange {
  readonly app: App;
  readonly dialect: Dialect;
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly request: IncomingMessage;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly correlationId: string;
  /** Milliseconds since 1970 when the request came in. */
  readonly now: number;
}
