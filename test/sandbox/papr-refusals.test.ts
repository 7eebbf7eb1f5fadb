import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { send, withSandbox } from './client.js';
import { add, ask, MEMORIES, paprBody, totals } from './papr-client.js';

const sql = MEMORIES;
const one = { content: 'one', type: 'text' };
const at = (...names: string[]): string => JSON.stringify(['body', 'memories', 1, ...names]);

test('a body that the models refuse is refused whole, with every place that is to blame', async () => {
  const item = (fields: object): object => ({ memories: [one, { content: 'x', ...fields }] });
  const cases: readonly (readonly [body: object | string, type: string, place: string])[] = [
    ['{"memories":[', 'json_invalid', '["body"]'],
    ['[]', 'model_attributes_type', '["body"]'],
    [{}, 'missing', '["body","memories"]'],
    [{ memories: 'x' }, 'list_type', '["body","memories"]'],
    [{ memories: [] }, 'too_short', '["body","memories"]'],
    [{ memories: Array.from({ length: 51 }, () => one) }, 'too_long', '["body","memories"]'],
    [{ memories: [one, 7] }, 'model_type', at()],
    [{ memories: [one, { type: 'text' }] }, 'missing', at('content')],
    [item({ content: null }), 'string_type', at('content')],
    [item({ colour: 'red' }), 'extra_forbidden', at('colour')],
    ['{"memories":[{"content":"x"},{"content":"y","__proto__":1}]}', 'extra_forbidden', at('__proto__')],
    [item({ type: 'note' }), 'enum', at('type')],
    [item({ external_user_id: 7 }), 'string_type', at('external_user_id')],
    [item({ context: {} }), 'list_type', at('context')],
    [item({ metadata: 'x' }), 'dict_type', at('metadata')],
    [item({ metadata: { customMetadata: [] } }), 'dict_type', at('metadata', 'customMetadata')],
    [item({ metadata: { customMetadata: { a: {} } } }), 'value_error', at('metadata', 'customMetadata', 'a')],
    [item({ metadata: { customMetadata: { a: ['x', 1] } } }), 'value_error', at('metadata', 'customMetadata', 'a')],
    [{ memories: [one], batch_size: 0 }, 'value_error', '["body","batch_size"]'],
    [{ memories: [one], batch_size: 51 }, 'value_error', '["body","batch_size"]'],
    [{ memories: [one], batch_size: 1.5 }, 'value_error', '["body","batch_size"]'],
    [{ memories: [one], webhook_url: 1 }, 'string_type', '["body","webhook_url"]'],
  ];
  const rows = await withSandbox(
    async (url) => {
      for (const [body, type, place] of cases) {
        const reply = await ask(url, 'POST', '/batch', body);
        assert.equal(reply.status, 422, reply.text);
        const { detail } = paprBody(reply);
        assert.deepEqual([detail?.length, detail?.[0]?.type, JSON.stringify(detail?.[0]?.loc)], [1, type, place]);
      }
      const several = await add(url, [{ type: 'x', colour: 1 }]);
      assert.deepEqual(
        paprBody(several).detail?.map(({ type }) => type),
        ['missing', 'enum', 'extra_forbidden'],
      );
    },
    { sql },
  );
  assert.deepEqual(rows, []);
});

test('a request needs a key or a token, and a write needs JSON', async () => {
  const rows = await withSandbox(
    async (url) => {
      const body = JSON.stringify({ memories: [one] });
      const headers = { authorization: '' };
      const post = await send(`${url}/v1/memory/batch`, 'POST', { headers, body });
      assert.deepEqual([post.status, ...totals(post)], [401, 401, 1, 0, 1]);
      assert.deepEqual(paprBody(post).errors, [
        { index: -1, error: 'Missing authentication', code: null, status: null, details: null },
      ]);
      // The vendor's trap: only the body says no.
      const wipe = await send(`${url}/v1/memory/all`, 'DELETE', { headers });
      assert.deepEqual([wipe.status, paprBody(wipe).code, paprBody(wipe).status], [200, 401, 'error']);
      assert.equal((await send(`${url}/v1/memory/batch/status/x`, 'GET', { headers })).status, 401);
      const keyed = { 'x-api-key': API_KEY, authorization: '' };
      assert.equal((await send(`${url}/v1/memory/batch`, 'POST', { headers: keyed, body })).status, 200);
      const form = { ...keyed, 'content-type': 'text/plain' };
      assert.equal((await send(`${url}/v1/memory/batch`, 'POST', { headers: form, body })).status, 415);
      assert.deepEqual(totals(await ask(url, 'POST', '/nowhere', {})), [404, 1, 0, 1]);
      assert.deepEqual(totals(await ask(url, 'DELETE', '/batch')), [405, 1, 0, 1]);
      assert.deepEqual(totals(await ask(url, 'POST', '/batch', ' '.repeat(10_000_001))), [413, 1, 0, 1]);
    },
    { sql },
  );
  assert.equal(rows.length, 1);
});
