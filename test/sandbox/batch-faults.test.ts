import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Database } from '../../src/sandbox/database.js';
import { BatchApi, chat, linesOf, LLAMA, OPENAI } from './batch-client.js';
import { kill, spawnSandbox } from './child.js';
import { newDatabase, query, withSandbox } from './client.js';

const FOUR = [chat('a', '1'), chat('b', 'FAIL'), chat('c', '3'), chat('d', '4')];

/** How a batch of the four ended: state, its errors' codes and lines, the `custom_id`s of its output and of its error file, its counts. */
type Outcome = readonly [status: string, why: unknown, output: string, errors: string, counts: unknown];

/** What becomes of the four; `-` stands for a file that isn't there. */
async function outcomeOf(api: BatchApi): Promise<Outcome> {
  const { status, errors, output_file_id: output, error_file_id: failures, request_counts } = await api.run(FOUR);
  const idsIn = async (file: string | null | undefined): Promise<string> => {
    if (typeof file !== 'string') return '-';
    const lines = linesOf(await api.content(file));
    return lines
      .map((line) => `${line.custom_id}${line.error?.code === 'batch_expired' && line.response === null ? '!' : ''}`)
      .toSorted()
      .join();
  };
  const why = errors?.data.map(({ code, line }) => [code, line]);
  return [status, why, await idsIn(output), await idsIn(failures), request_counts];
}

const FAULTS =
  'batch-fail@1,batch-fail-line=3@2,batch-lose-line=3@3,no-output-file@4,batch-expire=3@5,batch-expire=0@6';

const NONE = { total: 0, completed: 0, failed: 0 };
const DONE = { total: 4, completed: 3, failed: 1 };

/** The outcomes under these faults, one batch after the other. Only one of the two knows of batches that run out of time. */
const OUTCOMES: readonly (readonly [string, readonly Outcome[]])[] = [
  [
    OPENAI,
    [
      ['failed', [['internal_error', null]], '-', '-', NONE],
      ['failed', [['invalid_request', 3]], '-', '-', NONE],
      ['completed', undefined, 'a,d', 'b', DONE],
      ['completed', undefined, '-', 'b', DONE],
      ['expired', undefined, 'a,c', 'b,d!', { total: 4, completed: 2, failed: 2 }],
      ['expired', undefined, '-', 'a!,b!,c!,d!', { total: 4, completed: 0, failed: 4 }],
    ],
  ],
  [
    LLAMA,
    [
      ['failed', [['internal_error', null]], '-', '-', null],
      ['failed', [['invalid_request', 3]], '-', '-', null],
      ['completed', undefined, 'a,d', 'b', DONE],
      ['completed', undefined, '-', 'b', DONE],
      ['completed', undefined, 'a,c,d', 'b', DONE],
      ['completed', undefined, 'a,c,d', 'b', DONE],
    ],
  ],
];

for (const [path, expected] of OUTCOMES) {
  test(`${path}: batches that fail, lose a line, lose their output, run out of time`, async () => {
    const outcomes: Outcome[] = [];
    const logged = await withSandbox(
      async (url) => {
        const api = new BatchApi(url, path);
        while (outcomes.length < expected.length) outcomes.push(await outcomeOf(api));
      },
      { faults: FAULTS, sql: "SELECT fault FROM requests WHERE method = 'JOB' ORDER BY id" },
    );
    assert.deepEqual(outcomes, expected);
    assert.equal(logged.map(({ fault }, index) => `${String(fault)}@${index + 1}`).join(','), FAULTS);
  });

  test(`${path}: a batch that is slow, a batch that is stuck, GETs that fail, and others meanwhile`, async () => {
    await withSandbox(
      async (url) => {
        const api = new BatchApi(url, path);
        const start = Date.now();
        const [slow, stuck] = [await api.start(FOUR), await api.start(FOUR)];
        for (const status of [404, 503]) assert.equal((await api.ask('GET', `/batches/${slow}`)).status, status);
        assert.equal((await api.run(FOUR)).status, 'completed');
        await api.until(stuck, 'in_progress');
        assert.equal((await api.until(slow)).status, 'completed');
        // A timer may fire a moment early by this clock.
        assert.ok(Date.now() - start >= 290);
        assert.deepEqual((await api.until(stuck, 'in_progress')).request_counts?.completed, 0);
        await api.ask('POST', `/batches/${stuck}/cancel`);
        await setTimeout(50);
        assert.equal((await api.until(stuck, 'cancelling')).status, 'cancelling');
      },
      { faults: 'batch-slow=300@1,batch-stuck@2,poll-404@1,poll-503@2' },
    );
  });
}

/** Changes a database that nobody has open. */
function change(db: string, sql: string): void {
  const database = Database.open(db, () => undefined);
  database.exec(sql);
  database.close();
}

test('a slow batch counts its time from when it began, whoever has the server meanwhile', async () => {
  const options = { db: newDatabase(), faults: 'batch-slow=60000' };
  let id = '';
  await withSandbox(async (url) => {
    const api = new BatchApi(url, LLAMA);
    id = await api.start(FOUR);
    await api.until(id, 'in_progress');
  }, options);
  change(options.db, "UPDATE batches SET times = json_set(times, '$.in_progress', '2020-01-01T00:00:00.000Z')");
  await withSandbox(async (url) => {
    assert.equal((await new BatchApi(url, LLAMA).until(id)).status, 'completed');
  }, options);
});

test('results that were written without their progress are written once all the same', async () => {
  const db = newDatabase();
  let id = '';
  await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      id = await api.start(FOUR);
      await api.until(id, 'in_progress');
    },
    { db, faults: 'batch-stuck' },
  );
  change(db, "CREATE TRIGGER full BEFORE UPDATE OF read_bytes ON batches BEGIN SELECT RAISE(ABORT, 'full'); END");
  const sql = 'SELECT file_id FROM file_pieces WHERE file_id NOT IN (SELECT id FROM files)';
  const left = await withSandbox(
    async (url) => {
      await setTimeout(50);
      assert.equal((await new BatchApi(url, OPENAI).until(id, 'in_progress')).request_counts?.completed, 0);
    },
    { db, sql },
  );
  assert.deepEqual(left, []);
  change(db, 'DROP TRIGGER full');
  await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      const batch = await api.until(id);
      const output = linesOf(await api.content(batch.output_file_id)).map((line) => line.custom_id);
      assert.deepEqual(output.toSorted(), ['a', 'c', 'd']);
    },
    { db },
  );
});

const ORPHANS = `SELECT DISTINCT file_id FROM file_pieces WHERE file_id NOT IN
  (SELECT id FROM files UNION ALL SELECT output_file_id FROM batches UNION ALL SELECT error_file_id FROM batches)`;

test('killed in the middle of batches and an upload: they go on, it is gone', { timeout: 60_000 }, async () => {
  const db = newDatabase();
  const requests = 4000;
  const lines = Array.from({ length: requests }, (_, index) => chat(`${index}`, 'x'.repeat(1500)));
  const server = await spawnSandbox(db, 'batch-slow=60000@1');
  const upload = request(`${server.url}${LLAMA}/files`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=B' },
  }).on('error', () => undefined);
  upload.write(`--B\r\nContent-Disposition: form-data; name="file"\r\n\r\n${'x'.repeat(3_000_000)}`);
  const [openai, llama] = [new BatchApi(server.url, OPENAI), new BatchApi(server.url, LLAMA)];
  const waiting = await llama.start(FOUR);
  const large = await openai.start(lines);
  for (;;) {
    const { status, request_counts: counts } = (await openai.ask('GET', `/batches/${large}`)).body;
    assert.ok(status === 'validating' || status === 'in_progress', 'it was too fast to be killed');
    if ((counts?.completed ?? 0) > 0) break;
  }
  await kill(server);
  rmSync(`${db}.lock`, { recursive: true, force: true });
  const [half] = query(db, 'SELECT completed FROM batches WHERE is_open = 1 ORDER BY number DESC');
  const done = Number(half?.['completed']);
  assert.ok(done > 0 && done < requests, `${done} requests were done`);
  assert.equal(query(db, ORPHANS).length, 1);
  await withSandbox(
    async (url) => {
      for (const [api, id, ids] of [
        [new BatchApi(url, OPENAI), large, Array.from({ length: requests }, (_, index) => `${index}`)],
        [new BatchApi(url, LLAMA), waiting, ['a', 'c', 'd']],
      ] as const) {
        const batch = await api.until(id);
        assert.deepEqual([batch.status, batch.request_counts?.completed], ['completed', ids.length]);
        const output = linesOf(await api.content(batch.output_file_id)).map((line) => line.custom_id);
        assert.deepEqual(output.toSorted(), ids.toSorted());
      }
    },
    { db },
  );
  assert.deepEqual(query(db, ORPHANS), []);
});
