import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { withSandbox, type Reply } from './client.js';
import { add, ask, MEMORIES, paprBody, totals, type PaprBody } from './papr-client.js';

const sql = MEMORIES;
const items = [{ content: 'a' }, { content: 'b' }, { content: 'c' }];

const failed = async (reply: Promise<Reply>): Promise<boolean> =>
  reply.then(
    () => false,
    () => true,
  );

test('the usual refusals come in the words of Papr, and nothing is stored', async () => {
  const cases = [
    ['401', 401, /authentication/],
    ['403', 403, /mini interactions/],
    ['404', 404, /fault/],
    ['409', 409, /fault/],
    ['413', 413, /limit/],
    ['429=7', 429, /requests/],
    ['500', 500, /fault/],
    ['503', 503, /unavailable/],
  ] as const;
  const faults = cases.map(([fault], index) => `${fault}@${index + 1}`).join(',');
  const rows = await withSandbox(
    async (url) => {
      for (const [, status, message] of cases) {
        const reply = await add(url, items);
        assert.deepEqual([reply.status, ...totals(reply)], [status, status, 1, 0, 1]);
        assert.match(paprBody(reply).error ?? '', message);
        assert.equal(paprBody(reply).errors?.[0]?.index, -1);
        assert.equal(reply.headers['retry-after'], status === 429 ? '7' : undefined);
      }
    },
    { faults, sql },
  );
  assert.deepEqual(rows, []);
});

test('an unknown field is named as FastAPI names one, or not at all; a delete that lacks a key says 200', async () => {
  await withSandbox(
    async (url) => {
      const named = [await add(url, items), await add(url, items), await add(url, items)];
      assert.deepEqual(
        named.map((reply) => [reply.status, paprBody(reply).detail?.map(({ loc, type }) => [loc.join('.'), type])]),
        [
          [422, [['body.memories.0.content', 'extra_forbidden']]],
          [422, [['body.memories.0.tier', 'extra_forbidden']]],
          [422, [['body', 'value_error']]],
        ],
      );
      const wipe = await ask(url, 'DELETE', '/all');
      assert.deepEqual([wipe.status, paprBody(wipe).code], [200, 401]);
    },
    { faults: '422@1,422=tier@2,422-bare@3,401@4' },
  );
});

test('lost answers, answers that are none, and a count that is wrong: the memories tell', async () => {
  const rows = await withSandbox(
    async (url) => {
      assert.equal(await failed(add(url, [{ content: 'before' }])), true);
      assert.equal(await failed(add(url, [{ content: 'after' }])), true);
      assert.match((await add(url, [{ content: 'html' }])).text, /^<!doctype/);
      assert.equal((await add(url, [{ content: 'empty' }])).text, '');
      assert.deepEqual(totals(await add(url, [{ content: 'count' }])), [200, 1, 0, 0]);
      const hanging = add(url, [{ content: 'hang' }]);
      assert.equal(await Promise.race([failed(hanging), setTimeout(60, 'open')]), 'open');
      hanging.catch(() => undefined);
    },
    { faults: 'reset-before@1,reset-after@2,html@3,empty@4,count@5,hang@6', sql },
  );
  assert.deepEqual(
    rows.map(({ content }) => content),
    ['after', 'count'],
  );
});

test('an item that fails by a fault, and one that fails among the successes', async () => {
  const rows = await withSandbox(
    async (url) => {
      const named = await add(url, items);
      assert.deepEqual([named.status, ...totals(named)], [207, 207, 3, 2, 1]);
      assert.equal(paprBody(named).errors?.[0]?.index, 1);
      const hidden = await add(url, items);
      assert.deepEqual([hidden.status, ...totals(hidden)], [200, 200, 3, 3, 0]);
      assert.deepEqual(
        paprBody(hidden).successful?.map(({ code, status, data }) => [code, status, data?.length]),
        [
          [500, 'error', undefined],
          [200, 'success', 1],
          [200, 'success', 1],
        ],
      );
      assert.equal((await add(url, items.slice(0, 1))).status, 200);
    },
    { faults: 'item-error=1@1,error-in-successful@2,item-error=1@3', sql },
  );
  assert.deepEqual(
    rows.map(({ content }) => content),
    ['a', 'c', 'b', 'c', 'a'],
  );
});

test('a delete that breaks off, and one that leaves memories', async () => {
  const rows = await withSandbox(
    async (url) => {
      const added = await add(url, [...items, { content: 'd' }, { content: 'e' }], { external_user_id: 'u' });
      const ids = paprBody(added).successful?.map(({ data }) => data?.[0]?.memoryId);
      const broken = await ask(url, 'DELETE', '/all?external_user_id=u');
      assert.deepEqual([broken.status, ...totals(broken)], [500, 500, 1, 0, 1]);
      assert.match(paprBody(broken).error ?? '', /^Error getting memories: /);
      const left = await ask(url, 'DELETE', '/all?external_user_id=u');
      assert.deepEqual([left.status, ...totals(left)], [207, 207, 4, 1, 3]);
      const { errors = [] } = paprBody(left);
      const named = errors.map(({ error }) => /^Failed to delete memory ([\w-]+): /.exec(error)?.[1]);
      assert.deepEqual(named, ids?.slice(2));
      assert.deepEqual(
        errors.map(({ index, memory_id: id }) => [index, id]),
        [
          [1, undefined],
          [2, named[1]],
          [3, undefined],
        ],
      );
      const none = await ask(url, 'DELETE', '/all?external_user_id=u');
      assert.deepEqual([none.status, ...totals(none)], [500, 500, 3, 0, 3]);
      const listed = paprBody(none).errors?.map(({ error }) => /^Failed to delete memory ([\w-]+): /.exec(error)?.[1]);
      assert.deepEqual(listed, named);
      assert.deepEqual(totals(await ask(url, 'DELETE', '/all?external_user_id=u')), [500, 1, 0, 1]);
      assert.equal((await ask(url, 'DELETE', '/all?external_user_id=u')).status, 404);
    },
    { faults: 'delete-partial=1@2,delete-errors=3@3,delete-errors=9@4,delete-partial=9@5', sql },
  );
  assert.deepEqual(rows, []);
});

/** A batch's status as soon as it is done. */
async function done(url: string, id: string | null | undefined): Promise<PaprBody> {
  for (;;) {
    const status = paprBody(await ask(url, 'GET', `/batch/status/${id}`));
    if (status.status !== 'processing') return status;
    await setTimeout(5);
  }
}

test('a batch that is accepted is done behind its answer, and its status tells', async () => {
  const rows = await withSandbox(
    async (url) => {
      const reply = await add(url, [...items, { content: '' }], { external_user_id: 'u' });
      const { batch_id: id, details } = paprBody(reply);
      assert.deepEqual([reply.status, ...totals(reply), paprBody(reply).successful], [200, 200, 0, 0, 0, []]);
      assert.deepEqual([details?.['status'], details?.['batch_id']], ['processing', id]);
      assert.equal(typeof details?.['workflow_id'], 'string');
      assert.equal(typeof details?.['estimated_completion_minutes'], 'number');
      const waiting = await ask(url, 'GET', `/batch/status/${id}`);
      const empty = { total_processed: 0, total_successful: 0, total_failed: 0, errors: [] };
      assert.deepEqual(JSON.parse(waiting.text), { batch_id: id, status: 'processing', ...empty });
      assert.deepEqual(await done(url, id), {
        batch_id: id,
        status: 'partial',
        total_processed: 4,
        total_successful: 3,
        total_failed: 1,
        errors: [{ index: 3, error: 'Memory content cannot be empty' }],
      });
      const sound = await done(url, paprBody(await add(url, items)).batch_id);
      assert.deepEqual([sound.status, sound.total_successful], ['completed', 3]);
      const failed = await done(url, paprBody(await add(url, items)).batch_id);
      assert.deepEqual([failed.status, failed.total_failed, failed.errors?.length], ['failed', 3, 3]);
      const stuck = paprBody(await add(url, items)).batch_id;
      const behind = paprBody(await add(url, [{ content: 'behind' }])).batch_id;
      assert.equal((await done(url, behind)).status, 'completed');
      assert.equal(paprBody(await ask(url, 'GET', `/batch/status/${stuck}`)).status, 'processing');
      assert.equal((await ask(url, 'GET', '/batch/status/unknown')).status, 404);
    },
    { faults: 'processing,job-slow=60@1,job-fail@3,job-stuck@4', sql },
  );
  assert.deepEqual(
    rows.map(({ content }) => content),
    ['a', 'b', 'c', 'a', 'b', 'c', 'behind'],
  );
  assert.equal(rows[0]?.['external_user_id'], 'u');
});

test('a status that is not to be had', async () => {
  await withSandbox(
    async (url) => {
      const { batch_id: id } = paprBody(await add(url, items));
      const statuses: number[] = [];
      for (let poll = 0; poll < 3; poll++) statuses.push((await ask(url, 'GET', `/batch/status/${id}`)).status);
      assert.deepEqual(statuses, [404, 503, 200]);
    },
    { faults: 'processing,poll-404@1,poll-503@2' },
  );
});
