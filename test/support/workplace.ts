/** A directory of its own for a test, the real program in it, and what its sandbox ended up with. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sqlite from 'node-sqlite3-wasm';
import { makeDirectory, removeDirectory } from './directory.js';
import { ended, type Ran } from './ended.js';
import { runHere } from './run-here.js';

/** The built program. */
export const BINARY = fileURLToPath(new URL('../../bin/batchctl.js', import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

/** One row of the sandbox, as the source text of its record. */
export interface StoredRow {
  readonly object: string;
  readonly record: string;
}

export class Workplace {
  readonly directory = makeDirectory();
  /** Variables of every command; those of the test's own environment that would change its behaviour are left out. */
  readonly env: Record<string, string> = { PATH: process.env['PATH'] ?? '', HOME: this.directory };

  constructor(test: TestContext) {
    test.after(() => removeDirectory(this.directory));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.path(name), content);
    return name;
  }

  /** Runs the program to its end within this process: tests of one file follow each other. */
  async here(...args: string[]): Promise<Ran> {
    // What commander reads of the environment is the process's own.
    const own = Object.entries(this.env).filter(([name]) => name.startsWith('BATCHCTL_'));
    for (const [name, value] of own) process.env[name] = value;
    process.chdir(this.directory);
    try {
      return { ...(await runHere(args, this.env)), signal: null };
    } finally {
      process.chdir(tmpdir());
      for (const [name] of own) delete process.env[name];
    }
  }

  /** Runs the program to its end. */
  run(...args: string[]): Promise<Ran> {
    return this.begin(args).done;
  }

  /** Starts the program, or another script that takes its arguments. */
  begin(args: readonly string[], script = BINARY): Running {
    const child = spawn(process.execPath, ['--liftoff-only', script, ...args], {
      cwd: this.directory,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, done: ended(child) };
  }

  /** Waits until the journals of this place hold so many entries of a kind. */
  async journaled(kind: string, count = 1): Promise<void> {
    const imports = join(this.path('.batchctl'), 'imports');
    for (let found = 0; found < count; await delay(20)) {
      const names = existsSync(imports) ? readdirSync(imports) : [];
      const texts = names.map((name) => join(imports, name, 'journal.ndjson')).filter((path) => existsSync(path));
      found = texts.reduce((sum, path) => sum + readFileSync(path, 'utf8').split(`"type":"${kind}"`).length - 1, 0);
    }
  }

  /** What the sandbox holds, in the order in which it was stored. No sandbox may be running. */
  stored(db = '.batchctl/sandbox.db'): StoredRow[] {
    return this.query('select object, record from records order by id', db).map(({ object, record }) => ({
      object: String(object),
      record: String(record),
    }));
  }

  /** The records alone. */
  records(): string[] {
    return this.stored().map(({ record }) => record);
  }

  query(sql: string, db = '.batchctl/sandbox.db'): Record<string, unknown>[] {
    const database = new sqlite.Database(this.path(db), { readOnly: true });
    try {
      return database.all(sql);
    } finally {
      database.close();
    }
  }
}

/** A CSV file with `rows` rows that are all different, and their records as they are sent. */
export function numberedCsv(rows: number): { readonly text: string; readonly records: string[] } {
  const lines = Array.from(
    { length: rows },
    (_, index) => `${index + 1},user${index + 1}@example.com,"Note ${index + 1}, said"`,
  );
  const records = Array.from({ length: rows }, (_, index) =>
    JSON.stringify({ id: `${index + 1}`, email: `user${index + 1}@example.com`, note: `Note ${index + 1}, said` }),
  );
  return { text: `id,email,note\n${lines.join('\n')}\n`, records };
}
