/** The only door to SQLite. Everything is synchronous: what runs between two awaits can't be interleaved. */
import fs, { closeSync, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type * as Sqlite from 'node-sqlite3-wasm';
import type { Database as Connection, NormalQueryResult, SQLiteValue, Statement } from 'node-sqlite3-wasm';
import { BatchctlError, EXIT, messageOf } from '../errors.js';

export type { SQLiteValue };
export type Row = Record<string, SQLiteValue>;

// The package is CommonJS of a kind whose names an ES import can't see.
const sqlite: typeof Sqlite = createRequire(import.meta.url)('node-sqlite3-wasm');

/** One open database with its prepared statements. Only one process may have it open: see claim.ts. */
export class Database {
  readonly path: string;
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement>();

  private constructor(path: string, connection: Connection) {
    this.path = path;
    this.#connection = connection;
  }

  /** Opens or creates it, readable for its owner only. Throws BatchctlError (EXIT.state) where that can't be done. */
  static open(path: string, setUp: (database: Database) => void): Database {
    let database: Database | undefined;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      closeSync(openSync(path, 'a', 0o600));
      database = new Database(path, new sqlite.Database(path));
      database.#recover();
      // Large pages because bodies are large. A rollback journal, not a WAL: another program may then look into the
      // file while the server is idle without touching anything.
      database.exec(
        'PRAGMA page_size = 16384; PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000',
      );
      setUp(database);
      return database;
    } catch (error) {
      database?.close();
      if (error instanceof BatchctlError) throw error;
      const message = `${path}: the sandbox's database can't be used: ${messageOf(error)}`;
      const hint = 'move the file away, or name another with --db';
      throw new BatchctlError(EXIT.state, 'sandbox_database', message, { hint, cause: error });
    }
  }

  /**
   * Lets SQLite roll back what a killed process left half written. It does that with the first look into the file, unless another
   * process is still writing; and asked for that, the driver takes the lock that it has just made itself for somebody else's. Whoever
   * opens the database holds its claim, so there is nobody else.
   */
  #recover(): void {
    const { accessSync } = fs;
    const ownLock = `${resolve(this.path)}.lock`;
    fs.accessSync = (path, mode) => {
      if (path === ownLock) throw new Error('nobody else holds this lock');
      accessSync(path, mode);
    };
    try {
      this.all('SELECT count(*) FROM sqlite_schema');
    } finally {
      fs.accessSync = accessSync;
    }
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Runs a statement and returns the id of the row that it inserted last. */
  run(sql: string, values: SQLiteValue[] = []): number {
    return this.#with(sql, (statement) => Number(statement.run(values).lastInsertRowid));
  }

  all(sql: string, values: SQLiteValue[] = []): Row[] {
    // Always to the last row: a statement left half read keeps the database locked.
    return this.#with(sql, (statement) => statement.all(values).map(flat));
  }

  get(sql: string, values: SQLiteValue[] = []): Row | undefined {
    return this.all(sql, values)[0];
  }

  /** All or nothing. Doesn't nest. */
  transaction<Result>(work: () => Result): Result {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /** May be called twice. */
  close(): void {
    for (const sql of this.#statements.keys()) this.#forget(sql);
    if (this.#connection.isOpen) this.#connection.close();
  }

  #with<Result>(sql: string, use: (statement: Statement) => Result): Result {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    try {
      return use(statement);
    } catch (error) {
      // A failed statement reports its error once more when it is used again.
      this.#forget(sql);
      throw error;
    }
  }

  #forget(sql: string): void {
    try {
      this.#statements.get(sql)?.finalize();
    } catch {
      // It repeats the error of its last run, which has been thrown already.
    }
    this.#statements.delete(sql);
  }
}

function flat(row: NormalQueryResult | Record<string, NormalQueryResult>): Row {
  const values: Row = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) values[name] = value;
  }
  return values;
}

/** A column that is text; the empty string where it is NULL. */
export function text(value: SQLiteValue | undefined): string {
  return value === null || value === undefined || value instanceof Uint8Array ? '' : String(value);
}

/** A column that is a number, or undefined where it is NULL. */
export function integer(value: SQLiteValue | undefined): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}
