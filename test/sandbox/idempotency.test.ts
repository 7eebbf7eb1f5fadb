import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIALECTS } from '../../src/sandbox/dialects.js';
import { Database } from '../../src/sandbox/database.js';
import { keepAnswer, keptAnswer } from '../../src/sandbox/kept-answers.js';
import { setUpTables } from '../../src/sandbox/schema.js';
import { bodyOf, newDatabase, newKey, post, withSandbox } from './client.js';

const path = '/records/people/append-batch';
const body = { records: [{ a: 1 }, { a: 2 }] };

test('a request that is sent again under its key is answered as at first and applied once', async () => {
  const db = newDatabase();
  const headers = { 'idempotency-key': newKey() };
  let first = '';
  await withSandbox(
    async (url) => {
      const reply = await post(url, path, body, headers);
      assert.equal(reply.headers['idempotent-replayed'], undefined);
      first = reply.text;
      const again = await post(url, path, body, { 'idempotency-key': headers['idempotency-key'].toUpperCase() });
      assert.deepEqual([again.status, again.text, again.headers['idempotent-replayed']], [202, first, 'true']);
    },
    { db },
  );
  const rows = await withSandbox(
    async (url) => {
      assert.equal((await post(url, path, body, headers)).text, first);
    },
    { db },
  );
  assert.equal(rows.length, 2);
});

test('of concurrent copies exactly one is applied', async () => {
  const rows = await withSandbox(async (url) => {
    for (let round = 0; round < 10; round++) {
      const headers = { 'idempotency-key': newKey() };
      const replies = await Promise.all(Array.from({ length: 12 }, async () => post(url, path, body, headers)));
      assert.equal(new Set(replies.map((reply) => bodyOf(reply).data?.jobId)).size, 1);
      assert.equal(replies.filter(({ headers }) => headers['idempotent-replayed'] === undefined).length, 1);
    }
  });
  assert.equal(rows.length, 20);
});

test('without a key, or with another, the same records are applied again', async () => {
  const rows = await withSandbox(async (url) => {
    await post(url, path, body);
    await post(url, path, body);
    await post(url, path, body, { 'idempotency-key': newKey() });
  });
  assert.equal(rows.length, 6);
});

test('a key is for one request only: another body or path is refused', async () => {
  const headers = { 'idempotency-key': newKey() };
  const rows = await withSandbox(async (url) => {
    await post(url, path, body, headers);
    for (const other of [
      post(url, path, { records: [{ a: 1 }] }, headers),
      post(url, '/records/o/append-batch', body, headers),
    ]) {
      const reply = await other;
      assert.equal(reply.status, 409);
      assert.equal(bodyOf(reply).error?.code, 'CDP_ETL.IDEMPOTENCY.KEY_REUSED');
    }
  });
  assert.equal(rows.length, 2);
});

test('a refusal is not kept: the corrected request may come under the same key', async () => {
  const headers = { 'idempotency-key': newKey() };
  await withSandbox(
    async (url) => {
      assert.equal((await post(url, path, { records: [] }, headers)).status, 400);
      assert.equal((await post(url, path, body, headers)).status, 500);
      assert.equal((await post(url, path, body, headers)).status, 202);
    },
    { faults: '500@2' },
  );
});

test('an answer is kept for 24 hours of the server', () => {
  const database = Database.open(newDatabase(), (opened) => void setUpTables(opened, DIALECTS));
  const key = newKey();
  const now = Date.UTC(2026, 0, 1);
  const day = 24 * 3600 * 1000;
  const answer = { status: 202, body: '{}', requestHash: 'x' };
  keepAnswer(database, key, { answer, now });
  assert.deepEqual(keptAnswer(database, key, now + day - 1), answer);
  assert.equal(keptAnswer(database, key, now + day), undefined);
  keepAnswer(database, key, { answer: { ...answer, body: 'second' }, now: now + day });
  assert.equal(keptAnswer(database, key, now + day + 1)?.body, 'second');
  database.close();
});
