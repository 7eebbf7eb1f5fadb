/**
 * What somebody sees of each way in which a run can end: cause, rows or lines, where the state is, and what to type next. The texts are in
 * diagnoses/, one file an exit code; BATCHCTL_GOLDEN=1 writes them anew, to be read before they are believed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../src/errors.js';
import { acquireLock } from '../../src/lock.js';
import { API_KEY } from '../support/canary.js';
import { runWith } from '../support/run-with.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';

const GOLDEN = fileURLToPath(new URL('diagnoses/', import.meta.url));
const ROWS = 'id,email\n1,ada@example.com\n2,bob@example.com\n3,eve@example.com\n';
const BROKEN = 'id,email\n1,ada@example.com\n2,bob@example.com,too many\n3,eve@example.com\n';
const TO = ['import', 'rows.csv', '-t', 'experiture', '--object', 'people'];

interface Case {
  readonly exit: number;
  /** What the service does wrong. */
  readonly faults?: string;
  readonly source?: string;
  readonly run: (place: Within) => Promise<Ended>;
  /** The rows or lines that it is about, where there are any; where the state is, where there is one; what to do. */
  readonly says: readonly RegExp[];
}

const STATE = /\.batchctl\/imports\/rows\.csv-/;
const AGAIN = /batchctl import rows\.csv -t experiture --object people/;

/** Asked to stop while it waits for another try. */
async function stopped(place: Within, exit: number): Promise<Ended> {
  const stopping = new AbortController();
  const running = place.run(TO, stopping.signal);
  const hasIntent = () => [...place.files().values()].some((bytes) => bytes.includes('"type":"INTENT"'));
  while (!hasIntent()) await delay(20);
  await delay(100);
  stopping.abort(exit);
  return await running;
}

async function locked(place: Within): Promise<Ended> {
  await place.run(TO);
  const [name = ''] = readdirSync('.batchctl/imports');
  const lock = await acquireLock(join('.batchctl/imports', name, 'lock'), { now: () => Date.now() });
  try {
    return await place.run(TO);
  } finally {
    await lock.release();
  }
}

async function changed(place: Within): Promise<Ended> {
  await place.run(TO);
  return await place.run([...TO, '--map', 'mail=email']);
}

function fault(): never {
  throw new Error('something that nobody thought of');
}

async function broken(place: Within): Promise<Ended> {
  return await runWith(TO, place.env, (tools) => ({ ...tools, token: fault }));
}

const CASES: readonly Case[] = [
  { exit: EXIT.ok, run: (place) => place.run(TO), says: [/3 rows imported/] },
  { exit: EXIT.bug, run: broken, says: [/nobody thought of/, /running the same command again is safe/] },
  { exit: EXIT.usage, run: (place) => place.run([...TO, '--batch-size', 'many']), says: [/--batch-size/, /many/] },
  {
    exit: EXIT.rejected,
    source: BROKEN,
    run: (place) => place.run(TO),
    says: [/1 rejected/, /line 3/, /rows\.rejects\.csv/, /batchctl retry rows\.rejects\.csv/],
  },
  {
    exit: EXIT.source,
    run: (place) => place.run(['import', 'gone.csv', ...TO.slice(2)]),
    says: [/gone\.csv/, /no such file/, /name a file that is there/],
  },
  {
    exit: EXIT.unavailable,
    faults: '503=0',
    run: (place) => place.run([...TO, '--max-retries', '0']),
    says: [/503/, /3 pending/, STATE, AGAIN],
  },
  {
    exit: EXIT.inDoubt,
    faults: 'job-fail-silent',
    run: (place) => place.run(TO),
    says: [/3 in doubt/, /rows 1–3/, STATE, /batchctl resolve/],
  },
  { exit: EXIT.credential, faults: '401', run: (place) => place.run(TO), says: [/401/, /3 pending/, STATE, AGAIN] },
  { exit: EXIT.conflict, run: changed, says: [/mapping/, /3 accepted rows/, STATE, /--new-run/] },
  {
    exit: EXIT.state,
    run: (place) => {
      writeFileSync('occupied', '');
      return place.run([...TO, '--state-dir', 'occupied']);
    },
    says: [/occupied/, /--state-dir PATH/],
  },
  { exit: EXIT.locked, run: locked, says: [/another run/, STATE, /run this again/] },
  {
    exit: EXIT.pending,
    faults: 'job-late=600000',
    run: (place) => place.run([...TO, '--no-wait']),
    says: [/3 pending/, STATE, AGAIN],
  },
  {
    exit: EXIT.refused,
    faults: '404',
    run: (place) => place.run(TO),
    says: [/404/, /3 pending/, STATE, AGAIN],
  },
  {
    exit: EXIT.maxRejects,
    source: BROKEN,
    run: (place) => place.run([...TO, '--batch-size', '1', '--concurrency', '1', '--max-rejects', '0']),
    says: [/1 of 2 rows/, /line 3/, STATE, /with a higher limit in it: batchctl import rows\.csv/],
  },
  ...[EXIT.hangup, EXIT.interrupted, EXIT.terminated].map((exit) => ({
    exit,
    faults: '503=600',
    run: (place: Within) => stopped(place, exit),
    says: [/3 pending/, STATE, AGAIN],
  })),
];

/** What is another one in every run. */
const VARIABLE: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g, 'TIME'],
  [/in <?[\d.]+ (?:ms|s) \([\d,]+ rows?\/s\)/g, 'in DURATION (RATE rows/s)'],
  [/rows\.csv-[0-9a-f]{8}/g, 'rows.csv-RUN'],
  [/\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[a-z]+_[0-9a-zA-Z]{8,}\b/g, 'ID'],
  [/process \d+/g, 'process PID'],
];

function shown({ exit, stdout, stderr }: Ended, { directory }: Within): string {
  const text = `exit ${exit}\n--- standard output\n${stdout}--- standard error\n${stderr}`;
  const here = text.replaceAll(directory, 'DIRECTORY').replaceAll(hostname(), 'HOST');
  return VARIABLE.reduce((all, [pattern, name]) => all.replaceAll(pattern, name), here);
}

for (const { exit, faults, source, run, says } of CASES) {
  test(`exit ${exit}`, async (t) => {
    const place = new Within(t);
    const url = await place.serve(faults);
    Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` });
    writeFileSync('rows.csv', source ?? ROWS);
    const ended = await run(place);
    const text = shown(ended, place);
    if (process.env['BATCHCTL_GOLDEN'] === '1') {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(join(GOLDEN, `${exit}.txt`), text);
    }
    assert.equal(ended.exit, exit, text);
    for (const what of says) assert.match(text.replaceAll(/\s+/g, ' '), what);
    assert.equal(text, readFileSync(join(GOLDEN, `${exit}.txt`), 'utf8'));
  });
}

test('every exit code is among them', () => {
  assert.deepEqual(
    CASES.map(({ exit }) => exit).toSorted((one, two) => one - two),
    Object.values(EXIT).toSorted((one, two) => one - two),
  );
});
