/** What a service may answer to delete-all, what is said of it, and what the imports of that user do afterwards. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { CountedService } from '../support/counted-service.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';

const IMPORT = ['import', 'notes.csv', '-t', 'papr', '--user', 'ann'];
const DELETE = ['delete-all', '-t', 'papr', '--user', 'ann', '--confirm', 'ann'];
const EVERYONE = ['delete-all', '-t', 'papr', '--everyone', '--confirm', 'DELETE ALL'];
const ONCE = ['--max-retries', '0'];
const LATER = 'Wed%2C 21 Oct 2099 07:28:00 GMT';

/** What the same import command does behind a deletion. */
const NEXT = {
  again: [0, /3 rows imported in/],
  nothing: [0, /Nothing to do: all 3 rows already imported/],
  blocked: [8, /delete-all that covers this import was begun/],
} as const;

interface Case {
  readonly fault: string;
  readonly args?: readonly string[];
  readonly exit: number;
  readonly says: RegExp;
  readonly next: keyof typeof NEXT;
}

const CASES: readonly Case[] = [
  {
    fault: '',
    exit: 0,
    says: /^✔ 3 memories of ann deleted in .*processed +3.*successful +3.*failed +0/s,
    next: 'again',
  },
  {
    fault: 'delete-errors=2',
    exit: 5,
    says: /^✖ 1 of 3 memories of ann deleted in .*; 2 not.*status +partial.*failed +2.*errors +[0-9a-f-]{36}\n +Failed.*\n.*\n +[0-9a-f-]{36}\n/s,
    next: 'blocked',
  },
  {
    fault: 'delete-partial=1@1',
    exit: 0,
    says: /^✔ 2 memories of ann.*before the last one may have deleted/s,
    next: 'again',
  },
  { fault: 'delete-partial=3@1', exit: 0, says: /^✔ Nothing is left: Papr has no more memories of ann/, next: 'again' },
  {
    fault: 'delete-partial=1',
    args: ONCE,
    exit: 5,
    says: /^✖ Not finished: some memories of ann may be gone.*Error getting memories.*same command\s+goes\s+on.*later: batchctl delete-all/s,
    next: 'blocked',
  },
  {
    fault: '401',
    exit: 7,
    says: /^✖ Nothing of ann was deleted.*PAPR_MEMORY_API_KEY or PAPR_API_KEY/s,
    next: 'nothing',
  },
  { fault: '403', exit: 7, says: /Nothing of ann was deleted/, next: 'nothing' },
  { fault: 'delete-partial=1@1,401@2', exit: 7, says: /Not finished.*some of\s+it may be gone/s, next: 'blocked' },
  { fault: '404', exit: 12, says: /Nothing of ann was deleted.*404/s, next: 'nothing' },
  { fault: '422', exit: 12, says: /Nothing of ann was deleted.*422/s, next: 'nothing' },
  { fault: 'redirect', exit: 12, says: /redirect to/, next: 'nothing' },
  { fault: '429=0@1', exit: 0, says: /3 memories of ann deleted[^]*begins anew\.\n$/, next: 'again' },
  { fault: `429=${LATER}`, exit: 5, says: /Nothing of ann was deleted.*2099-10-21/s, next: 'nothing' },
  { fault: '503', args: ONCE, exit: 5, says: /may be gone.*503/s, next: 'blocked' },
  { fault: 'html', args: ONCE, exit: 12, says: /may be gone.*not how Papr answers/s, next: 'blocked' },
  { fault: 'reset-before@1', exit: 0, says: /3 memories of ann deleted/, next: 'again' },
  { fault: 'reset-after@1', exit: 0, says: /Nothing is left/, next: 'again' },
];

async function begin(t: TestContext): Promise<Within> {
  const place = new Within(t);
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = await place.serve();
  writeFileSync('notes.csv', 'content\nLikes green tea very much\nLives in Lisbon by now\nHas two cats at home\n');
  await ranWith(place, IMPORT, 0);
  return place;
}

async function ranWith(place: Within, args: readonly string[], exit: number): Promise<Ended> {
  const ran = await place.run(args);
  assert.equal(ran.exit, exit, `${args.join(' ')}\n${ran.stdout}${ran.stderr}`);
  return ran;
}

async function assertNext(place: Within, next: keyof typeof NEXT): Promise<void> {
  const [exit, says] = NEXT[next];
  const { stdout, stderr } = await ranWith(place, IMPORT, exit);
  assert.match(`${stdout}${stderr}`, says);
}

for (const { fault, args = [], exit, says, next } of CASES) {
  test(`${fault || 'no fault'} ${args.join(' ')}: exit ${exit}, and the import: ${next}`, async (t) => {
    const place = await begin(t);
    await place.serve(fault);
    assert.match((await ranWith(place, [...DELETE, ...args], exit)).stdout, says);
    await place.serve();
    await assertNext(place, next);
    if (next !== 'blocked') return;
    await ranWith(place, [...IMPORT, '--new-run'], 8);
    // What was begun is brought to its end by the same command.
    await ranWith(place, DELETE, 0);
    await assertNext(place, 'again');
    assert.deepEqual(await place.query('select count(*) as n from memories'), [{ n: 3 }]);
  });
}

test('one user goes, everything of the others stays; then everybody goes', async (t) => {
  const place = await begin(t);
  const other = ['import', 'notes.csv', '-t', 'papr', '--user', 'bob'];
  const nobody = ['import', 'notes.csv', '-t', 'papr'];
  await ranWith(place, other, 0);
  await ranWith(place, nobody, 0);
  await ranWith(place, DELETE, 0);
  const status = (await ranWith(place, ['status'], 0)).stdout;
  assert.equal(status.match(/deleted since, the same command begins anew/g)?.length, 1, status);
  const { imports } = JSON.parse((await ranWith(place, ['status', '--json'], 0)).stdout);
  assert.deepEqual(
    imports.map(({ user, deletion }: { user: string; deletion?: string }) => [user, deletion]),
    [
      ['ann', 'done'],
      ['bob', undefined],
      [null, undefined],
    ],
  );
  const held = 'select external_user_id as user, count(*) as n from memories group by 1 order by 1';
  assert.deepEqual(await place.query(held), [
    { user: null, n: 3 },
    { user: 'bob', n: 3 },
  ]);
  await place.serve();
  assert.match((await ranWith(place, other, 0)).stdout, /Nothing to do/);
  const { stdout } = await ranWith(place, [...EVERYONE, '--json'], 0);
  const { seconds, ...document } = JSON.parse(stdout);
  assert.equal(typeof seconds, 'number');
  const deletion = {
    target: 'papr',
    baseUrl: place.env['PAPR_BASE_URL'],
    user: null,
    everyone: true,
    status: 'success',
  };
  const counts = { processed: 6, successful: 6, failed: 0, errors: [] };
  assert.deepEqual(document, { schema: 1, exitCode: 0, requests: 1, retries: 0, deletion: { ...deletion, ...counts } });
  for (const args of [IMPORT, other, nobody])
    assert.match((await ranWith(place, args, 0)).stdout, /3 rows imported in/);
});

test('a refusal takes nothing back that an earlier delete-all did, or began', async (t) => {
  const place = await begin(t);
  await ranWith(place, DELETE, 0);
  await place.serve('401');
  await ranWith(place, DELETE, 7);
  await place.serve('delete-partial=1');
  await assertNext(place, 'again');
  await ranWith(place, [...DELETE, ...ONCE], 5);
  await place.serve('401');
  const refused = await ranWith(place, [...DELETE, '--json'], 7);
  assert.deepEqual(JSON.parse(refused.stdout).deletion.processed, null);
  assert.equal(JSON.parse(refused.stdout).error.code, 'credential_refused');
  await place.serve();
  await assertNext(place, 'blocked');
  assert.match((await ranWith(place, ['status'], 0)).stdout, /a delete-all of it was begun, run that again/);
});

test('nobody is there: exit 5, and nothing was deleted', async (t) => {
  const place = await begin(t);
  await place.close();
  assert.match((await ranWith(place, [...DELETE, ...ONCE], 5)).stdout, /Nothing of ann was deleted.*ECONNREFUSED/s);
  assert.match((await ranWith(place, ['status'], 0)).stdout, /finished \d{4}-/);
});

test('asked to stop while it waits for another try: 130, and the same command goes on', async (t) => {
  const place = await begin(t);
  await place.serve('503=600');
  const stop = new AbortController();
  const running = place.run(DELETE, stop.signal);
  const whenAsked = setInterval(() => {
    const asked = [...place.files()].some(
      ([path, bytes]) => path.endsWith('journal.ndjson') && bytes.includes('"begun"'),
    );
    if (asked) stop.abort(130);
  }, 20);
  const ran = await running.finally(() => clearInterval(whenAsked));
  assert.equal(ran.exit, 130, ran.stdout);
  await place.serve();
  assert.match((await ranWith(place, DELETE, 0)).stdout, /3 memories of ann deleted/);
});

test('without a target it is the sandbox that is emptied, which says so', async (t) => {
  const place = new Within(t);
  const { stdout } = await ranWith(place, ['delete-all', '--user', 'ann\u001B[2J', '--confirm', 'ann\u001B[2J'], 0);
  assert.match(stdout, /Papr has no memories of ann\\x1b\[2J.*Nothing left this machine/s);
});

const COUNTS = { code: 200, status: 'success', successful: [], errors: [], total_processed: 9, total_successful: 9 };
const MISSING = { code: 404, status: 'error', error: 'No memories found for user', errors: [{ index: -1 }] };

/** Answers of other makes than the sandbox's: status, body, exit code, what is said. */
const ANSWERS: readonly (readonly [status: number, body: object, exit: number, says: RegExp])[] = [
  [200, { ...COUNTS, total_failed: 0 }, 0, /^✔ 9 memories of ann deleted/],
  [200, { ...COUNTS, total_successful: 7, total_failed: 0 }, 5, /7 of 9 memories of ann deleted in .*; 2 not/],
  [200, { ...COUNTS, total_failed: 0, errors: [{ error: 'Exception deleting memory m1: no' }] }, 5, /errors +m1\n/],
  [200, { ...COUNTS, total_failed: 1, errors: [{ error: 'no', memory_id: 'm\u001B2' }] }, 5, /errors +m\\x1b2\n +no\n/],
  [200, { code: 401, status: 'error', error: 'Missing authentication', errors: [] }, 7, /401.*Missing authentication/s],
  [200, { ok: true }, 12, /does not say how many/],
  [404, MISSING, 0, /^✔ Nothing to delete: Papr has no memories of ann/],
  [200, MISSING, 0, /^✔ Nothing to delete/],
  [404, { code: 404, error: 'no memories here: wrong server' }, 12, /Nothing of ann was deleted/],
  [404, { ...MISSING, error: 'Not Found' }, 12, /Nothing of ann was deleted/],
];

test('what counts is what the service says of memories, whatever its status', async (t) => {
  const place = new Within(t);
  let [status, body] = [0, ''];
  const service = await CountedService.open(t, (_, response) => response.writeHead(status).end(body));
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = service.url;
  for (const [code, answer, exit, says] of ANSWERS) {
    [status, body] = [code, JSON.stringify(answer)];
    assert.match((await ranWith(place, [...DELETE, ...ONCE], exit)).stdout, says);
  }
});
