/** OpenAI's files and batches, after its API reference. */
import { randomBytes } from 'node:crypto';
import type { Call, Dialect } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import { batchRoutes } from './batch-routes.js';
import { BatchRunner } from './batch-runner.js';
import { addBatch, type BatchRequest } from './batches.js';
import { fileRoutes } from './file-routes.js';
import { findFile } from './files.js';
import { ENDPOINTS } from './model-reply.js';
import { endLines, refuseInput, resultLine, UniqueLines } from './openai-lines.js';
import { admit, answerHeaders, refuse, unknownParameter } from './openai-refusals.js';
import { showBatch, showFile } from './openai-objects.js';
import {
  expirySeconds,
  invalid,
  isObject,
  metadataField,
  readFields,
  textField,
  type Fields,
} from './request-fields.js';
import { TABLES } from './tables.js';
import type { Vendor } from './vendor.js';

/** Bytes of a request that isn't an upload. */
const MAX_BYTES = 1_000_000;

/** 30 days. */
const BATCH_FILES_KEPT = 2_592_000;

const PARAMETERS = new Set(['input_file_id', 'endpoint', 'completion_window', 'metadata', 'output_expires_after']);

/** Pairs of metadata, characters of a name, characters of a value. */
const MOST_PAIRS = 16;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 512;

const vendor: Vendor = {
  api: 'openai',
  maxUploadBytes: 512_000_000,
  purposes: ['batch', 'assistants', 'fine-tune', 'vision', 'user_data', 'evals'],
  keepSeconds: (purpose) => (purpose.startsWith('batch') ? BATCH_FILES_KEPT : null),
  showFile,
  showBatch,
  headers: answerHeaders,
  create,
  refuseInput,
  newCheck: (endpoint) => new UniqueLines(endpoint),
  resultLine,
  joinLines: endLines,
  outputPurpose: 'batch_output',
  afterResults: 'finalizing',
  isFileKept: (bytes) => bytes > 0,
  keepsPartialResults: true,
  canExpire: true,
};

export const openai: Dialect = {
  name: 'openai',
  basePath: '/openai/v1',
  maxBytes: MAX_BYTES,
  tables: TABLES,
  admit,
  // The API knows no such key, and a header of that name means nothing to it.
  idempotencyKey: () => undefined,
  keyReused: () => new RequestRefusal(409, 'this key came with another request before'),
  unknownField: (_body, field) => unknownParameter(field === '' ? 'field' : field),
  refuse,
  startWorker: (tools) => new BatchRunner(vendor, tools),
  routes: [...fileRoutes(vendor), ...batchRoutes(vendor)],
};

function create(call: Call): { id: string; isNew: boolean } {
  const { database, at } = call;
  const request = readRequest(readFields(call.body));
  const file = findFile(database, vendor.api, request.inputFileId);
  if (file === undefined) throw invalid('input_file_id', 'the id of a file that is there');
  if (file.purpose !== 'batch') throw invalid('input_file_id', "a file with the purpose 'batch'");
  const id = `batch_${randomBytes(16).toString('hex')}`;
  addBatch(database, { id, api: vendor.api, at, request });
  return { id, isNew: true };
}

function readRequest(fields: Fields): BatchRequest {
  const unknown = Object.keys(fields).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw unknownParameter(unknown);
  const metadata = metadataField(fields);
  const pairs = Object.entries(metadata ?? {});
  if (pairs.length > MOST_PAIRS) throw invalid('metadata', `${MOST_PAIRS} pairs at most`);
  for (const [name, value] of pairs) {
    if (name.length > LONGEST_NAME) throw invalid('metadata', `names of ${LONGEST_NAME} characters at most`);
    if (value.length > LONGEST_VALUE) throw invalid(`metadata.${name}`, `${LONGEST_VALUE} characters at most`);
  }
  const expiry = fields['output_expires_after'] ?? {};
  if (!isObject(expiry)) throw invalid('output_expires_after', 'an object');
  return {
    inputFileId: textField(fields, 'input_file_id'),
    endpoint: textField(fields, 'endpoint', ENDPOINTS),
    completionWindow: textField(fields, 'completion_window', ['24h']),
    metadata,
    outputSeconds: expirySeconds('output_expires_after', expiry['anchor'], expiry['seconds']),
  };
}
