/**
 * OpenAI's batches: a file of requests is uploaded, a batch is made of it, and its answers come as files. Facts are from its API
 * reference. A create has no idempotency key: before one is made, the batches of the last days are searched for this one's mark.
 */
import { again, asId, asObject, jsonObject, objectsIn, type Json } from './answer.js';
import { batchApi } from './batch-api.js';
import { create, readFailure, upload, type Batch } from './batch-calls.js';
import type { Exchange } from './http.js';
import type { Part, Target } from './target.js';
import type { Verdict } from './verdict.js';

const LIST_TIMEOUT_MS = 60_000;
/** A batch lives for 24 hours, so an older one isn't what a lost journal was about; a clock may be off by some of it. */
const LOOK_BACK_MS = 48 * 3_600_000;
const MOST_PAGES = 100;

export const openai: Target = {
  name: 'openai',
  title: 'OpenAI',
  baseUrl: { env: 'OPENAI_BASE_URL', fallback: 'https://api.openai.com/v1' },
  credential: ['OPENAI_API_KEY'],
  headers: (secret) => ({ authorization: `Bearer ${secret}` }),
  sandbox: {
    path: '/openai/v1',
    query: () => "select id, status, completed, failed from batches where api = 'openai'",
  },
  ...batchApi,

  async send(exchange, to, part) {
    const known = await search(exchange, part);
    if (known.kind !== 'absent') return known;
    if (part.file === undefined) return await upload(exchange, part);
    const batch: Batch = { file: part.file, endpoint: to.scope.object ?? '', metadata: { batchctl_key: part.key } };
    return await create(exchange, batch, part.items);
  },
};

type Found = (Verdict & { readonly kind: 'accepted' | 'again' | 'refused' }) | { readonly kind: 'absent' };

/** The batch that carries this part's key, if an earlier attempt made it. The newest come first. */
async function search(exchange: Exchange, { key, since, items }: Part): Promise<Found> {
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const response = await exchange({ method: 'GET', path: `/batches?limit=100${after}`, timeoutMs: LIST_TIMEOUT_MS });
    const answer = jsonObject(response.text);
    if (response.status !== 200 || !Array.isArray(answer?.['data'])) return readFailure(response);
    const batches = objectsIn(answer['data']);
    const own = batches.find(({ metadata }) => asObject(metadata)?.['batchctl_key'] === key);
    const id = asId(own?.['id']);
    if (id !== undefined) return { kind: 'accepted', receipt: { id, accepted: items } };
    if (own !== undefined) return again(response, 'contradiction', "the batch of this request's key has no usable id");
    const last = answer['has_more'] === true ? nextPage(batches.at(-1), since) : undefined;
    if (last === undefined) break;
    after = `&after=${encodeURIComponent(last)}`;
  }
  return { kind: 'absent' };
}

/** The id that the next page begins behind; undefined where what is behind is too old. */
function nextPage(last: Json | undefined, since: number): string | undefined {
  const createdAt = Number(last?.['created_at'] ?? 0) * 1000;
  return createdAt < since - LOOK_BACK_MS ? undefined : asId(last?.['id']);
}
