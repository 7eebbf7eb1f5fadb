/** The vendors' own clients, told nothing but where the sandbox is. */
import assert from 'node:assert/strict';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ConflictError, LlamaStackClient, toFile as llamaFile } from 'llama-stack-client';
import { AuthenticationError, BadRequestError, NotFoundError, OpenAI, toFile } from 'openai';
import { API_KEY } from '../support/canary.js';
import { chat, linesOf } from './batch-client.js';
import { newDatabase, withSandbox } from './client.js';

const LINES = [chat('a', 'one'), chat('b', 'FAIL')].join('\n');
const ASKED = { endpoint: '/v1/chat/completions', completion_window: '24h' } as const;

/** An input as a file on disk. */
function writeInput(): string {
  const path = newDatabase().replace(/sandbox\.db$/, 'in.jsonl');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, LINES);
  return path;
}

interface Ended {
  readonly status: string;
  readonly output_file_id?: string | null;
  readonly error_file_id?: string | null;
}

/** Asks until a batch has ended. */
async function ended<Batch extends Ended>(ask: () => PromiseLike<Batch>): Promise<Batch> {
  for (;;) {
    const batch = await ask();
    if (batch.status === 'completed' || batch.status === 'cancelled') return batch;
    await setTimeout(5);
  }
}

test('openai', async () => {
  await withSandbox(
    async (url) => {
      const client = new OpenAI({ apiKey: 'sk-any', baseURL: `${url}/openai/v1`, maxRetries: 0 });
      const streamed = await client.files.create({ file: createReadStream(writeInput()), purpose: 'batch' });
      const file = await client.files.create({
        file: await toFile(Buffer.from(LINES), 'in.jsonl'),
        purpose: 'batch',
        expires_after: { anchor: 'created_at', seconds: 3600 },
      });
      assert.deepEqual(
        [streamed.bytes, streamed.filename, file.bytes, (file.expires_at ?? 0) - file.created_at],
        [LINES.length, 'in.jsonl', LINES.length, 3600],
      );
      assert.equal((await client.files.retrieve(streamed.id)).id, streamed.id);
      const { id } = await client.batches.create({ ...ASKED, input_file_id: streamed.id, metadata: { part: '1' } });
      const batch = await ended(async () => await client.batches.retrieve(id));
      assert.deepEqual([batch.request_counts?.completed, batch.metadata], [1, { part: '1' }]);
      const output = await (await client.files.content(batch.output_file_id ?? '')).text();
      const errors = await (await client.files.content(batch.error_file_id ?? '')).text();
      assert.deepEqual([linesOf(output)[0]?.custom_id, linesOf(errors)[0]?.custom_id], ['a', 'b']);
      const other = await client.batches.create({ ...ASKED, input_file_id: file.id });
      const listed = [];
      for await (const { id } of client.batches.list({ limit: 1 })) listed.push(id);
      assert.deepEqual(listed, [other.id, id]);
      assert.equal((await client.batches.cancel(other.id)).status, 'cancelling');
      assert.equal((await ended(async () => await client.batches.retrieve(other.id))).status, 'cancelled');
      assert.equal((await client.files.delete(file.id)).deleted, true);
      await assert.rejects(async () => await client.files.retrieve(file.id), NotFoundError);
      const unknown = { ...ASKED, input_file_id: streamed.id, idempotency_key: 'k' };
      await assert.rejects(async () => await client.batches.create(unknown), BadRequestError);
      const nobody = client.withOptions({ defaultHeaders: { authorization: null } });
      await assert.rejects(async () => await nobody.batches.list(), AuthenticationError);
    },
    { faults: 'batch-slow=60000@2' },
  );
});

test('openai: its own tries after a fault come to one file', async () => {
  const rows = await withSandbox(
    async (url) => {
      const client = new OpenAI({ apiKey: 'sk-any', baseURL: `${url}/openai/v1` });
      await client.files.create({ file: await toFile(Buffer.from(LINES), 'in.jsonl'), purpose: 'batch' });
    },
    { faults: '503=0@1,429=0@2', sql: 'SELECT status FROM requests' },
  );
  assert.deepEqual(rows, [{ status: 503 }, { status: 429 }, { status: 200 }]);
});

test('llama-stack', async () => {
  await withSandbox(
    async (url) => {
      const client = new LlamaStackClient({ apiKey: API_KEY, baseURL: url, maxRetries: 0 });
      const file = await client.files.create({ file: createReadStream(writeInput()), purpose: 'batch' });
      const buffered = await llamaFile(Buffer.from(LINES), 'in.jsonl');
      const second = await client.files.create({ file: buffered, purpose: 'batch' });
      assert.deepEqual([file.bytes, second.bytes, second.filename], [LINES.length, LINES.length, 'in.jsonl']);
      const asked = { ...ASKED, input_file_id: file.id, metadata: { a: '1', b: '2' }, idempotency_key: 'part 1' };
      const { id } = await client.batches.create(asked);
      assert.equal((await client.batches.create(asked)).id, id);
      const reordered = { ...asked, metadata: { b: '2', a: '1' } };
      assert.equal((await client.batches.create(reordered)).id, id);
      const changed = { ...asked, input_file_id: second.id };
      await assert.rejects(async () => await client.batches.create(changed), ConflictError);
      const batch = await ended(async () => await client.batches.retrieve(id));
      const output = await client.files.content(batch.output_file_id ?? '');
      const errors = await client.files.content(batch.error_file_id ?? '');
      assert.deepEqual([linesOf(output)[0]?.custom_id, linesOf(errors)[0]?.custom_id], ['a', 'b']);
      const other = await client.batches.create({ ...ASKED, input_file_id: second.id });
      const listed = [];
      for await (const { id } of client.batches.list({ limit: 1 })) listed.push(id);
      assert.deepEqual(listed, [other.id, id]);
      assert.equal((await client.batches.cancel(other.id)).status, 'cancelling');
      assert.equal((await ended(async () => await client.batches.retrieve(other.id))).status, 'cancelled');
      await assert.rejects(async () => await client.batches.cancel(id), ConflictError);
      assert.equal((await client.files.delete(second.id)).deleted, true);
    },
    { faults: 'batch-slow=60000@2' },
  );
});

test('llama-stack: many lines of output come as one text', async () => {
  await withSandbox(async (url) => {
    const client = new LlamaStackClient({ baseURL: url, maxRetries: 0 });
    const lines = Array.from({ length: 3 }, (_, index) => chat(`${index}`, 'x')).join('\n');
    const file = await client.files.create({ file: await llamaFile(Buffer.from(lines), 'in.jsonl'), purpose: 'batch' });
    const { id } = await client.batches.create({ ...ASKED, input_file_id: file.id });
    const batch = await ended(async () => await client.batches.retrieve(id));
    const output = await client.files.content(batch.output_file_id ?? '');
    assert.deepEqual(
      linesOf(output).map((line) => line.custom_id),
      ['0', '1', '2'],
    );
  });
});
