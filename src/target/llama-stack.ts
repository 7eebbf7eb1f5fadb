/**
 * llama-stack's batches: OpenAI's, with an idempotency key in the body of a create. Facts are from its source: the batch's id follows
 * from the key, the same key with other parameters is a conflict, and a failed batch keeps its key for ever.
 */
import { createHash } from 'node:crypto';
import { again, asObject, asText, jsonObject } from './answer.js';
import { batchApi } from './batch-api.js';
import { create, readFailure, upload } from './batch-calls.js';
import type { Exchange, HttpResponse } from './http.js';
import type { Part, Target } from './target.js';
import type { Verdict } from './verdict.js';

const LOOK_TIMEOUT_MS = 30_000;

export const llamaStack: Target = {
  name: 'llama-stack',
  title: 'llama-stack',
  baseUrl: { env: 'LLAMA_STACK_BASE_URL', fallback: 'http://localhost:8321/v1' },
  credential: ['LLAMA_STACK_API_KEY'],
  isOpen: true,
  headers: (secret) => (secret === '' ? {} : { authorization: `Bearer ${secret}` }),
  sandbox: { path: '/v1', query: () => "select id, status, completed, failed from batches where api = 'llama-stack'" },
  ...batchApi,

  async send(exchange, to, part) {
    if (part.file === undefined) {
      // Another file under the same key would be a conflict: what an earlier attempt made must be found before anything is uploaded.
      const known = await look(exchange, part);
      return known ?? (await upload(exchange, part));
    }
    // Alike on every attempt: the service compares it.
    const metadata = { batchctl_key: part.key };
    const batch = { file: part.file, endpoint: to.scope.object ?? '', metadata, key: part.key };
    const verdict = await create(exchange, batch, part.items);
    const isConflict = verdict.kind === 'refused' && verdict.refusal.status === 409;
    return isConflict ? ((await look(exchange, part)) ?? verdict) : verdict;
  },
};

/** The id that the service gives to the batch of a key. */
function batchId(key: string): string {
  return `batch_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

/** The batch of this part's key; undefined where there is none. */
async function look(exchange: Exchange, { key, items }: Part): Promise<Verdict | undefined> {
  const id = batchId(key);
  const response = await exchange({ method: 'GET', path: `/batches/${id}`, timeoutMs: LOOK_TIMEOUT_MS });
  if (response.status === 404) return undefined;
  if (response.status !== 200) return readFailure(response);
  return isOwn(response, key) ? { kind: 'accepted', receipt: { id, accepted: items } } : strange(response, id);
}

function isOwn({ text }: HttpResponse, key: string): boolean {
  const answer = jsonObject(text);
  return asText(answer?.['id']) !== undefined && asObject(answer?.['metadata'])?.['batchctl_key'] === key;
}

function strange(response: HttpResponse, id: string): Verdict {
  return again(
    response,
    'contradiction',
    `the batch ${id} that belongs to this request's key is not one of this import`,
  );
}
