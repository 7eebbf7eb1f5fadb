/** What OpenAI demands of an input, and the lines that it writes. */
import { createHash } from 'node:crypto';
import type { Batch, BatchError } from './batches.js';
import type { StoredFile } from './files.js';
import type { InputLine } from './input-lines.js';
import { checkLine, fault } from './line-check.js';
import type { LineCheck, Result } from './vendor.js';

const MOST_REQUESTS = 50_000;
const MOST_BYTES = 200_000_000;

/** A file may be larger than a batch's input. */
export function refuseInput(file: StoredFile | undefined): BatchError | undefined {
  if (file === undefined) return whole('the input file is gone', 'input_file_id');
  return file.bytes > MOST_BYTES ? whole(`the input file exceeds ${MOST_BYTES} bytes`, 'input_file_id') : undefined;
}

/** Checks lines one by one, and that no two have the same `custom_id`. */
export class UniqueLines implements LineCheck {
  readonly #endpoint: string;
  readonly #seen = new Set<string>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  line(line: InputLine): readonly BatchError[] {
    const { customId, errors } = checkLine(line, this.#endpoint);
    if (customId === undefined) return errors;
    if (this.#seen.has(customId)) {
      return [...errors, fault(line, 'duplicate_custom_id', 'another line has this custom_id', 'custom_id')];
    }
    // No more requests than these can be right, so no more need to be remembered.
    if (this.#seen.size <= MOST_REQUESTS) this.#seen.add(customId);
    return errors;
  }

  end(requests: number): readonly BatchError[] {
    if (requests === 0) return [whole('the input file holds no request', null)];
    return requests > MOST_REQUESTS ? [whole(`more than ${MOST_REQUESTS} requests`, null)] : [];
  }
}

function whole(message: string, param: string | null): BatchError {
  return { code: 'invalid_request', line: null, message, param };
}

export function resultLine(batch: Batch, { line, customId, reply }: Result): string {
  const id = createHash('sha256').update(`${batch.id} ${line}`).digest('hex').slice(0, 32);
  const head = { id: `batch_req_${id}`, custom_id: customId };
  if (reply === 'expired') {
    const error = { code: 'batch_expired', message: 'the batch ended before this request was run' };
    return JSON.stringify({ ...head, response: null, error });
  }
  const error = reply.isDone
    ? undefined
    : { message: reply.message, type: 'invalid_request_error', param: null, code: null };
  const response = error === undefined ? { status_code: 200 } : { status_code: 400 };
  const body = reply.isDone ? reply.body : { error };
  return JSON.stringify({ ...head, response: { ...response, request_id: id, body }, error: null });
}

/** Each line with its end. The order isn't the input's, and nobody may lean on it. */
export function endLines(lines: readonly string[]): string {
  return lines
    .toReversed()
    .map((line) => `${line}\n`)
    .join('');
}
