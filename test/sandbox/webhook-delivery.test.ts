import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { serveSandbox } from '../../src/sandbox/serve.js';
import { WEBHOOK_SECRET } from '../support/canary.js';
import { kill, spawnSandbox } from './child.js';
import { newDatabase, query, withSandbox } from './client.js';
import { add, paprBody } from './papr-client.js';
import { startReceiver, type ReceivedCall } from './webhook-receiver.js';

const LIMIT = { timeout: 30_000 };
const CALLS = 'SELECT state, tries, answer FROM webhook_calls ORDER BY number';

/** Milliseconds between calls. */
function gaps(calls: readonly ReceivedCall[]): readonly number[] {
  return calls.slice(1).map(({ at }, index) => at - (calls[index]?.at ?? 0));
}

test('a call is tried three times, and only 200, 201 and 202 will do', LIMIT, async (t) => {
  const receiver = await startReceiver(t, { '/late': [500, 302, 202], '/never': [204], '/second': [404, 201] });
  const rows = await withSandbox(
    async (url) => {
      for (const path of ['/late', '/never', '/second'])
        await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}${path}` });
      const late = await receiver.received('/late', 3);
      await receiver.received('/never', 3);
      const [first = 0, second = 0] = gaps(late);
      assert.ok(first >= 990, `${first} ms before the second try`);
      assert.ok(second >= 1990, `${second} ms before the third try`);
      assert.deepEqual(new Set(late.map(({ body }) => body)).size, 1);
      await written();
      assert.deepEqual(
        ['/late', '/never', '/second', '/elsewhere'].map(
          (path) => receiver.calls.filter((call) => call.path === path).length,
        ),
        [3, 3, 2, 0],
      );
    },
    { sql: CALLS },
  );
  assert.deepEqual(
    rows.map(({ state, tries, answer }) => [state, tries, answer]),
    [
      ['delivered', 3, '202'],
      ['given up', 3, '204'],
      ['delivered', 2, '201'],
    ],
  );
});

test('nobody is called who is not on this machine', LIMIT, async (t) => {
  const lines: string[] = [];
  const db = newDatabase();
  const sandbox = await serveSandbox({ db, port: 0, faults: '', log: (line) => lines.push(line) });
  t.after(async () => sandbox.close());
  const others = [
    'https://192.0.2.1/hook',
    'http://127.0.0.1.example.com/',
    'http://localhost@192.0.2.1/',
    'ftp://localhost/',
    'x',
  ];
  for (const webhook_url of others) {
    assert.equal((await add(sandbox.url, [{ content: 'x' }], { webhook_url })).status, 200);
  }
  while (lines.length < others.length) await setTimeout(5, undefined, { signal: t.signal });
  await sandbox.close();
  assert.deepEqual(
    query(db, CALLS).map(({ state, tries, answer }) => [state, tries, answer]),
    others.map(() => ['given up', 0, 'it is not on this machine']),
  );
  for (const line of lines)
    assert.match(line, /^the webhook call for batch [\da-f-]{36} is given up: it is not on this/);
});

test('a receiver that hangs keeps neither the others waiting nor the sandbox from closing', LIMIT, async (t) => {
  const receiver = await startReceiver(t, { '/hangs': [0, 200] });
  const db = newDatabase();
  const rows = await withSandbox(
    async (url) => {
      await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}/hangs` });
      await receiver.received('/hangs', 1);
      for (let call = 0; call < 8; call++) await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}/other` });
      await receiver.received('/other', 8);
      await written();
    },
    { db, sql: CALLS },
  );
  assert.deepEqual(
    rows.map(({ state, tries }) => [state, tries]),
    [['waiting', 0], ...Array.from({ length: 8 }, () => ['delivered', 1])],
  );
  const hangsAgain = async () => {
    await receiver.received('/hangs', 2);
    await written();
  };
  const again = await withSandbox(hangsAgain, { db, sql: CALLS });
  assert.equal(again[0]?.['state'], 'delivered');
});

/** A call that was answered is written down a moment later; a stop in between would have it made once more. */
async function written(): Promise<void> {
  await setTimeout(300);
}

test('a kill loses neither an accepted batch nor a call', { timeout: 60_000 }, async (t) => {
  const receiver = await startReceiver(t, { '/direct': [503, 200] });
  const db = newDatabase();
  const server = await spawnSandbox(db, 'processing@2-3,job-slow=60000');
  await add(server.url, [{ content: 'now' }], { webhook_url: `${receiver.url}/direct` });
  const accepted: unknown[] = [];
  for (const content of ['later', 'last']) {
    const webhook_url = `${receiver.url}/later`;
    accepted.push(paprBody(await add(server.url, [{ content }], { webhook_url })).batch_id);
  }
  await receiver.received('/direct', 1);
  await kill(server);
  assert.deepEqual(query(db, 'SELECT content FROM memories'), [{ content: 'now' }]);
  await withSandbox(
    async () => {
      const later = await receiver.received('/later', 2);
      assert.deepEqual(new Set(later.map(({ body }) => JSON.parse(body).batch_id)), new Set(accepted));
      await receiver.received('/direct', 2);
      await written();
    },
    { db },
  );
  assert.deepEqual(query(db, 'SELECT content, batch_id FROM memories ORDER BY id').slice(1), [
    { content: 'later', batch_id: accepted[0] },
    { content: 'last', batch_id: accepted[1] },
  ]);
  assert.deepEqual(query(db, "SELECT id FROM memory_batches WHERE state <> 'completed' OR body IS NOT NULL"), []);
  assert.deepEqual(
    query(db, CALLS).map(({ state }) => state),
    ['delivered', 'delivered', 'delivered'],
  );
});

test('a call that goes on after a stop goes on with its second try, and is not forged again', LIMIT, async (t) => {
  const receiver = await startReceiver(t, { '/resumed': [200, 500, 200] });
  const db = newDatabase();
  await withSandbox(
    async (url) => {
      await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}/resumed`, webhook_secret: WEBHOOK_SECRET });
      await receiver.received('/resumed', 2);
      await written();
    },
    { db, faults: 'webhook-forged' },
  );
  const goesOn = async () => {
    await receiver.received('/resumed', 3);
    await written();
  };
  const rows = await withSandbox(goesOn, { db, sql: CALLS });
  assert.deepEqual(rows, [{ state: 'delivered', tries: 2, answer: '200' }]);
  assert.equal(receiver.calls.length, 3);
});
