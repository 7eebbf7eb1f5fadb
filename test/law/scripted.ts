/**
 * The real import, with real files, against a service of which a test says answer by answer what it says. Waits take no time; the clocks
 * go on by as much.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { BatchctlError } from '../../src/errors.js';
import type { ImportPlan } from '../../src/import/plan.js';
import { runImport } from '../../src/import/run.js';
import type { Tools } from '../../src/import/tools.js';
import type { Entry } from '../../src/journal/entry.js';
import type { ItemRefusal, Receipt } from '../../src/record.js';
import type { ImportReport, ProgressFigures } from '../../src/report/report.js';
import { experiture } from '../../src/target/experiture.js';
import type { Part, Target } from '../../src/target/target.js';
import type { Settlement, Verdict } from '../../src/target/verdict.js';
import { planFor, serviceOver } from '../simulation/plan.js';
import { plainDisk } from '../support/plain-disk.js';

/** A request as the service got it. */
export interface Sent {
  readonly key: string;
  readonly file: string | undefined;
  /** The numbers of its rows, from 0. */
  readonly rows: readonly number[];
  /** Of its body. */
  readonly bytes: number;
}

export interface Script {
  /** Answers a request; `count` is how many there were in this run, this one included. May throw, as where no answer comes. */
  send(sent: Sent, count: number): Verdict;
  /** Answers a look at a job; `count` likewise. */
  settle?(receipt: Receipt, count: number): Settlement;
  readonly target?: Partial<Target>;
  readonly plan?: Partial<ImportPlan>;
  readonly operation?: 'append' | 'upsert';
}

export interface Played {
  /** Undefined where the run threw. */
  readonly report: ImportReport | undefined;
  readonly exit: number;
  /** Of what ended it. */
  readonly codes: readonly string[];
  readonly sent: readonly Sent[];
  /** Looks at jobs. */
  readonly looks: number;
  /** ms of each wait. */
  readonly waits: readonly number[];
  readonly said: readonly string[];
  /** The last that were shown. */
  readonly figures: ProgressFigures | undefined;
  /** The whole journal, as `told` tells it. */
  readonly journal: readonly string[];
  readonly entries: readonly Entry[];
}

/** A file, and the state of its import between runs. */
export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  readonly file = join(this.directory, 'rows.ndjson');
  /** ms that have passed. */
  passed = 0;
  /** From 0 to 1. */
  chance = 0.5;

  /** A file of so many rows, of two to a chunk. */
  constructor(test: TestContext, rows: number) {
    test.after(() => rmSync(this.directory, { recursive: true, force: true }));
    writeFileSync(this.file, Array.from({ length: rows }, (_, id) => `{"id":${id}}\n`).join(''));
  }

  async run(script: Script, stopping = new AbortController()): Promise<Played> {
    const [sent, waits, said]: [Sent[], number[], string[]] = [[], [], []];
    let looks = 0;
    const target: Target = {
      ...experiture,
      ...script.target,
      send: async (_exchange, _to, part) => {
        const request = { key: part.key, file: part.file, rows: rowsOf(part), bytes: bytesOf(part) };
        sent.push(request);
        return script.send(request, sent.length);
      },
      settle: async (_exchange, _scope, receipt) => {
        looks += 1;
        return script.settle?.(receipt, looks) ?? { kind: 'running', state: 'running' };
      },
    };
    const { file, directory } = this;
    const { operation = 'append' } = script;
    const asking = { file, operation, stateDir: join(directory, 'state'), chunkRows: 2, concurrency: 1, maxRetries: 2 };
    const plan = { ...planFor(asking, target), ...script.plan };
    const service = serviceOver(() => Promise.reject(new Error('nobody is asked')));
    let figures: ProgressFigures | undefined;
    const show = {
      progress: (now: ProgressFigures) => void (figures = now),
      say: (text: string) => void said.push(text),
    };
    let report: ImportReport | undefined;
    let thrown: unknown;
    try {
      report = await runImport(plan, service, this.#tools(waits, stopping), show);
    } catch (error) {
      if (!(error instanceof BatchctlError)) throw error;
      thrown = error;
    }
    const ends = thrown instanceof BatchctlError ? [thrown] : (report?.failures ?? []);
    const entries = this.#entries();
    const exit = thrown instanceof BatchctlError ? thrown.exit : (report?.exitCode ?? -1);
    const codes = ends.map(({ code }) => code);
    return { report, exit, codes, sent, looks, waits, said, figures, journal: entries.map(told), entries };
  }

  #tools(waits: number[], stopping: AbortController): Tools {
    return {
      version: '0.0.0',
      pid: process.pid,
      clock: { now: () => 1_700_000_000_000 + this.passed, uptime: () => 1_000 + this.passed / 1_000, bootId: 'one' },
      random: () => this.chance,
      token: () => '0'.repeat(32),
      sleep: async (ms) => {
        waits.push(ms);
        this.passed += ms;
      },
      every: () => () => undefined,
      disk: { ...plainDisk, sync: async () => undefined },
      stdin: () => {
        throw new Error('nobody reads standard input');
      },
      stop: stopping.signal,
      abort: new AbortController().signal,
    };
  }

  #entries(): Entry[] {
    const imports = join(this.directory, 'state', 'imports');
    const [name = ''] = readdirSync(imports);
    const lines = readFileSync(join(imports, name, 'journal.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    return lines.map((line): Entry => JSON.parse(line));
  }
}

function bytesOf({ body }: Part): number {
  return Buffer.isBuffer(body) ? body.length : 0;
}

function rowsOf({ body }: Part): number[] {
  if (!Buffer.isBuffer(body)) return [];
  const { records }: { records: { id: number }[] } = JSON.parse(body.toString());
  return records.map(({ id }) => id);
}

/** The least that tells an entry from others of its kind. */
function told(entry: Entry): string {
  const { type } = entry;
  if (!('part' in entry)) return entry.type === 'END' && entry.complete ? 'END complete' : type;
  const { part } = entry;
  if (entry.type === 'INTENT')
    return `${type} ${part} (${entry.items.from}-${entry.items.to} ${entry.items.without.join()})`;
  if (entry.type === 'REFUSED') return `${type} ${part} ${entry.about} ${entry.code} (${indexes(entry.blamed)})`;
  if (entry.type === 'SPLIT')
    return `${type} ${part} less ${indexes(entry.taken)}: ${entry.children.map((child) => child.part).join()}`;
  if (entry.type === 'SETTLED')
    return `${type} ${part} ${entry.accepted} (${indexes(entry.refused)}) ${entry.unlisted}`;
  return entry.type === 'ACK' ? `${type} ${part} ${entry.receipt.id}` : `${type} ${part}`;
}

function indexes(items: readonly ItemRefusal[]): string {
  return items.map(({ index }) => index).join();
}
