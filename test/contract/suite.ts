/** What every target has to do, whatever its API is like. A target passes with a description of twenty lines. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';

const ROWS = 20;
const BATCH = 6;

export interface Described {
  readonly target: string;
  /** The environment variable that holds its credential. */
  readonly credential: string;
  /** Its API's base path at the sandbox. */
  readonly path: string;
  /** Flags that it needs besides the usual ones. */
  readonly flags: readonly string[];
  /** A CSV with so many rows, those in `bad` refused by the service. Each row's text is told apart by its number. */
  readonly source: (rows: number, bad: readonly number[]) => string;
  /** Asks for what the service did. The first column's text has one line for each row that was applied. */
  readonly applied: string;
  /** Finds the number of the row in such a line. */
  readonly row: RegExp;
  /** Most records of one request. */
  readonly most: number;
  /** Rows that it refuses, where it does so by a fault and not for what stands in them. */
  readonly refused?: { readonly fault: string; readonly rows: readonly number[] };
  /** A fault that makes the service answer before it is done, where it doesn't always; undefined where it never does. */
  readonly later: string | undefined;
  /** A request that is sent twice is applied once. */
  readonly dedupes: boolean;
  /** The service looks at a whole request before it takes it. */
  readonly refusesWhole: boolean;
}

/** Defines the tests. */
export function passesTheContract(described: Described): void {
  const { target, most, dedupes, refusesWhole, later } = described;
  const all = Array.from({ length: ROWS }, (_, index) => index + 1);

  for (const { name, check } of cases()) {
    test(`${target}: ${name}`, async (t) => {
      const place = new Within(t);
      place.env[described.credential] = API_KEY;
      const bench = new Bench(place, described);
      await check(bench);
    });
  }

  function cases(): { name: string; check: (bench: Bench) => Promise<void> }[] {
    return [
      {
        name: 'every row once, in requests within the limits, and nothing to do afterwards',
        check: async (bench) => {
          bench.write(ROWS, []);
          const ended = await bench.import('');
          assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
          assert.equal((await bench.import('')).requests, 0);
          const tooMany = await bench.import('', '--batch-size', String(most + 1));
          assert.equal(tooMany.exit, 2, tooMany.stderr);
          assert.deepEqual(await bench.applied(), all);
          assert.equal(ended.chunks, Math.ceil(ROWS / BATCH));
        },
      },
      {
        name: 'the same import without its state',
        check: async (bench) => {
          bench.write(ROWS, []);
          assert.equal((await bench.import('')).exit, 0);
          rmSync('.batchctl', { recursive: true });
          assert.equal((await bench.import('')).exit, 0);
          assert.deepEqual(await bench.applied(), dedupes ? all : [...all, ...all].toSorted((one, two) => one - two));
        },
      },
      {
        name: 'what the service refuses is named by its row',
        check: async (bench) => {
          const { rows: bad = [1, 7, 20], fault = '' } = described.refused ?? {};
          bench.write(ROWS, bad);
          const ended = await bench.import(fault);
          assert.equal(ended.exit, 3, ended.stdout + ended.stderr);
          assert.deepEqual(ended.rejected, bad);
          assert.deepEqual(
            await bench.applied(),
            all.filter((row) => !bad.includes(row)),
          );
        },
      },
      {
        name: 'a request that is too large goes on in halves',
        check: async (bench) => {
          bench.write(ROWS, []);
          const ended = await bench.import('413@1');
          assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
          assert.deepEqual(await bench.applied(), all);
        },
      },
      ...(refusesWhole
        ? [
            {
              name: 'a request that is refused whole, no row named, goes on in halves',
              check: async (bench: Bench) => {
                bench.write(ROWS, []);
                const ended = await bench.import('422-bare@1');
                assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
                assert.deepEqual(await bench.applied(), all);
              },
            },
          ]
        : []),
      {
        name: 'a credential that is refused ends the run; another one goes on',
        check: async (bench) => {
          bench.write(ROWS, []);
          const refused = await bench.import('401');
          assert.equal(refused.exit, 7, refused.stdout + refused.stderr);
          assert.match(refused.stderr, new RegExp(described.credential));
          assert.equal((await bench.import('')).exit, 0);
          assert.deepEqual(await bench.applied(), all);
        },
      },
      {
        name: 'a busy service is asked again',
        check: async (bench) => {
          bench.write(ROWS, []);
          const ended = await bench.import('429=0@1');
          assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
          assert.ok(ended.retries >= 1);
          assert.deepEqual(await bench.applied(), all);
        },
      },
      {
        name: 'an answer is lost behind the commit',
        check: async (bench) => {
          bench.write(ROWS, []);
          const ended = await bench.import('reset-after@2');
          assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
          const applied = await bench.applied();
          assert.deepEqual([...new Set(applied)], all);
          const twice = applied.filter((row, index) => applied[index - 1] === row);
          if (dedupes) assert.deepEqual(twice, []);
          const covered = twice.filter((row) =>
            ended.mayBeDoubled.some(([first, last]) => first <= row && row <= last),
          );
          assert.deepEqual(twice, covered, 'only what the report names may be there twice');
          assert.equal(twice.length > 0, !dedupes);
        },
      },
      ...(later === undefined
        ? []
        : [
            {
              name: 'left before the service was done, another run learns the outcome',
              check: async (bench: Bench) => {
                bench.write(ROWS, [5]);
                const left = await bench.import(later, '--no-wait');
                assert.equal(left.exit, 11, left.stdout + left.stderr);
                const ended = await bench.import('');
                assert.equal(ended.exit, 3, ended.stdout + ended.stderr);
                assert.deepEqual(ended.rejected, [5]);
                assert.deepEqual(
                  await bench.applied(),
                  all.filter((row) => row !== 5),
                );
              },
            },
          ]),
      {
        name: 'asked to stop, it leaves nothing half done',
        check: async (bench) => {
          bench.write(ROWS, []);
          const stop = new AbortController();
          setTimeout(() => stop.abort(130), 150);
          const stopped = await bench.importUntil(stop.signal, 'slow=400@2');
          assert.ok([0, 130].includes(stopped.exit), stopped.stdout + stopped.stderr);
          const ended = await bench.import('');
          assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
          assert.deepEqual(await bench.applied(), all);
        },
      },
    ];
  }
}

interface Imported extends Ended {
  readonly requests: number;
  readonly retries: number;
  readonly chunks: number;
  readonly mayBeDoubled: readonly (readonly [number, number])[];
  /** Row numbers in the rejects file. */
  readonly rejected: readonly number[];
}

class Bench {
  readonly #place: Within;
  readonly #described: Described;

  constructor(place: Within, described: Described) {
    this.#place = place;
    this.#described = described;
  }

  write(rows: number, bad: readonly number[]): void {
    writeFileSync('rows.csv', this.#described.source(rows, bad));
  }

  import(faults: string, ...args: string[]): Promise<Imported> {
    return this.importUntil(new AbortController().signal, faults, ...args);
  }

  async importUntil(stop: AbortSignal, faults: string, ...args: string[]): Promise<Imported> {
    const { target, path, flags } = this.#described;
    const url = await this.#place.serve(faults);
    const where = ['--target', target, '--base-url', url + path, ...flags];
    const how = [
      '--concurrency',
      '1',
      '--json',
      ...(args.includes('--batch-size') ? [] : ['--batch-size', String(BATCH)]),
    ];
    const ended = await this.#place.run(['import', 'rows.csv', ...where, ...how, ...args], stop);
    const [found] = JSON.parse(ended.stdout).imports;
    return {
      ...ended,
      requests: found?.thisRun.requests ?? 0,
      retries: found?.thisRun.retries ?? 0,
      chunks: found?.chunks.total ?? 0,
      mayBeDoubled: found?.mayBeDoubled ?? [],
      rejected: existsSync('rows.rejects.csv') ? rejectedRows() : [],
    };
  }

  /** The rows that the service holds, ascending. */
  async applied(): Promise<number[]> {
    const { applied, row } = this.#described;
    const texts = (await this.#place.query(applied)).map((found) => textOf(Object.values(found)[0]));
    const lines = texts
      .join('\n')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => Number(row.exec(line)?.[1])).toSorted((one, two) => one - two);
  }
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
}

function rejectedRows(): number[] {
  const [head = '', ...lines] = readFileSync('rows.rejects.csv', 'utf8').trimEnd().split('\r\n');
  const column = head.split(',').indexOf('_batchctl_row');
  return lines.map((line) => Number(line.split(',')[column]));
}
