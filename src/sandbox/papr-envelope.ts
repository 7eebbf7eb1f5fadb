/** The one shape of Papr's batch answers, good and bad; and the answers of a single add. */
import type { Answer } from './dialect.js';
import type { ItemError } from './papr-batch.js';
import type { StoredMemory } from './papr-memories.js';

const EMPTY = {
  message: null,
  error: null,
  details: null,
  batch_id: null,
  successful: [],
  errors: [],
  total_processed: 0,
  total_successful: 0,
  total_failed: 0,
  total_content_size: 0,
  total_storage_size: 0,
};

/** The envelope for a code; `fields` are what differs from an empty one. The HTTP status is the code unless it is given. */
export function envelope(code: number, fields: object, status = code): Answer {
  return { status, body: JSON.stringify({ code, status: wordOf(code), ...EMPTY, ...fields }) };
}

/** The refusal of a whole request: index -1, and totals that count the error instead of the items. */
export function failure(code: number, error: string, status = code): Answer {
  const errors = entries([{ index: -1, error }]);
  return envelope(code, { error, errors, total_processed: 1, total_failed: 1 }, status);
}

/** Items' errors as `errors[]` lists them. */
export function entries(errors: readonly ItemError[]): readonly object[] {
  return errors.map((entry) => ({ ...entry, code: null, status: null, details: null }));
}

/** A memory as `successful[]` lists it, and as a single add is answered. It doesn't say which item of the request it is. */
export function added({ memoryId, objectId, at }: StoredMemory): object {
  const data = [{ memoryId, createdAt: at, objectId, memoryChunkIds: [] }];
  return { code: 200, status: 'success', data, error: null, details: null };
}

/** A single add that failed; the vendor's batch handler also lists one among the successes, and counts it there. */
export function notAdded(code: number, error: string): object {
  return { code, status: 'error', data: null, error, details: null };
}

function wordOf(code: number): string {
  if (code === 207) return 'partial';
  return code < 300 ? 'success' : 'error';
}
