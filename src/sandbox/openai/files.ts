/** The files that are finished: uploads, and what batches have written. */
import { randomBytes } from 'node:crypto';
import { integer, text, type Database, type Row } from '../database.js';
import type { Page } from './page.js';
import { dropContent } from './pieces.js';

export interface StoredFile {
  readonly id: string;
  readonly api: string;
  readonly filename: string;
  readonly purpose: string;
  readonly bytes: number;
  /** ISO time. */
  readonly createdAt: string;
  /** ISO time. It is told and not acted on: no file goes by itself. */
  readonly expiresAt: string | null;
}

export function newFileId(): string {
  return `file-${randomBytes(12).toString('hex')}`;
}

/** Makes stored content a file. */
export function addFile(database: Database, file: StoredFile): void {
  const { id, api, filename, purpose, bytes, createdAt, expiresAt } = file;
  database.run(
    'INSERT INTO files (id, api, filename, purpose, bytes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [id, api, filename, purpose, bytes, createdAt, expiresAt],
  );
}

export function findFile(database: Database, api: string, id: string): StoredFile | undefined {
  const row = database.get('SELECT * FROM files WHERE api = ? AND id = ?', [api, id]);
  return row === undefined ? undefined : toFile(row);
}

/** Removes a file with its content. */
export function deleteFile(database: Database, id: string): void {
  database.run('DELETE FROM files WHERE id = ?', [id]);
  dropContent(database, id);
}

/** What is listed: oldest first or newest first, one purpose or all. */
export interface FileQuery extends Page {
  readonly order: 'asc' | 'desc';
  readonly purpose: string | null;
}

const IN_ORDER = {
  asc: 'number > (SELECT number FROM files WHERE id = ?3)) ORDER BY number',
  desc: 'number < (SELECT number FROM files WHERE id = ?3)) ORDER BY number DESC',
} as const;

/** One file more than the page holds, where there is one. */
export function listFiles(database: Database, api: string, { order, purpose, after, limit }: FileQuery): StoredFile[] {
  return database
    .all(
      `SELECT * FROM files WHERE api = ?1 AND (?2 IS NULL OR purpose = ?2) AND (?3 IS NULL OR ${IN_ORDER[order]} LIMIT ?4`,
      [api, purpose, after ?? null, limit + 1],
    )
    .map(toFile);
}

function toFile(row: Row): StoredFile {
  return {
    id: text(row['id']),
    api: text(row['api']),
    filename: text(row['filename']),
    purpose: text(row['purpose']),
    bytes: integer(row['bytes']) ?? 0,
    createdAt: text(row['created_at']),
    expiresAt: row['expires_at'] === null ? null : text(row['expires_at']),
  };
}
