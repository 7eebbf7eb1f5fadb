/** Finds the record to merge with by the value of any field, whether it was upserted by that field or appended with it. */
import { Buffer } from 'node:buffer';
import { integer, text, type Database } from './database.js';
import { matchValue } from './merge.js';

/** A field of an object that is looked up by. */
export interface MatchKey {
  readonly id: number;
  readonly name: string;
}

/** Records read at once while a new match key is built: memory stays flat over any number of them. */
const PAGE = 500;

/** The fields that an object's records are indexed by. */
export function matchKeys(database: Database, object: string): readonly MatchKey[] {
  const rows = database.all('SELECT id, name FROM match_keys WHERE object = ?', [object]);
  return rows.map((row) => ({ id: integer(row['id']) ?? 0, name: text(row['name']) }));
}

/** Begins to index a field if that isn't so yet; the records that are there already are read through once. */
export function ensureMatchKey(database: Database, object: string, name: string): MatchKey {
  const known = matchKeys(database, object).find((key) => key.name === name);
  if (known !== undefined) return known;
  const id = database.run('INSERT INTO match_keys (object, name) VALUES (?, ?)', [object, name]);
  indexRecords(database, { object, keys: [{ id, name }], after: 0 });
  return { id, name };
}

/** Indexes an object's records whose id is greater than `after`. */
export function indexRecords(
  database: Database,
  { object, keys, after }: { object: string; keys: readonly MatchKey[]; after: number },
): void {
  let last = after;
  for (;;) {
    const rows = database.all(`SELECT id, record FROM records WHERE id > ? AND object = ? ORDER BY id LIMIT ${PAGE}`, [
      last,
      object,
    ]);
    if (rows.length === 0) return;
    for (const row of rows) {
      last = integer(row['id']) ?? 0;
      moveRecord(database, keys, { id: last, older: undefined, newer: text(row['record']) });
    }
  }
}

/** Keeps the index true when a record appears (no older text) or changes. */
export function moveRecord(
  database: Database,
  keys: readonly MatchKey[],
  { id, older, newer }: { id: number; older: string | undefined; newer: string },
): void {
  for (const key of keys) {
    const before = older === undefined ? undefined : valueIn(older, key);
    const after = valueIn(newer, key);
    if (before === after) continue;
    if (before !== undefined) {
      database.run('DELETE FROM matches WHERE match_key_id = ? AND value = ? AND record_id = ?', [key.id, before, id]);
    }
    if (after !== undefined) addMatch(database, key, { id, value: after });
  }
}

/** Indexes a record whose value is known already. */
export function addMatch(database: Database, key: MatchKey, { id, value }: { id: number; value: string }): void {
  database.run('INSERT INTO matches (match_key_id, value, record_id) VALUES (?, ?, ?)', [key.id, value, id]);
}

/** The record to merge with: the oldest of those that have the value. */
export function findMatch(
  database: Database,
  key: MatchKey,
  value: string,
): { id: number; record: string } | undefined {
  const row = database.get(
    `SELECT records.id, records.record FROM matches JOIN records ON records.id = matches.record_id
      WHERE matches.match_key_id = ? AND matches.value = ? ORDER BY matches.record_id LIMIT 1`,
    [key.id, value],
  );
  return row === undefined ? undefined : { id: integer(row['id']) ?? 0, record: text(row['record']) };
}

function valueIn(record: string, key: MatchKey): string | undefined {
  return matchValue(Buffer.from(record), 0, key.name);
}
