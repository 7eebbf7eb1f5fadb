/** For proofs: a directory, and beside it the sandbox as a service of its own in this process, always at the same address. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import type { RunningSandbox } from '../../src/sandbox/running.js';
import type { serveSandbox } from '../../src/sandbox/serve.js';
import { API_KEY } from './canary.js';
import { makeDirectory, removeDirectory, searchDirectory } from './directory.js';
import { runHere, type Ended } from './run-here.js';

const built: { readonly serveSandbox: typeof serveSandbox } = await import(
  new URL('../../dist/sandbox/serve.js', import.meta.url).href
);

export class ServicePlace {
  readonly #root = makeDirectory();
  #server: RunningSandbox | undefined;
  #port = 0;
  #database = '';
  #served = 0;

  /** What the program sees: what it is given and what it writes. Emptied by `clear`. */
  get directory(): string {
    return join(this.#root, 'place');
  }

  get env(): Record<string, string> {
    const url = `http://127.0.0.1:${this.#port}`;
    return {
      PATH: process.env['PATH'] ?? '',
      EXPERITURE_API_KEY: API_KEY,
      EXPERITURE_BASE_URL: `${url}/public/v1`,
      OPENAI_API_KEY: API_KEY,
      OPENAI_BASE_URL: `${url}/openai/v1`,
      PAPR_API_KEY: API_KEY,
      PAPR_BASE_URL: url,
      LLAMA_STACK_API_KEY: API_KEY,
      LLAMA_STACK_BASE_URL: `${url}/v1`,
    };
  }

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  /** Of the service. */
  get database(): string {
    return this.#database;
  }

  /** A path that `clear` leaves alone. */
  aside(name: string): string {
    return join(this.#root, name);
  }

  clear(): void {
    searchDirectory(this.directory);
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory);
  }

  /** Serves an empty database in place of the last one, or a copy of this one. */
  async serve(database?: string): Promise<void> {
    await this.close();
    if (this.#database !== '') rmSync(this.#database, { force: true });
    this.#served += 1;
    this.#database = this.aside(`service${this.#served}.db`);
    if (database !== undefined) copyFileSync(database, this.#database);
    this.#server = await built.serveSandbox({ db: this.#database, port: this.#port, faults: '' });
    this.#port = Number(new URL(this.#server.url).port);
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  /** Closes the service and puts its database there. */
  async keep(path: string): Promise<void> {
    await this.close();
    copyFileSync(this.#database, path);
  }

  /** Runs the program within this process. */
  run(args: readonly string[]): Promise<Ended> {
    return runHere(args, this.env);
  }

  /** Closes the service and looks into its database. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    await this.close();
    const database = new sqlite.Database(this.#database, { readOnly: true });
    try {
      return database.all(sql);
    } finally {
      database.close();
    }
  }

  async remove(): Promise<void> {
    await this.close();
    removeDirectory(this.#root);
  }
}
