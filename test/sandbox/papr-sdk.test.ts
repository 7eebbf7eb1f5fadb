/** The vendor's own client, told nothing but the sandbox's address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import Papr, { NotFoundError, UnprocessableEntityError } from '@papr/memory';
import { API_KEY } from '../support/canary.js';
import { withSandbox } from './client.js';
import { MEMORIES } from './papr-client.js';

/** Without retries: each call is one request. */
function client(url: string): Papr {
  return new Papr({ xAPIKey: API_KEY, baseURL: url, maxRetries: 0 });
}

const three = [
  { content: 'one', type: 'text' as const, metadata: { topics: ['a'], customMetadata: { idempotency_key: 'k1' } } },
  { content: ' ' },
  { content: 'två', external_user_id: 'own' },
];

test('addBatch stores, names the items that failed, and says when all did', async () => {
  const rows = await withSandbox(
    async (url) => {
      const { memory } = client(url);
      const params = { external_user_id: 'cust 1', batch_size: 10, skip_background_processing: true };
      const partial = await memory.addBatch({ ...params, memories: three });
      assert.deepEqual(
        [partial.code, partial.status, partial.total_successful, partial.total_failed],
        [207, 'partial', 2, 1],
      );
      assert.deepEqual(
        partial.errors?.map(({ index, error }) => [index, error]),
        [[1, 'Memory content cannot be empty']],
      );
      const [stored] = partial.successful?.[0]?.data ?? [];
      assert.equal(typeof stored?.memoryId, 'string');
      assert.equal((await memory.retrieveStatus(stored?.memoryId ?? ''))['status'], 'completed');
      assert.equal((await memory.addBatch({ memories: three.slice(0, 1) })).status, 'success');
      await assert.rejects(memory.addBatch({ memories: [{ content: '' }] }), { name: 'Error', status: 400 });
      const wrong: { content: string } = Object.assign({ content: 'x' }, { colour: 'red' });
      await assert.rejects(
        memory.addBatch({ memories: [wrong] }),
        (error) => error instanceof UnprocessableEntityError,
      );
      assert.equal((await memory.add({ content: 'alone' })).data?.length, 1);
    },
    { sql: MEMORIES },
  );
  assert.deepEqual(
    rows.map(({ content, external_user_id: user }) => [content, user]),
    [
      ['one', 'cust 1'],
      ['två', 'own'],
      ['one', null],
      ['alone', null],
    ],
  );
});

test('deleteAll deletes a user, then everything, then finds nothing; without a key it resolves with a 401 inside', async () => {
  const rows = await withSandbox(
    async (url) => {
      const { memory } = client(url);
      await memory.addBatch({ memories: [{ content: 'a' }, { content: 'b' }], external_user_id: 'cust 1&x=ü' });
      await memory.addBatch({ memories: [{ content: 'c' }], external_user_id: 'other' });
      const user = await memory.deleteAll({ external_user_id: 'cust 1&x=ü' });
      assert.deepEqual([user.status, user.total_processed, user.total_successful], ['success', 2, 2]);
      await assert.rejects(
        memory.deleteAll({ external_user_id: 'cust 1&x=ü' }),
        (error) => error instanceof NotFoundError,
      );
      const all = await memory.deleteAll();
      assert.deepEqual([all.total_processed, all.total_failed], [1, 0]);
      await memory.addBatch({ memories: [{ content: 'kept' }] });
      const nobody = await client(url).memory.deleteAll({}, { headers: { 'x-api-key': null } });
      assert.deepEqual([nobody.code, nobody.status], [401, 'error']);
    },
    { sql: MEMORIES },
  );
  assert.deepEqual(
    rows.map(({ content }) => content),
    ['kept'],
  );
});

test('retrieveBatchStatus follows a batch that was accepted', async () => {
  await withSandbox(
    async (url) => {
      const { memory } = client(url);
      const accepted = await memory.addBatch({ memories: three });
      assert.deepEqual([accepted.status, accepted.total_processed, accepted.successful], ['success', 0, []]);
      let status = await memory.retrieveBatchStatus(accepted.batch_id ?? '');
      while (status['status'] === 'processing') {
        await setTimeout(5);
        status = await memory.retrieveBatchStatus(accepted.batch_id ?? '');
      }
      assert.deepEqual([status['status'], status['total_successful'], status['total_failed']], ['partial', 2, 1]);
      await assert.rejects(memory.retrieveBatchStatus('b/1'), (error) => error instanceof NotFoundError);
    },
    { faults: 'processing' },
  );
});
