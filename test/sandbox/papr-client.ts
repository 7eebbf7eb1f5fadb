/** What the tests of the Papr dialect share: requests below its base path, and the shape of its answers. */
import { API_KEY } from '../support/canary.js';
import { send, type Reply } from './client.js';

/** The parts of an answer that the tests look at. */
export interface PaprBody {
  readonly code?: number;
  readonly status?: string;
  readonly error?: string | null;
  readonly batch_id?: string | null;
  readonly details?: Readonly<Record<string, unknown>> | null;
  readonly successful?: readonly {
    readonly code: number;
    readonly status: string;
    readonly error: string | null;
    readonly data:
      | readonly { readonly memoryId: string; readonly objectId: string; readonly createdAt: string }[]
      | null;
  }[];
  readonly errors?: readonly { readonly index: number; readonly error: string; readonly memory_id?: string }[];
  readonly total_processed?: number;
  readonly total_successful?: number;
  readonly total_failed?: number;
  readonly total_content_size?: number;
  readonly detail?: readonly {
    readonly loc: readonly (string | number)[];
    readonly msg: string;
    readonly type: string;
  }[];
}

export const MEMORIES = 'SELECT * FROM memories ORDER BY id';

/** Sends one request with a key (and the bearer token that every test request has). */
export async function ask(url: string, method: string, path: string, body?: object | string): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return await send(`${url}/v1/memory${path}`, method, {
    headers: { 'x-api-key': API_KEY },
    ...(body === undefined ? {} : { body: text }),
  });
}

/** Posts memories as a batch. */
export async function add(url: string, memories: readonly unknown[], fields: object = {}): Promise<Reply> {
  return await ask(url, 'POST', '/batch', { memories, ...fields });
}

export function paprBody({ text }: Reply): PaprBody {
  const body: PaprBody = JSON.parse(text);
  return body;
}

/** Code, processed, successful and failed. */
export function totals(reply: Reply): readonly (number | undefined)[] {
  const { code, total_processed: processed, total_successful: successful, total_failed: failed } = paprBody(reply);
  return [code, processed, successful, failed];
}
