import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { send, withSandbox, type Reply } from './client.js';
import { add, ask, MEMORIES, paprBody, totals } from './papr-client.js';

const sql = MEMORIES;
const one = { content: 'one', type: 'text' };
const two = { content: 'two', type: 'text' };

test('a batch is answered in the order of the request, and stored as it was sent', async () => {
  let reply: Reply | undefined;
  const item =
    '{ "content":"zwölf", "metadata":{"customMetadata":{"n":1.10,"long":9007199254740993}}, "external_user_id":"own" }';
  const rows = await withSandbox(
    async (url) => {
      reply = await ask(
        url,
        'POST',
        '/batch?skip_background_processing=true',
        `{"external_user_id":"cust 1","memories":[${item},{"content":"b"}]}`,
      );
    },
    { sql },
  );
  assert.ok(reply);
  const ids = rows.map(({ memory_id: id }) => String(id));
  const successful = rows.map(({ memory_id: id, stored_at: at }) => ({
    code: 200,
    status: 'success',
    data: [{ memoryId: id, createdAt: at, objectId: String(id).replaceAll('-', '').slice(0, 10), memoryChunkIds: [] }],
    error: null,
    details: null,
  }));
  assert.equal(reply.status, 200);
  assert.deepEqual(JSON.parse(reply.text), {
    code: 200,
    status: 'success',
    message: null,
    error: null,
    details: null,
    batch_id: null,
    successful,
    errors: [],
    total_processed: 2,
    total_successful: 2,
    total_failed: 0,
    total_content_size: 7,
    total_storage_size: 7,
  });
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(
    rows.map((row) => [row['item'], row['content'], row['external_user_id'], row['item_index'], row['batch_id']]),
    [
      [item, 'zwölf', 'own', 0, reply.headers['x-correlation-id']],
      ['{"content":"b"}', 'b', 'cust 1', 1, reply.headers['x-correlation-id']],
    ],
  );
});

test('what is sent twice is stored twice, whatever key it has', async () => {
  const memory = { content: 'same', metadata: { idempotency_key: 'k', customMetadata: { idempotency_key: 'k' } } };
  const rows = await withSandbox(
    async (url) => {
      const headers = { 'x-api-key': API_KEY, 'idempotency-key': '00000000-0000-4000-8000-000000000001' };
      const body = JSON.stringify({ memories: [memory] });
      for (let round = 0; round < 2; round++) {
        const reply = await send(`${url}/v1/memory/batch`, 'POST', { headers, body });
        assert.deepEqual([reply.status, reply.headers['idempotent-replayed']], [200, undefined]);
      }
    },
    { sql },
  );
  assert.deepEqual(
    rows.map(({ content }) => content),
    ['same', 'same'],
  );
});

test('an item that fails is named by its index, and a batch of which all fail is a 400', async () => {
  const bad = { content: 'topics', metadata: { topics: [1] } };
  const good = [
    { content: 'a', metadata: { topics: 'x, y' } },
    { content: 'b', metadata: { topics: ['x'] } },
    { content: 'c', metadata: { topics: null, anything: { nested: true } } },
  ];
  const rows = await withSandbox(
    async (url) => {
      const partial = await add(url, [{ content: ' \n' }, ...good, bad]);
      assert.deepEqual([partial.status, ...totals(partial)], [207, 207, 5, 3, 2]);
      assert.equal(paprBody(partial).status, 'partial');
      assert.equal(paprBody(partial).successful?.length, 3);
      assert.deepEqual(paprBody(partial).errors, [
        { index: 0, error: 'Memory content cannot be empty', code: null, status: null, details: null },
        { index: 4, error: 'Memory topics must be a list of strings', code: null, status: null, details: null },
      ]);
      const failed = await add(url, [{ content: '' }, bad]);
      assert.deepEqual([failed.status, ...totals(failed)], [400, 400, 2, 0, 2]);
      assert.deepEqual([paprBody(failed).status, paprBody(failed).error], ['error', 'All batch items failed']);
      assert.deepEqual(
        paprBody(failed).errors?.map(({ index }) => index),
        [0, 1],
      );
    },
    { sql },
  );
  assert.deepEqual(
    rows.map(({ content, item_index: index }) => [content, index]),
    [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ],
  );
});

test('what a batch may have is accepted: unknown keys of its own, the largest size, nulls', async () => {
  const custom = { text: 'x', number: 1, yes: true, list: ['x'] };
  const full = {
    ...one,
    context: null,
    metadata: { customMetadata: custom, hierarchical_structures: ['x'] },
    user_id: null,
  };
  const rows = await withSandbox(
    async (url) => {
      const fields = { batch_size: 50, anything: {}, external_user_id: null, namespace_id: 'n', webhook_url: null };
      assert.equal((await add(url, [full], fields)).status, 200);
      const largest = Array.from({ length: 50 }, () => ({ content: 'é'.repeat(7500) }));
      assert.deepEqual([...totals(await add(url, largest))], [200, 50, 50, 0]);
      const [content] = largest;
      const tooLong = await add(url, [one, { content: `${content?.content}x` }]);
      assert.equal(tooLong.status, 422);
      // The vendor names the size and not the item.
      assert.deepEqual(paprBody(tooLong).detail?.[0]?.loc, ['body']);
      assert.match(paprBody(tooLong).detail?.[0]?.msg ?? '', /15001/);
    },
    { sql },
  );
  assert.equal(rows.length, 51);
});

test('a single memory is added, refused, and found again', async () => {
  const rows = await withSandbox(
    async (url) => {
      const reply = await ask(url, 'POST', '', ' {"content":"alone","external_user_id":"u"}\n');
      const { code, data } = JSON.parse(reply.text);
      assert.deepEqual([reply.status, code, data.length], [200, 200, 1]);
      const status = await ask(url, 'GET', `/status/${data[0].memoryId}`);
      const told = { memory_id: data[0].memoryId, status: 'completed', created_at: data[0].createdAt };
      assert.deepEqual(JSON.parse(status.text), told);
      assert.equal((await ask(url, 'GET', '/status/unknown')).status, 404);
      const blank = await ask(url, 'POST', '', { content: '' });
      assert.deepEqual([blank.status, paprBody(blank).error], [400, 'Memory content cannot be empty']);
      assert.deepEqual(
        paprBody(await ask(url, 'POST', '', { colour: 1 })).detail?.map(({ loc }) => loc.join('.')),
        ['body.content', 'body.colour'],
      );
    },
    { sql },
  );
  assert.deepEqual(
    rows.map(({ item, external_user_id: user }) => [item, user]),
    [['{"content":"alone","external_user_id":"u"}', 'u']],
  );
});

test('delete-all deletes for the user that is named, else for everybody', async () => {
  const rows = await withSandbox(
    async (url) => {
      await add(url, [one, two], { external_user_id: 'cust 1' });
      await add(url, [one], { external_user_id: 'cust 2' });
      await add(url, [one], { user_id: 'internal' });
      await add(url, [one], { external_user_id: 'cust 1', namespace_id: 'n' });
      const gone = await ask(url, 'DELETE', '/all?external_user_id=nobody');
      assert.deepEqual([gone.status, ...totals(gone)], [404, 404, 1, 0, 1]);
      assert.equal(paprBody(gone).error, 'No memories found for user');
      const wins = await ask(url, 'DELETE', '/all?user_id=internal&external_user_id=cust%201&skip_parse=false');
      assert.deepEqual([wins.status, ...totals(wins)], [200, 200, 1, 1, 0]);
      assert.deepEqual(
        [...totals(await ask(url, 'DELETE', '/all?external_user_id=cust%201&namespace_id=n'))],
        [200, 1, 1, 0],
      );
      const user = await ask(url, 'DELETE', '/all?external_user_id=cust%201&user_id=');
      assert.deepEqual([...totals(user), paprBody(user).successful], [200, 2, 2, 0, []]);
      assert.equal(typeof paprBody(user).details?.['message'], 'string');
      await add(url, [one]);
      assert.deepEqual([...totals(await ask(url, 'DELETE', '/all?external_user_id='))], [200, 2, 2, 0]);
      assert.equal((await ask(url, 'DELETE', '/all')).status, 404);
      await add(url, [{ ...one, external_user_id: 'left' }]);
    },
    { sql },
  );
  assert.deepEqual(
    rows.map(({ external_user_id: user }) => user),
    ['left'],
  );
});
