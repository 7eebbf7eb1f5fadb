/** Papr Memory's batch add, delete-all and status, after the vendor's guide and the source that it has published. */
import type { Answer, Call, Dialect } from './dialect.js';
import { BATCH_TABLES, batchStatus } from './papr-batches.js';
import { deleteAll } from './papr-delete.js';
import { MEMORY_TABLES, memoryTime } from './papr-memories.js';
import { admit, idempotencyKey, keyReused, refuse, unknownField } from './papr-refusals.js';
import { PaprWorker } from './papr-worker.js';
import { addBatch, addOne } from './papr-write.js';
import { RequestRefusal } from './refusal.js';
import { WEBHOOK_TABLES } from './webhook-calls.js';

/** The vendor names no limit for a body; this is room for fifty contents written as escapes, and as much metadata again. */
const MAX_BYTES = 10_000_000;

export const papr: Dialect = {
  name: 'papr',
  basePath: '/v1/memory',
  maxBytes: MAX_BYTES,
  admit,
  idempotencyKey,
  keyReused,
  unknownField,
  refuse,
  tables: `${MEMORY_TABLES}${BATCH_TABLES}${WEBHOOK_TABLES}`,
  startWorker: (tools) => new PaprWorker(tools),
  routes: [
    { method: 'POST', pattern: '', handle: addOne },
    { method: 'POST', pattern: '/batch', handle: addBatch },
    { method: 'DELETE', pattern: '/all', handle: deleteAll },
    { method: 'GET', pattern: '/batch/status/{batch_id}', handle: showBatch },
    { method: 'GET', pattern: '/status/{memory_id}', handle: showMemory },
  ],
};

/** The vendor doesn't say what a batch's status looks like: the counts have the names of the batch's answer. */
function showBatch({ database, params, fired }: Call): Answer {
  if (fired.has('poll-503')) throw new RequestRefusal(503, 'Service unavailable');
  const status = fired.has('poll-404') ? undefined : batchStatus(database, params['batch_id'] ?? '');
  if (status === undefined) throw new RequestRefusal(404, 'Batch not found');
  return { status: 200, body: JSON.stringify(status) };
}

/** Nothing is done behind a memory that is stored here: it has the last of the vendor's stages. */
function showMemory({ database, params }: Call): Answer {
  const memoryId = params['memory_id'] ?? '';
  const storedAt = memoryTime(database, memoryId);
  if (storedAt === undefined) throw new RequestRefusal(404, 'Memory not found');
  return { status: 200, body: JSON.stringify({ memory_id: memoryId, status: 'completed', created_at: storedAt }) };
}
