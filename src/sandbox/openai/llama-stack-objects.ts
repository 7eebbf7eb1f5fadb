/** What llama-stack shows and writes: files, batches, errors, lines. What isn't known yet is null. */
import type { Answer } from '../dialect.js';
import type { RequestRefusal } from '../refusal.js';
import type { Batch, BatchError } from './batches.js';
import type { StoredFile } from './files.js';
import type { InputLine } from './input-lines.js';
import { checkLine } from './line-check.js';
import type { Entry } from './page.js';
import { seconds } from './times.js';
import type { LineCheck, Result } from './vendor.js';

const UNKNOWN = {
  in_progress_at: null,
  finalizing_at: null,
  completed_at: null,
  failed_at: null,
  expired_at: null,
  expires_at: null,
  cancelling_at: null,
  cancelled_at: null,
  model: null,
  usage: null,
};

/** The error's body as of version 0.6: a message and nothing else. */
export function refuse({ status, message, details }: RequestRefusal): Answer {
  return { status, headers: details.headers ?? {}, body: JSON.stringify({ error: { message } }) };
}

export function showFile(file: StoredFile): Entry {
  const { id, bytes, filename, purpose, createdAt, expiresAt } = file;
  const expires_at = expiresAt === null ? null : seconds(expiresAt);
  return { id, object: 'file', bytes, created_at: seconds(createdAt), expires_at, filename, purpose };
}

export function showBatch(batch: Batch): Entry {
  const { id, endpoint, inputFileId, completionWindow, metadata, status, createdAt, errors, total, times } = batch;
  const stamps = Object.entries(times).map(([status, at]) => [`${status}_at`, seconds(at)]);
  return {
    id,
    object: 'batch',
    endpoint,
    input_file_id: inputFileId,
    completion_window: completionWindow,
    status,
    errors: errors === null ? null : { object: 'list', data: errors },
    output_file_id: batch.hasOutput ? batch.outputFileId : null,
    error_file_id: batch.hasErrors ? batch.errorFileId : null,
    created_at: seconds(createdAt),
    ...UNKNOWN,
    ...Object.fromEntries(stamps),
    request_counts: total === null ? null : { total, completed: batch.completed, failed: batch.failed },
    metadata,
  };
}

/** A file that isn't there is found only now, and fails the batch. */
export function refuseInput(file: StoredFile | undefined): BatchError | undefined {
  if (file?.purpose === 'batch') return undefined;
  const message = file === undefined ? 'the input file does not exist' : "the input file hasn't the purpose 'batch'";
  return { code: 'invalid_request', line: null, message, param: 'input_file_id' };
}

/** Checks lines one by one; a `custom_id` may come twice, and an input may be empty. */
export class PlainLines implements LineCheck {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  line(line: InputLine): readonly BatchError[] {
    return checkLine(line, this.#endpoint).errors;
  }

  end(): readonly BatchError[] {
    return [];
  }
}

/** The model's answer is a text within the line, not an object. */
export function resultLine(batch: Batch, { line, customId, reply }: Result): string {
  const head = { id: `batch_req_${batch.id}_${line}`, custom_id: customId };
  if (reply !== 'expired' && reply.isDone) {
    const body = JSON.stringify(reply.body);
    return JSON.stringify({ ...head, response: { status_code: 200, request_id: head.id, body } });
  }
  const message = reply === 'expired' ? 'the batch has expired' : reply.message;
  return JSON.stringify({ ...head, error: { type: 'request_failed', message } });
}

/** A line end stands between lines and not behind the last one. */
export function joinLines(lines: readonly string[], bytes: number): string {
  return bytes > 0 && lines.length > 0 ? `\n${lines.join('\n')}` : lines.join('\n');
}
