/** The tables, made to be read by people with any SQLite client. */
import { randomUUID } from 'node:crypto';
import { BatchctlError, EXIT } from '../errors.js';
import { integer, text, type Database } from './database.js';
import type { Dialect } from './dialect.js';

const VERSION = 1;

const TABLES = `
  CREATE TABLE meta (id TEXT NOT NULL, version INTEGER NOT NULL);

  CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    object TEXT NOT NULL,
    record TEXT NOT NULL,
    operation TEXT NOT NULL,
    match_key TEXT,
    match_value TEXT,
    job_id TEXT NOT NULL,
    item_index INTEGER NOT NULL,
    applied_at TEXT NOT NULL
  );
  -- A field is indexed for an object from the first upsert that matches by it.
  CREATE TABLE match_keys (id INTEGER PRIMARY KEY, object TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (object, name));
  CREATE TABLE matches (
    match_key_id INTEGER NOT NULL,
    value TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    PRIMARY KEY (match_key_id, value, record_id)
  ) WITHOUT ROWID;

  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    object TEXT NOT NULL,
    operation TEXT NOT NULL,
    match_key TEXT,
    state TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    total_rows INTEGER,
    valid_rows INTEGER,
    invalid_rows INTEGER,
    errors TEXT,
    error TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT,
    body BLOB
  );
  CREATE INDEX jobs_open ON jobs (state) WHERE body IS NOT NULL;

  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    response TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
  );
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT,
    bytes INTEGER NOT NULL,
    status INTEGER,
    fault TEXT
  );`;

/** Creates what is missing and returns the database's random id. Throws BatchctlError for another's tables. */
export function setUpTables(database: Database, dialects: readonly Dialect[]): string {
  return database.transaction(() => {
    const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => text(name));
    if (tables.length === 0) {
      database.exec(TABLES);
      database.run('INSERT INTO meta (id, version) VALUES (?, ?)', [randomUUID(), VERSION]);
    }
    const meta =
      tables.length === 0 || tables.includes('meta') ? database.get('SELECT id, version FROM meta') : undefined;
    if (integer(meta?.['version']) === VERSION) {
      for (const { tables: own } of dialects) if (own !== undefined) database.exec(own);
      return text(meta?.['id']);
    }
    const what = meta === undefined ? 'not a sandbox' : 'of another version of the sandbox';
    throw new BatchctlError(EXIT.state, 'sandbox_database', `${database.path}: this database is ${what}`, {
      hint: 'name another file with --db',
    });
  });
}
