import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { bodyOf, newKey, post, withSandbox, type Reply } from './client.js';

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
