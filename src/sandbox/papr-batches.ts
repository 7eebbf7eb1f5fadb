/** The batches that were accepted to be done later. A batch's body stays until it is done. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { integer, text, type Database } from './database.js';
import type { ItemError } from './papr-batch.js';

/** `errors` is a JSON list, known from the start and told at the end. */
export const BATCH_TABLES = `
  CREATE TABLE IF NOT EXISTS memory_batches (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    total INTEGER NOT NULL,
    errors TEXT NOT NULL,
    forged INTEGER NOT NULL,
    accepted_at TEXT NOT NULL,
    finished_at TEXT,
    body BLOB
  );
  CREATE INDEX IF NOT EXISTS memory_batches_open ON memory_batches (number) WHERE body IS NOT NULL;`;

/** How a batch stands, in words of this server: the vendor leaves them open. */
export type BatchState = 'processing' | 'completed' | 'partial' | 'failed';

/** What is kept of an accepted batch. */
export interface Accepted {
  readonly body: Buffer;
  readonly total: number;
  readonly errors: readonly ItemError[];
  /** A forged call goes before the webhook's real one. */
  readonly forged: boolean;
}

/** Keeps a batch and returns its id. */
export function acceptBatch(database: Database, { body, total, errors, forged }: Accepted, at: string): string {
  const id = randomUUID();
  database.run(
    `INSERT INTO memory_batches (id, state, total, errors, forged, accepted_at, body) VALUES (?, 'processing', ?, ?, ?, ?, ?)`,
    [id, total, JSON.stringify(errors), Number(forged), at, body],
  );
  return id;
}

/** The batch, unless it is done or unknown. */
export function openBatch(database: Database, id: string): Accepted | undefined {
  const row = database.get('SELECT body, total, errors, forged FROM memory_batches WHERE id = ?', [id]);
  const body = row?.['body'];
  if (row === undefined || !(body instanceof Uint8Array)) return undefined;
  return {
    body: Buffer.from(body.buffer, body.byteOffset, body.length),
    total: integer(row['total']) ?? 0,
    errors: JSON.parse(text(row['errors'])),
    forged: row['forged'] === 1,
  };
}

/** The ids of the batches that were accepted and never done, in order of acceptance. */
export function openBatches(database: Database): readonly string[] {
  return database.all('SELECT id FROM memory_batches WHERE body IS NOT NULL ORDER BY number').map(({ id }) => text(id));
}

/** Ends a batch for good and drops its body. */
export function finishBatch(
  database: Database,
  id: string,
  { state, errors, at }: { state: BatchState; errors: readonly ItemError[]; at: string },
): void {
  database.run('UPDATE memory_batches SET state = ?, errors = ?, finished_at = ?, body = NULL WHERE id = ?', [
    state,
    JSON.stringify(errors),
    at,
    id,
  ]);
}

/** A batch as its status tells it: nothing is counted before it is done. Undefined for an unknown id. */
export function batchStatus(database: Database, id: string): object | undefined {
  const row = database.get('SELECT state, total, errors FROM memory_batches WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const state = text(row['state']);
  const isDone = state !== 'processing';
  const errors: readonly ItemError[] = isDone ? JSON.parse(text(row['errors'])) : [];
  const total = isDone ? (integer(row['total']) ?? 0) : 0;
  const counts = { total_processed: total, total_successful: total - errors.length, total_failed: errors.length };
  return { batch_id: id, status: state, ...counts, errors };
}
