/** Papr's delete-all: whose memories go, and the ways in which it is known to stop half way. */
import type { Answer, Call } from './dialect.js';
import { entries, envelope, failure } from './papr-envelope.js';
import { countMemories, deleteMemories, listMemories, type Selection } from './papr-memories.js';
import { RequestRefusal } from './refusal.js';

/** The vendor's partial answer needs a method that its own model lacks, and ends as this. */
const BROKEN_OFF = "Error getting memories: type object 'BatchMemoryResponse' has no attribute 'partial_success'";

/** Deletes what the query selects. Throws RequestRefusal (404) where there is nothing. */
export function deleteAll(call: Call): Answer {
  const { database, query, fired } = call;
  const selection = selectionOf(query);
  const total = countMemories(database, selection);
  if (total === 0) throw new RequestRefusal(404, 'No memories found for user');
  const partial = fired.value('delete-partial');
  if (partial !== undefined) {
    deleteMemories(database, selection, Number(partial));
    return failure(500, BROKEN_OFF);
  }
  const left = Math.min(Number(fired.value('delete-errors') ?? 0), total);
  deleteMemories(database, selection, total - left);
  return left === 0 ? allDeleted(total) : someLeft(total, listMemories(database, selection));
}

/**
 * An empty parameter counts as an absent one. Without a user the vendor's page deletes for "the authenticated developer";
 * that is read as the whole account here, end users included: the reading that costs most.
 */
function selectionOf(query: URLSearchParams): Selection {
  const userId = query.get('user_id') ?? '';
  const externalUserId = query.get('external_user_id') ?? '';
  const namespaceId = query.get('namespace_id') ?? '';
  const conditions: string[] = [];
  const values: string[] = [];
  const add = (column: string, value: string): void => {
    conditions.push(`${column} = ?`);
    values.push(value);
  };
  if (userId !== '') add('user_id', userId);
  else if (externalUserId !== '') add('external_user_id', externalUserId);
  if (namespaceId !== '') add('namespace_id', namespaceId);
  return { where: conditions.join(' AND ') || 'TRUE', values };
}

function allDeleted(total: number): Answer {
  const details = { message: `all memories of the user are deleted (${total})` };
  return envelope(200, { details, total_processed: total, total_successful: total });
}

/** The id stands in the text; every second entry has it in a field as well, which the vendor's page promises. */
function someLeft(total: number, ids: readonly string[]): Answer {
  const deleted = total - ids.length;
  const errors = ids.map((id, index) => ({
    index: deleted + index,
    error: `Failed to delete memory ${id}: a fault that was asked for`,
    ...(index % 2 === 1 ? { memory_id: id } : {}),
  }));
  const counts = { total_processed: total, total_successful: deleted, total_failed: ids.length };
  if (deleted > 0) return envelope(207, { ...counts, errors: entries(errors) });
  return envelope(500, { ...counts, error: `Failed to delete all ${total} memories`, errors: entries(errors) });
}
