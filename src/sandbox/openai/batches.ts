/** The batches: what was asked for, how far it is, what came of it. All that a batch is stands here, so that a kill loses none of it. */
import { integer, text, type Database, type Row } from '../database.js';
import { newFileId } from './files.js';
import type { Page } from './page.js';
import type { Metadata } from './request-fields.js';

const STATUSES = [
  'validating',
  'failed',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
] as const;
export type Status = (typeof STATUSES)[number];

const FINAL: ReadonlySet<Status> = new Set(['failed', 'completed', 'expired', 'cancelled']);

/** A reason for which a whole batch has failed. Lines count from 1. */
export interface BatchError {
  readonly code: string;
  readonly line: number | null;
  readonly message: string;
  readonly param: string | null;
}

/** What is asked for with a batch. */
export interface BatchRequest {
  readonly endpoint: string;
  readonly inputFileId: string;
  readonly completionWindow: string;
  readonly metadata: Metadata | null;
  /** Seconds that the output is kept, where the request says. */
  readonly outputSeconds: number | null;
}

export interface Batch extends BatchRequest {
  readonly id: string;
  readonly api: string;
  readonly status: Status;
  /** ISO time. */
  readonly createdAt: string;
  /** By status, the ISO time when it came to it. */
  readonly times: Readonly<Partial<Record<Status, string>>>;
  readonly errors: readonly BatchError[] | null;
  /** Requests of the input; null until they have been counted. */
  readonly total: number | null;
  readonly completed: number;
  readonly failed: number;
  /** How far the input has been answered. */
  readonly readBytes: number;
  readonly readLines: number;
  /** Where results go while there are any to come. */
  readonly outputFileId: string;
  readonly errorFileId: string;
  /** Whether the batch has ended with such a file. */
  readonly hasOutput: boolean;
  readonly hasErrors: boolean;
}

/** Stores a new batch, to be worked on. */
export function addBatch(
  database: Database,
  { id, api, at, request }: { id: string; api: string; at: string; request: BatchRequest },
): void {
  const { endpoint, inputFileId, completionWindow, metadata, outputSeconds } = request;
  database.run(
    `INSERT INTO batches (id, api, endpoint, input_file_id, completion_window, metadata, output_seconds, status, created_at,
      times, completed, failed, read_bytes, read_lines, output_file_id, error_file_id, has_output, has_errors, is_open)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'validating', ?, '{}', 0, 0, 0, 0, ?, ?, 0, 0, 1)`,
    [
      id,
      api,
      endpoint,
      inputFileId,
      completionWindow,
      metadata === null ? null : JSON.stringify(metadata),
      outputSeconds,
      at,
      newFileId(),
      newFileId(),
    ],
  );
}

export function findBatch(database: Database, api: string, id: string): Batch | undefined {
  const row = database.get('SELECT * FROM batches WHERE api = ? AND id = ?', [api, id]);
  return row === undefined ? undefined : toBatch(row);
}

/** Newest first; one batch more than the page holds, where there is one. */
export function listBatches(database: Database, api: string, { after, limit }: Page): Batch[] {
  return database
    .all(
      `SELECT * FROM batches WHERE api = ?1 AND (?2 IS NULL OR number < (SELECT number FROM batches WHERE id = ?2))
        ORDER BY number DESC LIMIT ?3`,
      [api, after ?? null, limit + 1],
    )
    .map(toBatch);
}

/** The ids of the batches that haven't ended, oldest first. */
export function openBatches(database: Database, api: string): readonly string[] {
  return database
    .all('SELECT id FROM batches WHERE api = ? AND is_open = 1 ORDER BY number', [api])
    .map(({ id }) => text(id));
}

export function isFinal(status: Status): boolean {
  return FINAL.has(status);
}

/** Moves a batch on, and notes when. */
export function setStatus(database: Database, id: string, { status, at }: { status: Status; at: string }): void {
  database.run('UPDATE batches SET status = ?, is_open = ?, times = json_set(times, ?, ?) WHERE id = ?', [
    status,
    isFinal(status) ? 0 : 1,
    `$.${status}`,
    at,
    id,
  ]);
}

export function setErrors(database: Database, id: string, errors: readonly BatchError[]): void {
  database.run('UPDATE batches SET errors = ? WHERE id = ?', [JSON.stringify(errors), id]);
}

export function setTotal(database: Database, id: string, total: number): void {
  database.run('UPDATE batches SET total = ? WHERE id = ?', [total, id]);
}

/** Notes which files a batch has ended with. */
export function setFiles(database: Database, id: string, files: Pick<Batch, 'hasOutput' | 'hasErrors'>): void {
  const { hasOutput, hasErrors } = files;
  database.run('UPDATE batches SET has_output = ?, has_errors = ? WHERE id = ?', [
    hasOutput ? 1 : 0,
    hasErrors ? 1 : 0,
    id,
  ]);
}

/** Notes results: how many there are now, and how far the input has been answered. */
export function setProgress(
  database: Database,
  id: string,
  progress: Pick<Batch, 'completed' | 'failed' | 'readBytes' | 'readLines'>,
): void {
  const { completed, failed, readBytes, readLines } = progress;
  database.run('UPDATE batches SET completed = ?, failed = ?, read_bytes = ?, read_lines = ? WHERE id = ?', [
    completed,
    failed,
    readBytes,
    readLines,
    id,
  ]);
}

function toBatch(row: Row): Batch {
  const status = text(row['status']);
  return {
    id: text(row['id']),
    api: text(row['api']),
    endpoint: text(row['endpoint']),
    inputFileId: text(row['input_file_id']),
    completionWindow: text(row['completion_window']),
    metadata: row['metadata'] === null ? null : JSON.parse(text(row['metadata'])),
    outputSeconds: integer(row['output_seconds']) ?? null,
    status: STATUSES.find((known) => known === status) ?? 'failed',
    createdAt: text(row['created_at']),
    times: JSON.parse(text(row['times'])),
    errors: row['errors'] === null ? null : JSON.parse(text(row['errors'])),
    total: integer(row['total']) ?? null,
    completed: integer(row['completed']) ?? 0,
    failed: integer(row['failed']) ?? 0,
    readBytes: integer(row['read_bytes']) ?? 0,
    readLines: integer(row['read_lines']) ?? 0,
    outputFileId: text(row['output_file_id']),
    errorFileId: text(row['error_file_id']),
    hasOutput: row['has_output'] === 1,
    hasErrors: row['has_errors'] === 1,
  };
}
