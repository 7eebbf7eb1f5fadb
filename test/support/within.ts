/** The program within this process: the same code over real HTTP and real files, without the time that a process takes to start. */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import type { RunningSandbox } from '../../src/sandbox/running.js';
import type { serveSandbox } from '../../src/sandbox/serve.js';
import { makeDirectory, removeDirectory } from './directory.js';
import { runHere, type Ended } from './run-here.js';

const built: { readonly serveSandbox: typeof serveSandbox } = await import(
  new URL('../../dist/sandbox/serve.js', import.meta.url).href
);

/** A test, or whatever else lets go of things at its end. */
export interface Scope {
  after(release: () => unknown): void;
}

/** A directory of its own, which is the working directory from now on: tests in one file follow each other. */
export class Within {
  readonly directory = makeDirectory();
  readonly env: Record<string, string> = {};
  #server: RunningSandbox | undefined;
  #port = 0;

  constructor(test: Scope) {
    process.chdir(this.directory);
    test.after(async () => {
      await this.close();
      process.chdir(tmpdir());
      removeDirectory(this.directory);
    });
  }

  /** Opens the sandbox as a service of its own, with these faults, in place of the one before and at the same address. */
  async serve(faults = ''): Promise<string> {
    await this.close();
    this.#server = await built.serveSandbox({ db: join(this.directory, 'service.db'), port: this.#port, faults });
    this.#port = Number(new URL(this.#server.url).port);
    return this.#server.url;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  /** Runs one command. `stop` asks it to end in good order. */
  run(args: readonly string[], stop?: AbortSignal): Promise<Ended> {
    return runHere(args, this.env, stop);
  }

  /** Closes the service and looks into its database. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    await this.close();
    const database = new sqlite.Database(join(this.directory, 'service.db'), { readOnly: true });
    try {
      return database.all(sql);
    } finally {
      database.close();
    }
  }

  /** Every file below, by its path. */
  files(): Map<string, Buffer> {
    const names = readdirSync(this.directory, { recursive: true, withFileTypes: true });
    const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(paths.map((path) => [path, readFileSync(path)]));
  }
}
