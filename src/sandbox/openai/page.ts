/** Pages of a list, by a cursor: what is asked for, and how it is answered. */
import { invalid } from './request-fields.js';

const USUAL = 20;
const MOST = 100;

/** What a list shows of one thing. */
export interface Entry {
  readonly id: string;
  readonly [name: string]: unknown;
}

export interface Page {
  readonly limit: number;
  /** The id behind which the page begins. */
  readonly after: string | undefined;
}

/** Reads `limit` (1 to 100, usually 20) and `after`. Throws RequestRefusal. */
export function readPage(query: URLSearchParams): Page {
  const limit = Number(query.get('limit') ?? USUAL);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid('limit', `a whole number from 1 to ${MOST}`);
  return { limit, after: query.get('after') ?? undefined };
}

/** The answer's body: `found` holds one entry more than the page where there are more to come. */
export function listBody(found: readonly Entry[], { limit }: Page): object {
  const data = found.slice(0, limit);
  const [first, last] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  return { object: 'list', data, first_id: first, last_id: last, has_more: found.length > limit };
}
