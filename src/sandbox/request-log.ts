/** The log of write requests, and of whatever a fault has touched. */
import type { Database } from './database.js';

export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  /** Bytes of the body, as far as it was read. */
  readonly bytes: number;
  /** Null for a request that got no answer. */
  readonly status: number | null;
  /** The faults that fired, or undefined. */
  readonly fault: string | undefined;
}

export function logRequest(database: Database, { at, method, path, key, bytes, status, fault }: LoggedRequest): void {
  database.run(
    'INSERT INTO requests (at, method, path, idempotency_key, bytes, status, fault) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [at, method, path, key ?? null, bytes, status, fault ?? null],
  );
}
