import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BatchctlError, EXIT } from '../../src/errors.js';
import { parseFaults } from '../../src/sandbox/fault-spec.js';
import { BASE, bodyOf, jobOf, newDatabase, newKey, post, query, send, withSandbox, type Reply } from './client.js';

const path = '/records/people/append-batch';
const body = { records: [{ name: 'x' }, { name: 'y' }, { email: 'bad' }] };
const failed = async (reply: Promise<Reply>): Promise<boolean> =>
  reply.then(
    () => false,
    () => true,
  );

/** One request under the fault: its answer, and how many rows there are afterwards. */
async function once(faults: string): Promise<{ reply: Reply; rows: number }> {
  let reply: Reply | undefined;
  const rows = await withSandbox(
    async (url) => {
      reply = await post(url, path, body);
    },
    { faults },
  );
  assert.ok(reply);
  return { reply, rows: rows.length };
}

for (const [fault, status, code] of [
  ['401', 401, 'CDP_ETL.AUTH.UNAUTHORIZED'],
  ['403', 403, 'CDP_ETL.AUTH.FORBIDDEN'],
  ['404', 404, 'CDP_ETL.NOT_FOUND'],
  ['409', 409, 'CDP_ETL.CONFLICT.CONCURRENT_WRITE'],
  ['413', 413, 'CDP_ETL.VALIDATION.REQUEST_INVALID'],
  ['422=tier', 422, 'CDP_ETL.VALIDATION.REQUEST_SCHEMA'],
  ['422-bare', 422, 'CDP_ETL.VALIDATION.REQUEST_SCHEMA'],
  ['429', 429, 'CDP_ETL.RATE.LIMITED'],
  ['500', 500, 'CDP_ETL.INTERNAL.UNHANDLED_EXCEPTION'],
  ['503', 503, 'CDP_ETL.INTERNAL.UNAVAILABLE'],
] as const) {
  test(`fault ${fault}: refused, nothing applied`, async () => {
    const { reply, rows } = await once(fault);
    assert.equal(reply.status, status);
    assert.equal(bodyOf(reply).error?.code, code);
    assert.equal(rows, 0);
  });
}

test('fault 422 names the first field, or the one that it is told, or none', async () => {
  assert.equal(bodyOf((await once('422')).reply).error?.details?.path, 'records[0].name');
  assert.equal(bodyOf((await once('422=tier')).reply).error?.details?.path, 'records[0].tier');
  assert.equal(bodyOf((await once('422-bare')).reply).error?.details, undefined);
});

test('faults 429 and 503 send Retry-After as it was given, a date with its comma', async () => {
  const cases = [
    ['7', '7'],
    ['soon', 'soon'],
    ['Wed 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT'],
    ['a%2Cb', 'a,b'],
  ];
  for (const [given, sent] of cases) {
    assert.equal((await once(`429=${given}`)).reply.headers['retry-after'], sent);
    assert.equal((await once(`503=${given}`)).reply.headers['retry-after'], sent);
  }
  assert.equal((await once('429')).reply.headers['retry-after'], undefined);
});

test('fault 413 with a number lets smaller bodies through', async () => {
  const { length } = JSON.stringify(body);
  assert.equal((await once(`413=${length}`)).reply.status, 202);
  assert.equal((await once(`413=${length - 1}`)).reply.status, 413);
});

test('answers that are no answers: redirect, empty, html; nothing applied', async () => {
  for (const [fault, status] of [
    ['redirect', 307],
    ['redirect=301', 301],
    ['empty', 200],
    ['html', 200],
  ] as const) {
    const { reply, rows } = await once(fault);
    assert.equal(reply.status, status);
    assert.equal(rows, 0);
    assert.equal(reply.headers.location !== undefined, fault.startsWith('redirect'));
    assert.match(reply.text, fault === 'html' ? /^<!doctype/ : /^$/);
  }
});

test('answers of another shape: a wrong count, no job, errors inline; applied', async () => {
  const count = await once('count');
  assert.equal(bodyOf(count.reply).data?.acceptedRecords, 2);
  const noJob = await once('no-job');
  assert.deepEqual([noJob.reply.status, bodyOf(noJob.reply).success], [200, true]);
  assert.deepEqual(bodyOf(noJob.reply).data, { operation: 'append-batch', objectName: 'people', acceptedRecords: 2 });
  const inline = await once('inline-errors');
  assert.equal(inline.reply.status, 200);
  assert.deepEqual(
    bodyOf(inline.reply).data?.errors?.map(({ index }) => index),
    [2],
  );
  assert.deepEqual([count.rows, noJob.rows, inline.rows], [2, 2, 2]);
});

test('a reset before leaves nothing, a reset after leaves the rows and the kept answer', async () => {
  const headers = { 'idempotency-key': newKey() };
  const rows = await withSandbox(
    async (url) => {
      assert.equal(await failed(post(url, path, body, headers)), true);
      assert.equal(await failed(post(url, path, body, headers)), true);
      assert.equal((await post(url, path, body, headers)).headers['idempotent-replayed'], 'true');
    },
    { faults: 'reset-before@1,reset-after@2' },
  );
  assert.equal(rows.length, 2);
});

test('slow answers late, hang never, and neither keeps the server from closing', async () => {
  let pending: Promise<boolean> | undefined;
  const rows = await withSandbox(
    async (url) => {
      const start = Date.now();
      assert.equal((await post(url, path, body)).status, 202);
      assert.ok(Date.now() - start >= 79);
      pending = failed(post(url, path, body));
      assert.equal(await Promise.race([pending, setTimeout(100, 'open')]), 'open');
    },
    { faults: 'slow=80@1,hang@2' },
  );
  assert.equal(await pending, true);
  assert.equal(rows.length, 2);
});

test('faults of jobs', async () => {
  const rows = await withSandbox(
    async (url) => {
      const job = async (state?: string): ReturnType<typeof jobOf> => jobOf(url, await post(url, path, body), state);
      const failure = await job('failed');
      assert.deepEqual(failure.metrics, { totalRows: 3, validRows: 0, invalidRows: 3 });
      assert.equal(failure.error?.code, 'CDP_ETL.INTERNAL.UNHANDLED_EXCEPTION');
      assert.equal((await job('failed')).metrics, undefined);
      await job('running');
      assert.equal((await job('PAUSED')).metrics, undefined);
      const unlisted = await job('completed');
      assert.deepEqual([unlisted.metrics?.invalidRows, unlisted.errors], [1, undefined]);
      assert.deepEqual(
        (await job('completed')).errors?.map(({ index }) => index),
        [5],
      );
      const start = Date.now();
      const reply = await post(url, path, body);
      await jobOf(url, reply, 'running');
      await jobOf(url, reply, 'completed');
      assert.ok(Date.now() - start >= 99);
    },
    {
      faults:
        'job-fail@1,job-fail-silent@2,job-stuck@3,job-state=PAUSED@4,job-no-list@5,job-bad-index@6,job-slow=100@7',
    },
  );
  assert.equal(rows.length, 6);
});

test('faults of polls', async () => {
  await withSandbox(
    async (url) => {
      const status = `${url}${BASE}${bodyOf(await post(url, path, body)).data?.statusPath}`;
      const statuses: number[] = [];
      for (let poll = 0; poll < 5; poll++) statuses.push((await send(status, 'GET')).status);
      assert.deepEqual(statuses, [200, 404, 404, 503, 200]);
    },
    { faults: 'poll-404@2-3,poll-503@4' },
  );
});

function line(...parts: readonly (string | number | null)[]): object {
  const names = ['method', 'idempotency_key', 'bytes', 'status', 'fault'];
  return Object.fromEntries(names.map((name, index) => [name, parts[index]]));
}

test('every write and every fault that fired is in the log', async () => {
  const db = newDatabase();
  const faults = '429=1@2,reset-before@3,job-no-list@1,poll-404@1';
  const key = newKey();
  await withSandbox(
    async (url) => {
      const reply = await post(url, path, body, { 'idempotency-key': key });
      await post(url, path, body);
      assert.equal(await failed(post(url, path, body)), true);
      await jobOf(url, reply, 'completed').catch(() => undefined);
    },
    { db, faults },
  );
  const log = query(db, 'SELECT method, idempotency_key, bytes, status, fault FROM requests ORDER BY id');
  const { length } = JSON.stringify(body);
  assert.deepEqual(log.slice(0, 1), [line('POST', key, length, 202, null)]);
  assert.deepEqual(
    new Set(log.slice(1).map((row) => JSON.stringify(row))),
    new Set(
      [
        line('JOB', null, length, null, 'job-no-list'),
        line('POST', null, length, 429, '429=1'),
        line('POST', null, length, null, 'reset-before'),
        line('GET', null, 0, 404, 'poll-404'),
      ].map((row) => JSON.stringify(row)),
    ),
  );
});

test('a specification that nobody can mean is refused, with the names that there are', () => {
  assert.deepEqual(parseFaults(''), []);
  assert.deepEqual(
    parseFaults('500@2-4').map(({ name, from, to }) => [name, from, to]),
    [['500', 2, 4]],
  );
  const cases = [
    ['nope', 'fault_unknown'],
    ['toString', 'fault_unknown'],
    ['500=1', 'fault_invalid'],
    ['slow', 'fault_invalid'],
    ['slow=fast', 'fault_invalid'],
    ['redirect=200', 'fault_invalid'],
    ['500@0', 'fault_invalid'],
    ['500@4-3', 'fault_invalid'],
    ['500@x', 'fault_unknown'],
    ['429=%', 'fault_invalid'],
    ['429=a%0d%0ab', 'fault_invalid'],
    ['job-state', 'fault_invalid'],
  ] as const;
  for (const [spec, code] of cases) {
    const matches = (error: unknown): boolean =>
      error instanceof BatchctlError &&
      error.exit === EXIT.usage &&
      error.code === code &&
      error.message.includes(spec.split('=')[0] ?? '');
    assert.throws(() => parseFaults(`500,${spec}`), matches, spec);
  }
  assert.throws(
    () => parseFaults('nope'),
    (error: unknown) => error instanceof BatchctlError && error.hint?.includes('reset-after') === true,
  );
});
