/** Applies a batch's valid records. Both ways run inside the transaction of whoever calls. */
import type { Buffer } from 'node:buffer';
import type { Batch } from './batch.js';
import { integer, type Database } from './database.js';
import {
  addMatch,
  ensureMatchKey,
  findMatch,
  indexRecords,
  matchKeys,
  moveRecord,
  type MatchKey,
} from './match-index.js';
import { mergeRecords } from './merge.js';

/** Whose records they are. `at` is an ISO time. */
export interface Application {
  readonly object: string;
  readonly jobId: string;
  readonly at: string;
}

/** Bits of a place that hold a record's length: bodies are below 2^24 bytes, so start and length share one integer. */
const LENGTH = 2 ** 24;

/**
 * Cuts the records out of the body inside SQLite, one statement for all: a call a row would cost several times more.
 * A place of 0 is a refused record, so that the array's index stays the item's.
 */
const APPEND = `
  INSERT INTO records (object, record, operation, job_id, item_index, applied_at)
  SELECT ?1, CAST(substr(?2, (value >> 24) + 1, value & 16777215) AS TEXT), 'append', ?3, key, ?4
    FROM json_each(?5) WHERE value <> 0`;

/** Adds every valid record as a new row, with the text that was sent. */
export function appendRecords(database: Database, batch: Batch, { object, jobId, at }: Application): void {
  const keys = matchKeys(database, object);
  const last = integer(database.get('SELECT max(id) AS id FROM records')?.['id']) ?? 0;
  const places = batch.spans.map(({ start, end }) => start * LENGTH + (end - start));
  for (const { index } of batch.refusals) places[index] = 0;
  database.run(APPEND, [object, batch.body, jobId, at, JSON.stringify(places)]);
  if (keys.length > 0) indexRecords(database, { object, keys, after: last });
}

/** Merges every valid record into the row with its match value, or adds one; in the order of the batch. */
export function upsertRecords(database: Database, batch: Batch, application: Application): void {
  const matchKey = ensureMatchKey(database, application.object, batch.matchKey ?? '');
  const otherKeys = matchKeys(database, application.object).filter(({ id }) => id !== matchKey.id);
  const upsert = { ...application, matchKey, otherKeys };
  const refused = new Set(batch.refusals.map(({ index }) => index));
  for (const [index, { start, end, matchValue = '' }] of batch.spans.entries()) {
    if (refused.has(index)) continue;
    upsertRecord(database, upsert, { index, value: matchValue, record: batch.body.subarray(start, end) });
  }
}

interface Upsert extends Application {
  readonly matchKey: MatchKey;
  readonly otherKeys: readonly MatchKey[];
}

interface Item {
  readonly index: number;
  readonly value: string;
  readonly record: Buffer;
}

function upsertRecord(database: Database, upsert: Upsert, { index, value, record }: Item): void {
  const { object, jobId, at, matchKey, otherKeys } = upsert;
  const match = findMatch(database, matchKey, value);
  if (match === undefined) {
    // Bound as bytes: that is cheaper here than a string.
    const id = database.run(
      `INSERT INTO records (object, record, operation, match_key, match_value, job_id, item_index, applied_at)
        VALUES (?, CAST(? AS TEXT), 'upsert', ?, ?, ?, ?, ?)`,
      [object, record, matchKey.name, value, jobId, index, at],
    );
    addMatch(database, matchKey, { id, value });
    if (otherKeys.length > 0) moveRecord(database, otherKeys, { id, older: undefined, newer: record.toString() });
    return;
  }
  const merged = mergeRecords(match.record, record.toString());
  database.run(
    `UPDATE records SET record = ?, operation = 'upsert', match_key = ?, match_value = ?,
      job_id = ?, item_index = ?, applied_at = ? WHERE id = ?`,
    [merged, matchKey.name, value, jobId, index, at, match.id],
  );
  // The value that it was found by is the same as before.
  moveRecord(database, otherKeys, { id: match.id, older: match.record, newer: merged });
}
