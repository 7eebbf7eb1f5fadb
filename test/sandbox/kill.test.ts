import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../src/sandbox/start.js';
import { kill, spawnSandbox, stop } from './child.js';
import { bodyOf, jobOf, newDatabase, newKey, post, query } from './client.js';

const ROUNDS = 3;

/** A batch as an importer keeps it: sent again under the same key until the server says 202. */
interface Sent {
  readonly key: string;
  readonly body: string;
  accepted: boolean;
}

async function write(url: string, batch: Sent): Promise<void> {
  const reply = await post(url, '/records/people/append-batch', batch.body, { 'idempotency-key': batch.key });
  assert.equal(reply.status, 202, reply.text);
  batch.accepted = true;
}

/** Sends what is open and then new batches, until the server is gone. */
async function writeOn(url: string, open: Sent[], sent: Sent[]): Promise<void> {
  for (;;) {
    let batch = open.shift();
    if (batch === undefined) {
      const records = Array.from({ length: 300 }, (_, index) => ({ batch: sent.length, index, text: 'x'.repeat(400) }));
      batch = { key: newKey(), body: JSON.stringify({ records }), accepted: false };
      sent.push(batch);
    }
    await write(url, batch);
  }
}

test('killed again and again while it is written to, it loses and doubles nothing', { timeout: 120_000 }, async () => {
  const db = newDatabase();
  const sent: Sent[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // In each round one answer is lost after its commit; kills alone hit that moment too seldom.
    const server = await spawnSandbox(db, 'reset-after@3');
    const open = sent.filter(({ accepted }) => !accepted);
    const before = sent.length;
    const writers = Array.from({ length: 4 }, async () => writeOn(server.url, open, sent).catch(() => undefined));
    while (sent.length < before + 6) await setTimeout(1);
    await setTimeout((round * 7) % 40);
    await kill(server);
    await Promise.all(writers);
  }
  const last = await startSandbox({ db, port: 0, faults: '' });
  for (const batch of sent) if (!batch.accepted) await write(last.url, batch);
  const end = await post(last.url, '/records/end/append-batch', { records: [{}] });
  await jobOf(last.url, end);
  await last.close();
  assert.ok(sent.length >= ROUNDS * 6, `only ${sent.length} batches were sent`);
  const counts = query(
    db,
    `SELECT record ->> 'batch' AS batch, count(*) AS rows, count(DISTINCT record ->> 'index') AS different
       FROM records WHERE object = 'people' GROUP BY 1 ORDER BY 1`,
  );
  assert.deepEqual(
    counts,
    sent.map((_, batch) => ({ batch, rows: 300, different: 300 })),
  );
  assert.deepEqual(query(db, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.deepEqual(query(db, "SELECT id FROM jobs WHERE state <> 'completed' OR body IS NOT NULL"), []);
});

for (const page of [1, 2, 10, 20]) {
  test(`killed before page ${page} of a commit: the database opens as it was before`, async () => {
    const db = newDatabase();
    mkdirSync(dirname(db), { recursive: true });
    const file = fileURLToPath(new URL('torn-child.ts', import.meta.url));
    const [, signal] = await once(spawn(process.execPath, ['--import', 'tsx', file, db, String(page)]), 'exit');
    assert.equal(signal, 'SIGKILL');
    assert.ok(existsSync(`${db}-journal`), 'the commit was under way');
    rmSync(`${db}.lock`, { recursive: true });
    assert.deepEqual(query(db, 'SELECT substr(text, 1, 1) AS letter, count(*) AS rows FROM filling GROUP BY 1'), [
      { letter: 'a', rows: 40 },
    ]);
    assert.deepEqual(query(db, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    assert.equal(existsSync(`${db}-journal`), false);
  });
}

test(
  'jobs that a kill left behind are continued, in order, when the database opens again',
  { timeout: 60_000 },
  async () => {
    const db = newDatabase();
    const server = await spawnSandbox(db, 'job-slow=60000@1');
    const replies = [];
    for (let value = 0; value < 5; value++) {
      const body = { records: [{ id: 'x', value }], matchKey: 'id' };
      replies.push(await post(server.url, '/records/people/upsert-batch', body));
    }
    await kill(server);
    assert.deepEqual(query(db, 'SELECT id FROM records'), []);
    const again = await startSandbox({ db, port: 0, faults: '' });
    assert.equal(again.id, server.id);
    for (const reply of replies) assert.equal((await jobOf(again.url, reply)).state, 'completed');
    await again.close();
    assert.deepEqual(query(db, 'SELECT record, job_id FROM records'), [
      { record: '{"id":"x","value":4}', job_id: bodyOf(replies.at(-1) ?? assert.fail()).data?.jobId },
    ]);
  },
);

test(
  'a lock that SQLite left behind is no obstacle, and a clean end leaves only the database',
  { timeout: 60_000 },
  async () => {
    const db = newDatabase();
    await stop(await spawnSandbox(db));
    mkdirSync(`${db}.lock`);
    await stop(await spawnSandbox(db));
    assert.deepEqual(
      [existsSync(`${db}.lock`), existsSync(`${db}.server`), existsSync(`${db}-journal`)],
      [false, false, false],
    );
  },
);
