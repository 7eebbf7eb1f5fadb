/** The jobs: what was accepted, what became of it. A job's body stays until the job is final. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Batch, Operation } from './batch.js';
import { integer, text, type Database, type Row } from './database.js';

/** A refused row as the job lists it; the index counts from 0. */
export interface JobError {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** How a job ended, or seems to have: `state` is any word where a fault says so. */
export interface JobResult {
  readonly state: string;
  readonly metrics?: { readonly totalRows: number; readonly validRows: number; readonly invalidRows: number };
  readonly errors?: readonly JobError[];
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Job extends JobResult {
  readonly id: string;
  readonly object: string;
  readonly operation: Operation;
  readonly matchKey: string | null;
  /** Records taken, the ones included that the job refuses. */
  readonly accepted: number;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** Stores a batch as a queued job. */
export function addJob(
  database: Database,
  { object, operation, batch, at }: { object: string; operation: Operation; batch: Batch; at: string },
): Job {
  const job: Job = {
    id: `rjob_${randomUUID().replaceAll('-', '')}`,
    object,
    operation,
    matchKey: batch.matchKey,
    state: 'queued',
    accepted: batch.spans.length,
    createdAt: at,
    finishedAt: null,
  };
  database.run(
    'INSERT INTO jobs (id, object, operation, match_key, state, accepted, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [job.id, object, operation, job.matchKey, job.state, job.accepted, at, batch.body],
  );
  return job;
}

/** A job without its body. */
export function findJob(database: Database, id: string): Job | undefined {
  const row = database.get(
    `SELECT id, object, operation, match_key, state, accepted, total_rows, valid_rows, invalid_rows, errors, error,
      created_at, finished_at FROM jobs WHERE id = ?`,
    [id],
  );
  return row === undefined ? undefined : toJob(row);
}

/** The body of a job that isn't final. */
export function jobBody(database: Database, id: string): Buffer | undefined {
  const body = database.get('SELECT body FROM jobs WHERE id = ?', [id])?.['body'];
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.length) : undefined;
}

/** The ids of the jobs that were accepted and never finished, in order of acceptance. */
export function openJobs(database: Database): readonly string[] {
  return database.all('SELECT id FROM jobs WHERE body IS NOT NULL ORDER BY number').map(({ id }) => text(id));
}

/** Shows a job as running. */
export function startJob(database: Database, id: string): void {
  database.run("UPDATE jobs SET state = 'running' WHERE id = ?", [id]);
}

/** Ends a job for good and drops its body. */
export function finishJob(database: Database, id: string, { at, result }: { at: string; result: JobResult }): void {
  const { state, metrics, errors, error } = result;
  database.run(
    `UPDATE jobs SET state = ?, total_rows = ?, valid_rows = ?, invalid_rows = ?, errors = ?, error = ?,
      finished_at = ?, body = NULL WHERE id = ?`,
    [
      state,
      metrics?.totalRows ?? null,
      metrics?.validRows ?? null,
      metrics?.invalidRows ?? null,
      errors === undefined ? null : JSON.stringify(errors),
      error === undefined ? null : JSON.stringify(error),
      at,
      id,
    ],
  );
}

function toJob(row: Row): Job {
  const totalRows = integer(row['total_rows']);
  const counts = { validRows: integer(row['valid_rows']) ?? 0, invalidRows: integer(row['invalid_rows']) ?? 0 };
  return {
    id: text(row['id']),
    object: text(row['object']),
    operation: text(row['operation']) === 'upsert' ? 'upsert' : 'append',
    matchKey: row['match_key'] === null ? null : text(row['match_key']),
    state: text(row['state']),
    accepted: integer(row['accepted']) ?? 0,
    createdAt: text(row['created_at']),
    finishedAt: row['finished_at'] === null ? null : text(row['finished_at']),
    ...(totalRows === undefined ? {} : { metrics: { totalRows, ...counts } }),
    ...(row['errors'] === null ? {} : { errors: JSON.parse(text(row['errors'])) }),
    ...(row['error'] === null ? {} : { error: JSON.parse(text(row['error'])) }),
  };
}
