/** The memories. Each is kept as often as it is sent: the vendor is not known to recognise one that it has. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { integer, text, type Database, type SQLiteValue } from './database.js';
import type { PaprItem } from './papr-item.js';

/** `item` is the JSON as it was received. `batch_id` is the accepted batch's, or else the answer's x-correlation-id. */
export const MEMORY_TABLES = `
  CREATE TABLE IF NOT EXISTS memories (
    id INTEGER PRIMARY KEY,
    memory_id TEXT NOT NULL UNIQUE,
    user_id TEXT,
    external_user_id TEXT,
    namespace_id TEXT,
    content TEXT NOT NULL,
    item TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    item_index INTEGER NOT NULL,
    stored_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS memories_user ON memories (user_id);
  CREATE INDEX IF NOT EXISTS memories_external_user ON memories (external_user_id);`;

export interface StoredMemory {
  readonly memoryId: string;
  readonly objectId: string;
  /** Bytes of UTF-8 in its content. */
  readonly bytes: number;
  /** ISO time. */
  readonly at: string;
}

/** Where an item comes from. `index` is its place in the request, from 0. */
export interface Origin {
  readonly batchId: string;
  readonly index: number;
  readonly at: string;
}

/** Stores one item. Belongs into the transaction of its request or batch. */
export function storeMemory(database: Database, item: PaprItem, { batchId, index, at }: Origin): StoredMemory {
  const memoryId = randomUUID();
  database.run(
    `INSERT INTO memories (memory_id, user_id, external_user_id, namespace_id, content, item, batch_id, item_index, stored_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      memoryId,
      item.userId,
      item.externalUserId,
      item.namespaceId,
      // SQLite's texts end at a NUL here, so one is written out.
      item.content.replaceAll('\0', String.raw`\u0000`),
      item.text,
      batchId,
      index,
      at,
    ],
  );
  return { memoryId, objectId: objectIdOf(memoryId), bytes: Buffer.byteLength(item.content), at };
}

/** The vendor has a second, shorter id for each memory. */
export function objectIdOf(memoryId: string): string {
  return memoryId.replaceAll('-', '').slice(0, 10);
}

/** When a memory was stored; undefined for an unknown id. */
export function memoryTime(database: Database, memoryId: string): string | undefined {
  const row = database.get('SELECT stored_at FROM memories WHERE memory_id = ?', [memoryId]);
  return row === undefined ? undefined : text(row['stored_at']);
}

/** Whose memories: a condition on the table, with its values. */
export interface Selection {
  readonly where: string;
  readonly values: SQLiteValue[];
}

export function countMemories(database: Database, { where, values }: Selection): number {
  return integer(database.get(`SELECT count(*) AS count FROM memories WHERE ${where}`, values)?.['count']) ?? 0;
}

/** The ids, in the order in which they were stored. */
export function listMemories(database: Database, { where, values }: Selection): readonly string[] {
  const rows = database.all(`SELECT memory_id FROM memories WHERE ${where} ORDER BY id`, values);
  return rows.map(({ memory_id: id }) => text(id));
}

/** Deletes so many of them, the oldest first. */
export function deleteMemories(database: Database, { where, values }: Selection, most: number): void {
  database.run(`DELETE FROM memories WHERE id IN (SELECT id FROM memories WHERE ${where} ORDER BY id LIMIT ?)`, [
    ...values,
    most,
  ]);
}
