/**
 * Experiture's record batches. Facts are from its page "Batch Record Writes" and its reference (records, errors, rate limits).
 * The page calls itself synchronous and then describes jobs, so both shapes of an answer are understood.
 */
import {
  again,
  asCount,
  asId,
  asObject,
  asText,
  describeRedirect,
  jsonObject,
  refusedAbout,
  requestIdOf,
  type Json,
} from './answer.js';
import { listOf, readOutcome } from './experiture-outcome.js';
import { inMemory, type HttpResponse } from './http.js';
import { whereIs, type Scope } from './scope.js';
import type { Target } from './target.js';
import type { Refusal, Settlement, Verdict } from './verdict.js';

const POLL_TIMEOUT_MS = 30_000;
/** Taken and not done: whatever such an answer counts is no outcome. */
const LATER = 202;
const NO_JOB = 'answered 202, and names no job that would tell what became of it';
/** Beyond the two states that the page names, the words that other job APIs use for the same. */
const COMPLETED = new Set(['completed', 'complete', 'succeeded', 'success', 'partial']);
const FAILED = new Set(['failed', 'error', 'cancelled', 'canceled', 'expired']);

export const experiture: Target = {
  name: 'experiture',
  title: 'Experiture',
  baseUrl: { env: 'EXPERITURE_BASE_URL', fallback: 'https://api.experiture.ai/public/v1' },
  credential: ['EXPERITURE_API_KEY'],
  headers: (secret) => ({ authorization: `Bearer ${secret}` }),
  sandbox: {
    path: '/public/v1',
    query: ({ object }) => `select record from records${whereIs('object', object)} limit 5`,
  },
  operations: ['append', 'upsert'],
  object: { flag: 'object', what: 'what the rows are records of' },
  flags: [],
  // The page says 10,000 records and 10 MB, and not which MB nor whether the envelope counts.
  limits: { maxRows: 10_000, maxBytes: 9_500_000 },
  usual: { maxRows: 5_000, maxBytes: 9_500_000 },
  dedupe: { by: 'chunk', windowMs: 24 * 3_600_000 },
  keyForm: 'uuid4',

  timeoutMs: (bytes) => 120_000 + Math.ceil(bytes / 100_000) * 1_000,

  readFailure: (response) => readFailure(response, jsonObject(response.text), 0),

  envelope: ({ matchKey }) => ({
    head: '{"records":[',
    separator: ',',
    tail: matchKey === null ? ']}' : `],"matchKey":${JSON.stringify(matchKey)}}`,
  }),

  async send(exchange, { scope }, part) {
    const body = inMemory(part.body);
    const response = await exchange({
      method: 'POST',
      path: `${recordsPath(scope)}/${scope.operation}-batch`,
      headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': part.key },
      body,
      timeoutMs: experiture.timeoutMs(body.length),
    });
    return readAnswer(response, part.items);
  },

  async settle(exchange, scope, { id }, items) {
    // Not the answer's own statusPath: it looks absolute, and is relative to a base path that it doesn't name.
    const path = `${recordsPath(scope)}/jobs/${encodeURIComponent(id)}`;
    return readJob(await exchange({ method: 'GET', path, timeoutMs: POLL_TIMEOUT_MS }), items);
  },
};

function recordsPath({ object }: Scope): string {
  return `/records/${encodeURIComponent(object ?? '')}`;
}

function readAnswer(response: HttpResponse, items: number): Verdict {
  const body = jsonObject(response.text);
  if (response.status < 200 || response.status > 299 || body?.['success'] === false)
    return readFailure(response, body, items);
  const data = asObject(body?.['data']) ?? body;
  if (data === undefined) return again(response, 'unintelligible', notJson(response));
  const id = asId(data['jobId']);
  return id === undefined ? readInline(response, data, items) : readReceipt(response, { id, data }, items);
}

/** Taken, and done by a job. */
function readReceipt(response: HttpResponse, { id, data }: { id: string; data: Json }, items: number): Verdict {
  const accepted = asCount(data['acceptedRecords']);
  if (accepted !== undefined && accepted !== items) {
    const why = `the service says that it took ${accepted} records of a request with ${items}`;
    const { kind, trouble } = again(response, 'contradiction', why);
    return { kind, trouble: { ...trouble, job: id } };
  }
  const requestId = requestIdOf(response);
  return { kind: 'accepted', receipt: { id, accepted: items, ...(requestId === null ? {} : { requestId }) } };
}

/** The synchronous shape: no job, the outcome stands in the answer itself. */
function readInline(response: HttpResponse, data: Json, items: number): Verdict {
  if (response.status === LATER) return again(response, 'unintelligible', NO_JOB);
  const accepted = asCount(data['acceptedRecords']);
  const outcome = readOutcome(data, items);
  if (typeof outcome === 'string') return again(response, 'contradiction', outcome);
  const isSaid = accepted !== undefined || data['accepted'] === true || listOf(data) !== undefined;
  if (!isSaid) return again(response, 'unintelligible', 'the answer names no job and no outcome');
  if (accepted !== undefined && accepted !== items && accepted !== outcome.accepted) {
    const why = `the service says that it took ${accepted} records of ${items}, and refused ${items - outcome.accepted}`;
    return again(response, 'contradiction', why);
  }
  return { kind: 'settled', outcome };
}

function readFailure(
  response: HttpResponse,
  body: Json | undefined,
  items: number,
): Verdict & { kind: 'again' | 'refused' } {
  const error = asObject(body?.['error']);
  const code = asText(error?.['code']) ?? `HTTP_${response.status}`;
  const isRedirect = response.status >= 300 && response.status < 400;
  const message = isRedirect
    ? describeRedirect(response)
    : (asText(error?.['message']) ?? `answered ${response.status}`);
  const about = aboutOf(response.status, code);
  if (about === undefined) return again(response, 'unavailable', `${code}: ${message}`);
  const refusal = { about, status: response.status, code, message, requestId: requestIdOf(response) };
  return { kind: 'refused', refusal: { ...refusal, ...placeOf(error, message, items) } };
}

function aboutOf(status: number, code: string): Refusal['about'] | undefined {
  if (/IDEMPOTENCY/i.test(code)) return 'key';
  if (status < 200 || status > 299) return refusedAbout(status);
  // A failure under a status of success: the code is all there is.
  if (/\.AUTH\./.test(code)) return 'credential';
  return /\.VALIDATION\./.test(code) ? 'content' : undefined;
}

/** `records[2].email` names the record that a whole request was refused for. */
function placeOf(error: Json | undefined, message: string, items: number): Pick<Refusal, 'index' | 'field'> {
  const path = asText(asObject(error?.['details'])?.['path']) ?? message;
  const [, index, field] = /^records\[(\d+)\](?:\.([^\s:]+))?/.exec(path) ?? [];
  if (index === undefined || Number(index) >= items) return {};
  return { index: Number(index), ...(field === undefined ? {} : { field }) };
}

function readJob(response: HttpResponse, items: number): Settlement {
  if (response.status === 404) return { kind: 'missing' };
  const body = jsonObject(response.text);
  if (!isSuccess(response, body)) return readFailure(response, body, items);
  const data = asObject(body?.['data']) ?? body;
  const state = asText(data?.['state']);
  if (data === undefined || state === undefined) return again(response, 'unintelligible', notJson(response));
  if (FAILED.has(state.toLowerCase())) return readFailedJob(data, items);
  if (!COMPLETED.has(state.toLowerCase())) return { kind: 'running', state };
  const outcome = readOutcome(data, items);
  return typeof outcome === 'string' ? { kind: 'broken', why: outcome } : { kind: 'settled', outcome };
}

function isSuccess({ status }: HttpResponse, body: Json | undefined): boolean {
  return status >= 200 && status <= 299 && body?.['success'] !== false;
}

function readFailedJob(data: Json, items: number): Settlement {
  const metrics = asObject(data['metrics']);
  const error = asObject(data['error']);
  const isProven =
    metrics?.['validRows'] === 0 || metrics?.['committedRows'] === 0 || asCount(metrics?.['invalidRows']) === items;
  return {
    kind: 'failed',
    code: asText(error?.['code']) ?? 'job_failed',
    message: asText(error?.['message']) ?? 'the job failed, and the service does not say why',
    committed: isProven ? 0 : undefined,
  };
}

function notJson({ status, text, headers }: HttpResponse): string {
  if (text.trim() === '') return `answered ${status} with an empty body`;
  return `answered ${status} with ${headers['content-type'] ?? 'something'} that is not the answer of this API`;
}
