/**
 * llama-stack's files and batches: OpenAI's API with an idempotency key, after its server since version 0.6. That one forgets
 * what it was working on when it is restarted and leaves such a batch as it is for ever; here it goes on.
 */
import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Call, Dialect } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import { batchRoutes } from './batch-routes.js';
import { BatchRunner } from './batch-runner.js';
import { addBatch, findBatch, type Batch, type BatchRequest } from './batches.js';
import { fileRoutes } from './file-routes.js';
import { joinLines, PlainLines, refuse, refuseInput, resultLine, showBatch, showFile } from './llama-stack-objects.js';
import { invalid, metadataField, readFields, textField, type Fields } from './request-fields.js';
import { TABLES } from './tables.js';
import type { Vendor } from './vendor.js';

/** Bytes of a request that isn't an upload. */
const MAX_BYTES = 1_000_000;

const ENDPOINTS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings'];

const vendor: Vendor = {
  api: 'llama-stack',
  // 100 MiB, the server's own default.
  maxUploadBytes: 104_857_600,
  purposes: ['batch', 'assistants'],
  keepSeconds: () => null,
  showFile,
  showBatch,
  headers: () => ({}),
  create,
  refuseInput,
  newCheck: (endpoint) => new PlainLines(endpoint),
  resultLine,
  joinLines,
  outputPurpose: 'batch',
  afterResults: 'completed',
  isFileKept: () => true,
  keepsPartialResults: false,
  canExpire: false,
};

export const llamaStack: Dialect = {
  name: 'llama-stack',
  basePath: '/v1',
  maxBytes: MAX_BYTES,
  tables: TABLES,
  admit: () => undefined,
  // The key is a field of the body, and what it protects is the batch, not the answer.
  idempotencyKey: () => undefined,
  keyReused: () => new RequestRefusal(409, 'this key came with another request before'),
  unknownField: (_body, field) => new RequestRefusal(400, `${field === '' ? 'field' : field}: unknown field`),
  refuse,
  startWorker: (tools) => new BatchRunner(vendor, tools),
  routes: [...fileRoutes(vendor), ...batchRoutes(vendor)],
};

/** One key is one batch, whatever has become of it; the same key with another request is a conflict. */
function create(call: Call): { id: string; isNew: boolean } {
  const fields = readFields(call.body);
  const request = readRequest(fields);
  const id = batchId(fields);
  const existing = findBatch(call.database, vendor.api, id);
  if (existing === undefined) {
    addBatch(call.database, { id, api: vendor.api, at: call.at, request });
    return { id, isNew: true };
  }
  const difference = differenceOf(request, existing);
  if (difference === undefined) return { id, isNew: false };
  throw new RequestRefusal(
    409,
    `The idempotency key belongs to batch ${id}, which was created with another ${difference}`,
  );
}

/** Made of the key alone, so that a client can know it beforehand. */
function batchId(fields: Fields): string {
  const key = fields['idempotency_key'];
  if (key === undefined || key === null) return `batch_${randomBytes(8).toString('hex')}`;
  if (typeof key !== 'string') throw invalid('idempotency_key', 'a string');
  return `batch_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

/** The first parameter that differs; of windows there is only one. The order of metadata doesn't count; none at all and an empty object are two things. */
function differenceOf(request: BatchRequest, existing: Batch): string | undefined {
  const { inputFileId, endpoint, metadata } = request;
  if (inputFileId !== existing.inputFileId) return 'input_file_id';
  if (endpoint !== existing.endpoint) return 'endpoint';
  return isDeepStrictEqual(metadata, existing.metadata) ? undefined : 'metadata';
}

/** Whether the input file is there shows when the batch is run. */
function readRequest(fields: Fields): BatchRequest {
  return {
    inputFileId: textField(fields, 'input_file_id'),
    endpoint: textField(fields, 'endpoint', ENDPOINTS),
    completionWindow: textField(fields, 'completion_window', ['24h']),
    metadata: metadataField(fields),
    outputSeconds: null,
  };
}
