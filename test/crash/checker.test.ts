/** The checker that judges the crash proofs: it finds a right run right, and everything that is wrong with a spoilt one. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { check, noChecker, spoil, type Evidence } from '../support/checker.js';
import { Within } from '../support/within.js';

/** Corruptions of each kind, and with which seed. */
const RUNS = Number(process.env['BATCHCTL_CORRUPTIONS'] ?? 1);
const SEED = Number(process.env['BATCHCTL_SEED'] ?? 1);
const ROWS = Array.from({ length: 60 }, (_, index) => index + 1);

interface Case extends Pick<Evidence, 'source' | 'format' | 'matchKey' | 'exit'> {
  readonly text: string;
  /** Kinds of corruption that such a run can't have. */
  readonly without: readonly string[];
}

/** Every eleventh is refused by the service, every 25th can't be sent; rows 31 and 32 are equal. */
function csvLine(row: number): string {
  if (row % 25 === 0) return `${row},short`;
  return row === 32 ? csvLine(31) : `${row},${row % 11 === 0 ? 'nobody' : `user${row}@example.com`},"note, ${row}"`;
}

function ndjsonLine(row: number): string {
  if (row % 25 === 0) return `{"key": ${row}`;
  const email = row % 11 === 0 ? 'nobody' : 'a@example.com';
  const texts = { key: `k${row % 20}`, email, note: `note ${row}` };
  return `${JSON.stringify(texts).slice(0, -1)},"amount":90071992547409${row}93}`;
}

const OF_REJECTS = ['drop_rejects_line', 'double_rejects_line', 'alter_rejects_line', 'call_rejected_row_accepted'];
const OF_GROUPS = ['count', 'rows', 'lines', 'code'].map((what) => `change_${what}_of_group`);
const CASES: readonly Case[] = [
  {
    source: 'append.csv',
    format: 'csv',
    text: `id,email,note\n${ROWS.map(csvLine).join('\n')}\n`,
    exit: 3,
    without: ['leave_stale', 'round_number'],
  },
  {
    source: 'upsert.ndjson',
    format: 'ndjson',
    text: `${ROWS.map(ndjsonLine).join('\n')}\n`,
    matchKey: 'key',
    exit: 3,
    without: ['apply_rejected'],
  },
  {
    source: 'clean.csv',
    format: 'csv',
    text: `id,note\n${ROWS.map((row) => `${row},note ${row}\n`).join('')}`,
    exit: 0,
    without: ['leave_stale', 'round_number', 'apply_rejected', 'deny_refusals', ...OF_REJECTS, ...OF_GROUPS],
  },
];

test('a right run is found right, and each kind of corruption is found', { skip: noChecker }, async (t) => {
  const place = new Within(t);
  const found = await Promise.all(
    (await importAll(place)).map(async ({ evidence, without }) => {
      const spoilt = await spoil(evidence, SEED, RUNS);
      const missed = Object.entries(spoilt).flatMap(([kind, { missed }]) => missed.map((one) => [kind, one]));
      assert.deepEqual(missed, [], evidence.source);
      const never = Object.keys(spoilt).filter((kind) => spoilt[kind]?.made === 0);
      assert.deepEqual(never.toSorted(), without.toSorted(), evidence.source);
      return Object.values(spoilt).reduce((sum, { made }) => sum + made, 0);
    }),
  );
  t.diagnostic(`${found.reduce((sum, made) => sum + made, 0)} corruptions found, seed ${SEED}`);
});

test('rows in doubt: judged by what is known of them', { skip: noChecker }, async (t) => {
  const place = new Within(t);
  const [{ evidence: doubtful } = assert.fail()] = await importAll(place, 'job-fail-silent@2,job-no-list@1');
  const doubt = await check(doubtful);
  assert.deepEqual([doubt.valid, doubt.inDoubt, doubt.recovered], [true, 10, 0], JSON.stringify(doubt));
  // A row that is called in doubt and is there is none that is lost; one that is not there, and in no doubt, is.
  const { document } = doubtful;
  const sure = document.replaceAll('"inDoubt":10', '"inDoubt":9').replaceAll(/"accepted":(\d+)/g, oneMore);
  const lost = await check({ ...doubtful, document: sure });
  assert.deepEqual([lost.valid, lost.lost, lost.misreported], [false, 1, 0]);
  const humble = document.replaceAll('"inDoubt":10', '"inDoubt":11').replaceAll(/"accepted":(\d+)/g, oneLess);
  const recovered = await check({ ...doubtful, document: humble });
  assert.deepEqual([recovered.valid, recovered.recovered], [true, 1]);
  const silent = await check({ ...doubtful, document: document.replaceAll('"exitCode":6', '"exitCode":3'), exit: 3 });
  assert.deepEqual(silent.complaints, ['rows are in doubt, and the exit code is 3']);
});

test('an import that was stopped: judged as far as it came', { skip: noChecker }, async (t) => {
  const place = new Within(t);
  const [{ evidence: stopped } = assert.fail()] = await importAll(place, '', AbortSignal.abort());
  assert.equal(stopped.exit, 130);
  const verdict = await check(stopped);
  assert.ok(verdict.valid && verdict.attempted < ROWS.length, JSON.stringify(verdict));
  const other = await check({ ...stopped, exit: 143 });
  assert.deepEqual(other.complaints, ['the summary says exit code 130, and it was 143']);
  const proud = await check({
    ...stopped,
    document: stopped.document.replaceAll('"exitCode":130', '"exitCode":0'),
    exit: 0,
  });
  assert.deepEqual(proud.complaints, ['the import is not finished, and the exit code is 0']);
});

function oneMore(_: string, count: string): string {
  return `"accepted":${Number(count) + 1}`;
}

function oneLess(_: string, count: string): string {
  return `"accepted":${Number(count) - 1}`;
}

/** Imports the cases, or the first of them with this fault; the database is at rest then. */
async function importAll(
  place: Within,
  fault?: string,
  stop?: AbortSignal,
): Promise<{ evidence: Evidence; without: readonly string[] }[]> {
  const url = await place.serve(fault);
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` });
  const done = [];
  for (const { source, format, text, matchKey, exit: expected, without } of CASES.slice(
    0,
    fault === undefined ? 3 : 1,
  )) {
    writeFileSync(source, text);
    const object = source.replace('.', '_');
    const upsert = matchKey === undefined ? [] : ['--match-key', matchKey];
    const args = ['import', source, '-t', 'experiture', '--object', object, '--batch-size', '10', '--json', '-q'];
    const { exit, stdout, stderr } = await place.run([...args, ...upsert, '--concurrency', '1'], stop);
    if (fault === undefined) assert.equal(exit, expected, stdout + stderr);
    const traces = { directory: place.directory, database: 'service.db', dialect: [], document: stdout };
    done.push({ evidence: { ...traces, source, format, object, matchKey, exit }, without });
  }
  await place.close();
  return done;
}
