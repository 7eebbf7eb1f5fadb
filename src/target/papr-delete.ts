/** Deleting all memories of a user, or of the whole account. */
import { again, asCount, asObject, asText, jsonObject, type Json } from './answer.js';
import type { Exchange, HttpResponse } from './http.js';
import type { Deletion, Verdict } from './verdict.js';

/** The server deletes one memory after the other. */
const TIMEOUT_MS = 15 * 60_000;

type ReadFailure = (response: HttpResponse, answer: Json | undefined) => Verdict & { kind: 'again' | 'refused' };

/** One attempt. `user` null: the whole account. An empty user must never come here: the service would take it for null. */
export async function deleteMemories(
  exchange: Exchange,
  user: string | null,
  readFailure: ReadFailure,
): Promise<Deletion> {
  if (user?.trim() === '') throw new Error('a blank user would be everybody');
  const query = user === null ? '' : `?external_user_id=${encodeURIComponent(user)}`;
  const response = await exchange({ method: 'DELETE', path: `/v1/memory/all${query}`, timeoutMs: TIMEOUT_MS });
  const answer = jsonObject(response.text);
  const nothing = readNothing(response, answer);
  if (nothing !== undefined) return nothing;
  if (answer === undefined || !isSuccess(response, answer)) return readFailure(response, answer);
  return readDeletion(response, answer);
}

/**
 * A 404 of Papr's own that says that there are no memories. Any other one, of a proxy, a wrong address or a meaning that isn't known,
 * must not pass for a user who is deleted.
 */
function readNothing({ status }: HttpResponse, answer: Json | undefined): Deletion | undefined {
  const message = asText(answer?.['error']);
  const isOwn = answer?.['code'] === 404 && Array.isArray(answer['errors']) && (status === 404 || status < 300);
  return isOwn && message !== undefined && /\bno memories\b/i.test(message) ? { kind: 'nothing', message } : undefined;
}

/** A credential that is refused comes as a 200 whose body says otherwise. */
function isSuccess({ status }: HttpResponse, answer: Json): boolean {
  return status < 300 && (asCount(answer['code']) ?? status) < 300;
}

function readDeletion(response: HttpResponse, answer: Json): Deletion {
  const successful = asCount(answer['total_successful']);
  const failed = asCount(answer['total_failed']);
  const status = asText(answer['status']);
  if (successful === undefined || failed === undefined || status === undefined)
    return again(response, 'unintelligible', 'the answer does not say how many memories were deleted');
  const errors = (Array.isArray(answer['errors']) ? answer['errors'] : []).map(errorOf);
  const processed = asCount(answer['total_processed']) ?? successful + failed;
  // Where its figures disagree, what isn't said to be gone is taken to be there.
  const left = Math.max(failed, errors.length, processed - successful);
  return { kind: 'deleted', status, processed, successful, failed: left, errors };
}

/** The id stands in a field by the vendor's page, and in the text by its server. */
function errorOf(entry: unknown): { id: string | null; message: string } {
  const error = asObject(entry);
  const message = asText(error?.['error']) ?? 'not deleted, and the service does not say why';
  const inText = /\bmemory ([^\s:]+):/i.exec(message)?.[1];
  return { id: asText(error?.['memory_id']) ?? inText ?? null, message };
}
