/** The calls that OpenAI's batches and those of its likes have in common. */
import {
  again,
  asCount,
  asId,
  asObject,
  asText,
  describeRedirect,
  jsonObject,
  objectsIn,
  refusedAbout,
  requestIdOf,
  type Json,
} from './answer.js';
import type { ItemRefusal } from '../record.js';
import type { Exchange, HttpResponse } from './http.js';
import type { Part } from './target.js';
import type { Settlement, Verdict } from './verdict.js';

const CREATE_TIMEOUT_MS = 120_000;
const POLL_TIMEOUT_MS = 30_000;

/** ms that an upload of so many bytes may take. */
export function uploadTimeoutMs(bytes: number): number {
  return 120_000 + Math.ceil(bytes / 100_000) * 1_000;
}

/** Uploads a part's body as a file. An upload alone changes nothing: one that is lost is made again. */
export async function upload(exchange: Exchange, part: Part): Promise<Verdict> {
  const { body: file, key } = part;
  if (file === undefined || Buffer.isBuffer(file)) throw new Error('a file that was not spooled');
  const response = await exchange({
    method: 'POST',
    path: '/files',
    body: { file, filename: 'batchctl.jsonl', fields: { purpose: 'batch' }, boundary: `batchctl-${key}` },
    timeoutMs: uploadTimeoutMs(file.bytes),
  });
  const id = asId(jsonObject(response.text)?.['id']);
  if (response.status < 300 && id !== undefined) return { kind: 'uploaded', file: id };
  const verdict = readFailure(response);
  return verdict.kind === 'refused' ? verdict : { kind: 'again', trouble: { ...verdict.trouble, unapplied: true } };
}

export interface Batch {
  readonly file: string;
  readonly endpoint: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the service knows idempotency keys. */
  readonly key?: string;
}

/** Makes a batch of an uploaded file. */
export async function create(
  exchange: Exchange,
  { file, endpoint, metadata, key }: Batch,
  items: number,
): Promise<Verdict> {
  const request = { input_file_id: file, endpoint, completion_window: '24h', metadata };
  const body = Buffer.from(JSON.stringify(key === undefined ? request : { ...request, idempotency_key: key }));
  const headers = { 'content-type': 'application/json' };
  const response = await exchange({ method: 'POST', path: '/batches', headers, body, timeoutMs: CREATE_TIMEOUT_MS });
  const id = asId(jsonObject(response.text)?.['id']);
  const requestId = requestIdOf(response);
  if (response.status >= 300 || id === undefined) return readFailure(response, key !== undefined);
  return { kind: 'accepted', receipt: { id, accepted: items, ...(requestId === null ? {} : { requestId }) } };
}

/** `isKeyed`: the request had an idempotency key, so a conflict is one about the key. */
export function readFailure(response: HttpResponse, isKeyed = false): Verdict & { kind: 'again' | 'refused' } {
  const { status } = response;
  if (status < 300)
    return again(response, 'unintelligible', `answered ${status} with something that is not the answer of this API`);
  const error = asObject(jsonObject(response.text)?.['error']);
  const message = wordsFor(response, error);
  const about = isKeyed && status === 409 ? 'key' : refusedAbout(status);
  if (about === undefined) return heeding(response, again(response, 'unavailable', `${status}: ${message}`));
  const code = asText(error?.['code']) ?? asText(error?.['type']) ?? `HTTP_${status}`;
  return { kind: 'refused', refusal: { about, status, code, message, requestId: requestIdOf(response) } };
}

/** What OpenAI's client goes by beside `Retry-After`, and before it. */
function heeding(
  { headers }: HttpResponse,
  { kind, trouble }: Verdict & { kind: 'again' },
): Verdict & { kind: 'again' } {
  const asked = headers['retry-after-ms'] ?? '';
  const wait = /^\d{1,15}$/.test(asked) ? { waitMs: Number(asked) } : {};
  const end = headers['x-should-retry'] === 'false' ? ({ isFinal: true } as const) : {};
  return { kind, trouble: { ...trouble, ...wait, ...end } };
}

function wordsFor(response: HttpResponse, error: Json | undefined): string {
  if (response.status < 400) return describeRedirect(response);
  return messageOf(error) ?? `answered ${response.status}`;
}

/** `message`, or llama-stack's `detail`: a text, or a list of what is wrong. */
function messageOf(error: Json | undefined): string | undefined {
  const detail = error?.['detail'];
  const [first] = objectsIn(asObject(detail)?.['errors']);
  return asText(error?.['message']) ?? asText(detail) ?? asText(first?.['msg']);
}

/** One look at a batch. */
export async function settleBatch(exchange: Exchange, id: string): Promise<Settlement> {
  const path = `/batches/${encodeURIComponent(id)}`;
  const response = await exchange({ method: 'GET', path, timeoutMs: POLL_TIMEOUT_MS });
  if (response.status === 404) return { kind: 'missing' };
  const batch = jsonObject(response.text);
  const status = asText(batch?.['status']);
  if (response.status !== 200 || batch === undefined || status === undefined) return readFailure(response);
  if (status === 'failed') return readFailedBatch(batch);
  const files = [batch['output_file_id'], batch['error_file_id']].flatMap((file) => asId(file) ?? []);
  if (status === 'completed') return { kind: 'results', files, rest: undefined };
  if (status !== 'expired' && status !== 'cancelled') return { kind: 'running', state: status };
  const message = `the batch ${status === 'expired' ? 'expired before this row was done' : 'was cancelled before this row was done'}`;
  return { kind: 'results', files, rest: { code: `batch_${status}`, message } };
}

/** A batch fails before its first request is made, for its lines or for something else. */
function readFailedBatch(batch: Json): Settlement {
  const errors = objectsIn(asObject(batch['errors'])?.['data']);
  const items = new Map<number, ItemRefusal>();
  for (const error of errors) {
    const index = (asCount(error['line']) ?? 0) - 1;
    const { code, message } = wordsOf(error);
    if (index >= 0 && !items.has(index)) items.set(index, { index, code, message });
  }
  return items.size > 0 ? { kind: 'blamed', items: [...items.values()] } : { kind: 'nothing', ...wordsOf(errors[0]) };
}

function wordsOf(error: Json | undefined): { code: string; message: string } {
  return {
    code: asText(error?.['code']) ?? 'batch_failed',
    message: asText(error?.['message']) ?? 'the batch failed, and the service does not say why',
  };
}
