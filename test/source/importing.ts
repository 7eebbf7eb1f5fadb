/** An import of standard input or of a file into a sandbox of its own, within the test's process. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { BatchctlError } from '../../src/errors.js';
import type { ImportPlan } from '../../src/import/plan.js';
import { rehearseImport } from '../../src/import/rehearse.js';
import { runImport } from '../../src/import/run.js';
import type { Service } from '../../src/import/service.js';
import { realTools } from '../../src/main.js';
import type { ImportReport, ProgressFigures } from '../../src/report/report.js';
import { startSandbox } from '../../src/sandbox/start.js';
import { findTarget } from '../../src/target/registry.js';
import { API_KEY, assertUnmarked } from '../support/canary.js';
import { makeDirectory, removeDirectory } from '../support/directory.js';

export interface Ask extends Partial<ImportPlan> {
  /** What comes through standard input. */
  readonly stdin?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly stop?: AbortSignal;
  readonly progress?: (figures: ProgressFigures) => void;
}

type SandboxServer = Awaited<ReturnType<typeof startSandbox>>;

export class Importing {
  readonly directory = makeDirectory();

  readonly #faults: string;
  #sandbox: SandboxServer | undefined;

  /** `faults` are injected from the first request on. */
  constructor(test: TestContext, faults = '') {
    this.#faults = faults;
    test.after(async () => {
      await this.#close();
      removeDirectory(this.directory);
    });
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** The path of a file in the import's directory; undefined where there is none. */
  kept(name: string): string | undefined {
    const imports = this.path('state/imports');
    const paths = existsSync(imports) ? readdirSync(imports).map((run) => join(imports, run, name)) : [];
    return paths.find((path) => existsSync(path));
  }

  /** Runs one import of standard input, if nothing else is asked for. */
  async run(ask: Ask): Promise<ImportReport> {
    const db = this.path('service.db');
    this.#sandbox ??= await startSandbox({ db, port: 0, faults: this.#faults, log: () => undefined });
    const { url, id } = this.#sandbox;
    const plan = planOf(this.directory, ask);
    const service: Service = {
      url: url + plan.target.sandbox.path,
      identity: `sandbox:${id}`,
      secret: API_KEY,
      account: null,
      sandboxDb: db,
      close: async () => undefined,
    };
    const report = await runImport(plan, service, toolsOf(ask), showOf(ask));
    assertUnmarked('the report', JSON.stringify(report));
    return report;
  }

  /** A dry run. */
  async rehearse(ask: Ask): Promise<ImportReport> {
    return await rehearseImport(planOf(this.directory, ask), toolsOf(ask), showOf(ask));
  }

  /** The records that the sandbox holds, which is closed for it. */
  async records(): Promise<string[]> {
    await this.#close();
    const { default: sqlite } = await import('node-sqlite3-wasm');
    const database = new sqlite.Database(this.path('service.db'), { readOnly: true });
    try {
      return database
        .all('select record from records order by id')
        .map(({ record }) => (typeof record === 'string' ? record : assert.fail('no text')));
    } finally {
      database.close();
    }
  }

  async #close(): Promise<void> {
    await this.#sandbox?.close();
    this.#sandbox = undefined;
  }
}

function toolsOf({ stdin = [], stop = new AbortController().signal }: Ask): ReturnType<typeof realTools> {
  const pieces = async function* pieces() {
    yield* stdin;
  };
  return { ...realTools(stop, new AbortController().signal), stdin: pieces };
}

function showOf({ progress }: Ask): Parameters<typeof runImport>[3] {
  return { progress: (figures) => progress?.(figures), say: (text) => assertUnmarked('what was said', text) };
}

function planOf(directory: string, ask: Ask): ImportPlan {
  const target = findTarget('experiture') ?? assert.fail('no target');
  const { stdin: _stdin, stop: _stop, progress: _progress, ...plan } = ask;
  return {
    file: '-',
    name: 'standard input',
    importId: 'rows',
    target,
    isSandbox: true,
    scope: { target: 'experiture', object: 'profiles', operation: 'append', matchKey: null, user: null },
    settings: {},
    webhook: null,
    choice: { format: 'csv', delimiter: ',' },
    encoding: null,
    mapping: null,
    limits: { maxRows: 10, maxBytes: 1_000_000 },
    flushAgeMs: null,
    concurrency: 2,
    maxRetries: 0,
    maxRejects: null,
    onAmbiguous: 'resend',
    wait: true,
    waitTimeoutMs: 10_000,
    newRun: false,
    sameAccount: false,
    stateDir: join(directory, 'state'),
    rejects: join(directory, 'rejects.csv'),
    results: null,
    command: 'batchctl import -',
    retry: 'batchctl retry',
    resolve: 'batchctl resolve -',
    ...plan,
  };
}

/** The exit code and the code of the error that a run ends with. */
export async function failureOf(run: Promise<unknown>): Promise<readonly [number, string]> {
  try {
    await run;
  } catch (error) {
    if (error instanceof BatchctlError) return [error.exit, error.code];
    throw error;
  }
  return assert.fail('it did not fail');
}
