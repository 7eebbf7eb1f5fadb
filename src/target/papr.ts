/**
 * Papr's memory batches. Facts are from its guide "Batch Writes and Idempotency" and from what its client and its open server do.
 * Nothing there keeps a request from being applied twice: each memory carries marks by which a repetition can be told.
 */
import {
  describeRedirect,
  again,
  asCount,
  asText,
  jsonObject,
  objectsIn,
  refusedAbout,
  requestIdOf,
  type Json,
} from './answer.js';
import { inMemory, type HttpResponse } from './http.js';
import { deleteMemories } from './papr-delete.js';
import { paprShaping } from './papr-memory.js';
import { readBatch, readStatus } from './papr-outcome.js';
import { whereIs, type Settings } from './scope.js';
import type { Target, Webhook } from './target.js';
import type { Verdict } from './verdict.js';

/** The server works for 300 s at most. */
const TIMEOUT_MS = 330_000;
const POLL_TIMEOUT_MS = 30_000;
/** The server refuses a content of more than 750,000 bytes in all, which fifty of the longest memories have; the body isn't limited. */
const LIMITS = { maxRows: 50, maxBytes: 1_000_000 };

export const papr: Target = {
  name: 'papr',
  title: 'Papr',
  baseUrl: { env: 'PAPR_BASE_URL', fallback: 'https://memory.papr.ai' },
  credential: ['PAPR_MEMORY_API_KEY', 'PAPR_API_KEY'],
  headers: (secret) => ({ 'x-api-key': secret, 'x-client-type': 'batchctl' }),
  sandbox: {
    path: '',
    query: ({ user }) => `select content from memories${whereIs('external_user_id', user)} limit 5`,
  },
  operations: ['add'],
  hasUsers: true,
  takesWebhook: true,
  flags: [
    {
      name: 'content',
      value: '<column>',
      help: 'the column that holds the text; default: content, else the only one with sentences',
    },
    {
      name: 'parallelism',
      value: '<n>',
      help: 'how many memories of a request the service works on at once: its batch_size',
    },
  ],
  shaping: paprShaping,
  limits: LIMITS,
  usual: { maxRows: 20, maxBytes: LIMITS.maxBytes },
  dedupe: { by: 'none', windowMs: 0 },
  keyForm: 'hex',

  timeoutMs: () => TIMEOUT_MS,
  readFailure: (response) => readFailure(response, jsonObject(response.text)),

  envelope: ({ user }, { parallelism }) => ({
    head: '{"memories":[',
    separator: ',',
    tail: `]${member('external_user_id', user)}${parallelism === undefined ? '' : `,"batch_size":${parallelism}`}}`,
  }),

  async send(exchange, { webhook }, part) {
    const body = withWebhook(inMemory(part.body), webhook);
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', path: '/v1/memory/batch', headers, body, timeoutMs: TIMEOUT_MS } as const;
    const response = await exchange(request);
    const answer = jsonObject(response.text);
    return readBatch(response, answer, part.items) ?? readFailure(response, answer);
  },

  async settle(exchange, _scope, { id }, items) {
    const path = `/v1/memory/batch/status/${encodeURIComponent(id)}`;
    const response = await exchange({ method: 'GET', path, timeoutMs: POLL_TIMEOUT_MS });
    if (response.status === 404) return { kind: 'missing' };
    const answer = jsonObject(response.text);
    return readStatus(response, answer, items) ?? readFailure(response, answer);
  },

  deleteAll: async (exchange, user) => await deleteMemories(exchange, user, readFailure),
};

function member(name: string, value: Settings[string] | null): string {
  return value === null || value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** Put in only now: whom the service calls is no part of what is imported, and its secret is none of the journal's business. */
function withWebhook(body: Buffer, webhook: Webhook | null): Buffer {
  if (webhook === null) return body;
  const tail = `${member('webhook_url', webhook.url)}${member('webhook_secret', webhook.secret)}}`;
  return Buffer.concat([body.subarray(0, -1), Buffer.from(tail)]);
}

/** What an answer means that tells nothing of single memories. The body's own code wins: a refusal can come as a 200. */
function readFailure(response: HttpResponse, answer: Json | undefined): Verdict & { kind: 'again' | 'refused' } {
  const claimed = asCount(answer?.['code']) ?? 0;
  const status = response.status < 300 && claimed >= 400 ? claimed : response.status;
  const isRedirect = status >= 300 && status < 400;
  const message = isRedirect ? describeRedirect(response) : (messageOf(answer) ?? `answered ${status}`);
  if (status < 300)
    return again(response, 'unintelligible', `answered ${status} with something that is not the answer of this API`);
  const about = refusedAbout(status);
  if (about === undefined) return again(response, 'unavailable', `${status}: ${message}`);
  const code = status === 422 ? 'validation' : `HTTP_${status}`;
  return {
    kind: 'refused',
    refusal: { about, status, code, message, requestId: requestIdOf(response), ...placeOf(answer) },
  };
}

/** Papr's own envelope, or the one of the framework that checks its requests. */
function messageOf(answer: Json | undefined): string | undefined {
  const [first] = objectsIn(answer?.['errors']);
  const detail = detailOf(answer);
  const own = asText(answer?.['error']) ?? asText(answer?.['message']);
  return own ?? asText(first?.['error']) ?? asText(detail?.['msg']) ?? asText(answer?.['detail']);
}

/** `detail[0].loc` is a path such as `["body", "memories", 3, "content"]`: it names the memory that the whole request was refused for. */
function placeOf(answer: Json | undefined): { index?: number; field?: string } {
  const loc = detailOf(answer)?.['loc'];
  const index = Array.isArray(loc) && loc[1] === 'memories' ? asCount(loc[2]) : undefined;
  if (!Array.isArray(loc) || index === undefined) return {};
  const field = loc
    .slice(3)
    .filter((part) => typeof part === 'string')
    .join('.');
  return { index, ...(field === '' ? {} : { field }) };
}

function detailOf(answer: Json | undefined): Json | undefined {
  return objectsIn(answer?.['detail'])[0];
}
