/** Papr's writes: a batch now, a batch later, a single memory. */
import { randomUUID } from 'node:crypto';
import type { Answer, Call } from './dialect.js';
import { itemErrors, readPaprBatch, readPaprMemory, type ItemError, type PaprBatch } from './papr-batch.js';
import { acceptBatch } from './papr-batches.js';
import { directCall } from './papr-calls.js';
import { added, entries, envelope, notAdded } from './papr-envelope.js';
import { storeMemory } from './papr-memories.js';
import { addCall } from './webhook-calls.js';

/** Stores the items that are valid, or accepts them where a fault says so. Throws Unprocessable. */
export function addBatch(call: Call): Answer {
  const batch = readPaprBatch(call.body);
  const errors = itemErrors(batch, call.fired);
  return call.fired.has('processing') ? acceptLater(call, batch, errors) : storeNow(call, batch, errors);
}

/** Stores one memory. The webhook of a single add, which is named in the query, is not called. */
export function addOne({ database, body, correlationId, at }: Call): Answer {
  const item = readPaprMemory(body);
  if (item.problem !== undefined) return { status: 400, body: JSON.stringify(notAdded(400, item.problem)) };
  const stored = storeMemory(database, item, { batchId: correlationId, index: 0, at });
  return { status: 200, body: JSON.stringify(added(stored)) };
}

function acceptLater({ database, body, fired, at }: Call, { items }: PaprBatch, errors: readonly ItemError[]): Answer {
  const id = acceptBatch(database, { body, total: items.length, errors, forged: fired.has('webhook-forged') }, at);
  const details = {
    status: 'processing',
    workflow_id: `batch-memory-${id}`,
    batch_id: id,
    message: 'the batch is being processed',
    estimated_completion_minutes: 1,
  };
  return { ...envelope(200, { batch_id: id, details }), job: { id } };
}

function storeNow(call: Call, batch: PaprBatch, errors: readonly ItemError[]): Answer {
  const { database, correlationId, at, fired } = call;
  const refused = new Set(errors.map(({ index }) => index));
  const successful: object[] = [];
  const memoryIds: string[] = [];
  let bytes = 0;
  for (const [index, item] of batch.items.entries()) {
    if (refused.has(index)) continue;
    if (fired.has('error-in-successful') && successful.length === 0) {
      successful.push(notAdded(500, 'a fault that was asked for (error-in-successful)'));
      continue;
    }
    const stored = storeMemory(database, item, { batchId: correlationId, index, at });
    successful.push(added(stored));
    memoryIds.push(stored.memoryId);
    bytes += stored.bytes;
  }
  const answer = envelope(codeOf(batch, errors), {
    error: successful.length === 0 ? 'All batch items failed' : null,
    successful,
    errors: entries(errors),
    total_processed: batch.items.length,
    total_successful: successful.length,
    total_failed: errors.length,
    total_content_size: bytes,
    total_storage_size: bytes,
  });
  if (batch.webhookUrl === '') return answer;
  // The vendor makes an id for the call alone: no answer ever names it.
  const id = randomUUID();
  const result = { id, errors, memoryIds, at };
  addCall(database, directCall(batch, result, fired.has('webhook-forged')), { batchId: id, at });
  return { ...answer, job: { id } };
}

function codeOf({ items }: PaprBatch, errors: readonly ItemError[]): number {
  if (errors.length === 0) return 200;
  return errors.length === items.length ? 400 : 207;
}
