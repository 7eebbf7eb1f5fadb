/** An upsert ends as if its rows had been applied one after the other, and sends all the same what can be sent side by side. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chance } from '../encode/simd/chance.js';
import { API_KEY } from '../support/canary.js';
import type { Ended } from '../support/run-here.js';
import { upsertTrial } from '../support/upsert-trial.js';
import { Within } from '../support/within.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);
/** Trials side by side: they wait for the most part. */
const TOGETHER = 2;

test('jobs that are late, faults and stops: every record is what the file makes of it in its order', async (t) => {
  for (let round = 0; round < RUNS; round++) {
    const seeds = Array.from({ length: TOGETHER }, (_, index) => 1000 * round + index);
    const all = await Promise.all(seeds.map((seed) => upsertTrial(new Chance(seed), 'stops')));
    t.diagnostic(JSON.stringify(all));
  }
});

const ARGS = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--batch-size', '1', '--match-key', 'k'];

/** A service whose jobs don't end before the next one is opened in its place. */
async function placeWith(t: TestContext, keys: readonly (string | number)[]): Promise<Within> {
  const place = new Within(t);
  writeFileSync('rows.csv', `k,v\n${keys.map((key, row) => `${key},${row}\n`).join('')}`);
  const url = `${await place.serve('job-late=600000')}/public/v1`;
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: url });
  return place;
}

/** Runs until so many chunks were announced and so many taken, and stops. */
async function runUntil(place: Within, announced: number, taken: number): Promise<Ended> {
  const stopping = new AbortController();
  const running = place.run(ARGS, stopping.signal);
  const count = (kind: string) =>
    [...place.files()]
      .filter(([path]) => path.endsWith('journal.ndjson'))
      .reduce((sum, [, text]) => sum + text.toString().split(`"type":"${kind}"`).length - 1, 0);
  const until = Date.now() + 20_000;
  while (Date.now() < until && (count('INTENT') < announced || count('ACK') < taken)) await delay(20);
  // For what should not be there to come.
  await delay(100);
  stopping.abort();
  return await running;
}

interface Case {
  readonly what: string;
  readonly rows: number;
  readonly key: (row: number) => string | number;
  /** Requests that the service has before the first of its jobs has ended. */
  readonly taken: number;
}

const CASES: readonly Case[] = [
  { what: 'different keys', rows: 12, key: (row) => `${row}@example.com`, taken: 12 },
  { what: 'one key', rows: 5, key: (row) => (row % 2 === 0 ? 'Ada' : 'ada'), taken: 1 },
  { what: 'keys that come twice', rows: 10, key: (row) => row >> 1, taken: 5 },
  { what: 'a key that could be any', rows: 8, key: (row) => (row === 5 ? 'Zoë' : row), taken: 5 },
];

for (const { what, rows, key, taken } of CASES) {
  test(`${rows} requests, ${what}: ${taken} jobs at once`, async (t) => {
    const keys = Array.from({ length: rows }, (_, row) => key(row));
    const place = await placeWith(t, keys);
    const stopped = await runUntil(place, rows, taken);
    assert.equal(stopped.exit, 130, stopped.stderr);
    assert.deepEqual(await place.query('select count(*) as jobs, count(finished_at) as ended from jobs'), [
      { jobs: taken, ended: 0 },
    ]);
    await place.serve();
    const ran = await place.run(ARGS);
    assert.equal(ran.exit, 0, ran.stderr);
    const stored = await place.query(`select record ->> 'k' as k, record ->> 'v' as v from records order by 0 + v`);
    const last = keys.map((k, row) => ({ k: String(k), v: String(row) }));
    const isLast = ({ k, v }: { k: string; v: string }) =>
      keys.findLastIndex((other) => String(other) === k) === Number(v);
    assert.deepEqual(stored, last.filter(isLast));
  });
}

test('behind rows in doubt nothing is sent of the same records, by a later run either', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', 'k,v\n1,first\n2,first\n3,first\n4,first\n1,last\n5,first\n');
  const serve = async (faults: string) => {
    const url = `${await place.serve(faults)}/public/v1`;
    Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: url });
  };
  const run = (...more: string[]) => place.run([...ARGS, '--concurrency', '1', ...more]);
  for (const [faults, says] of [
    ['job-bad-index@1', /was never sent|in doubt/],
    ['', /could not learn whether they were applied/],
    ['', /could not learn whether they were applied/],
  ] as const) {
    await serve(faults);
    const ran = await run();
    assert.equal(ran.exit, 6, ran.stdout);
    assert.match(ran.stdout.replaceAll(/\n +/g, ' '), says);
  }
  const rows = await place.query(`select record ->> 'k' as k, record ->> 'v' as v from records order by k`);
  assert.deepEqual(
    rows.filter(({ k }) => k === '1'),
    [{ k: '1', v: 'first' }],
  );
  await serve('');
  assert.equal((await run('--new-run')).exit, 0);
  const again = await place.query(`select record ->> 'v' as v from records where record ->> 'k' = '1'`);
  assert.deepEqual(again, [{ v: 'last' }]);
});
