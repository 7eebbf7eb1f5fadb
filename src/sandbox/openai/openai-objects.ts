/** Files and batches as OpenAI shows them: what isn't known yet is left out. */
import type { Batch } from './batches.js';
import type { StoredFile } from './files.js';
import type { Entry } from './page.js';
import { later, seconds } from './times.js';

/** Seconds of the completion window: 24 hours, the only one there is. */
const WINDOW = 86_400;

export function showFile(file: StoredFile): Entry {
  const { id, bytes, filename, purpose, createdAt, expiresAt } = file;
  const expiry = expiresAt === null ? {} : { expires_at: seconds(expiresAt) };
  const created_at = seconds(createdAt);
  return { id, object: 'file', bytes, created_at, filename, purpose, status: 'processed', ...expiry };
}

export function showBatch(batch: Batch): Entry {
  const { id, endpoint, inputFileId, completionWindow, metadata, status, createdAt, errors, times } = batch;
  const stamps = Object.entries(times).map(([status, at]) => [`${status}_at`, seconds(at)]);
  return {
    id,
    object: 'batch',
    endpoint,
    input_file_id: inputFileId,
    completion_window: completionWindow,
    status,
    ...(errors === null ? {} : { errors: { object: 'list', data: errors } }),
    ...(batch.hasOutput ? { output_file_id: batch.outputFileId } : {}),
    ...(batch.hasErrors ? { error_file_id: batch.errorFileId } : {}),
    created_at: seconds(createdAt),
    expires_at: seconds(later(createdAt, WINDOW)),
    metadata,
    ...Object.fromEntries(stamps),
    request_counts: { total: batch.total ?? 0, completed: batch.completed, failed: batch.failed },
  };
}
