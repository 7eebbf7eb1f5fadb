/** INTENT: what is said in the journal before the first byte of a request leaves, and the bytes that it announces. */
import { BatchctlError, EXIT } from '../errors.js';
import type { Intent, ItemRange } from '../journal/entry.js';
import { isWholeChunk, type PartState } from '../journal/state.js';
import type { Body } from '../record.js';
import { discardBody, hashOf } from './body.js';
import type { Chunk } from './open-chunk.js';
import { countItems, itemAt, wholeRange } from './item-range.js';
import { deriveKey } from './key.js';
import { momentOf } from './key-window.js';
import { stateOf, type Line } from './line.js';
import { recut, type Recut } from './recut.js';

/** What a part is carried with: whatever of it is at hand, so that it needn't be made again. */
export interface Load {
  body?: Body | undefined;
  /** Gives back the right to send that was taken before the chunk was cut. */
  release?: (() => void) | undefined;
  recut?: Recut | undefined;
  /** This process announced it: no other one can have sent it. */
  isFresh?: boolean | undefined;
  /** Its job failed once in this run. */
  hasFailed?: boolean | undefined;
}

/** Announces a new chunk, and answers with its id. One whose rows were all rejected is settled by that. */
export async function announce(line: Line, chunk: Chunk): Promise<string> {
  const state = stateOf(line);
  const id = String(state.chunks.count);
  await write(line, id, {
    start: chunk.start,
    end: chunk.end,
    items: wholeRange(chunk.items),
    maxBytes: line.plan.limits.maxBytes,
    crc: chunk.crc,
    body: chunk.body,
    firstRow: chunk.start.row + 1,
    generation: state.begin.generation,
  });
  return id;
}

interface NewPart {
  /** Of the chunk, or of an earlier request of the same part. */
  readonly intent: Intent;
  readonly items: ItemRange;
  readonly generation: number;
}

/** Announces some of a chunk's items, or the same ones once more, as a new request. */
export async function writePart(
  line: Line,
  id: string,
  { intent, items, generation }: NewPart,
  load: Load,
): Promise<void> {
  load.recut ??= await recut(line, intent, line.sink);
  const body = await load.recut.body(items);
  const { start, end, maxBytes, crc } = intent;
  // A whole chunk counts from its first row, though that may be a rejected one; what is left of one from its first item's.
  const firstRow = isWholeChunk(id) ? start.row + 1 : load.recut.origin(itemAt(items, 0)).row;
  await write(line, id, { start, end, items, maxBytes, crc, body, firstRow, generation });
  load.body = body;
  load.isFresh = true;
}

interface Announcement extends Pick<Intent, 'start' | 'end' | 'items' | 'maxBytes' | 'crc' | 'generation'> {
  readonly body: Body | undefined;
  readonly firstRow: number;
}

async function write(line: Line, part: string, { body, firstRow, ...range }: Announcement): Promise<void> {
  const { importId, salt } = stateOf(line).begin;
  const { scope } = line.frozen;
  const hash = body === undefined ? null : await hashOf(body);
  const place = { scope, importId, salt, firstRow, items: countItems(range.items), generation: range.generation };
  const key = hash === null ? null : deriveKey({ ...place, body: hash }, line.plan.target.keyForm);
  await line.journal.append({ type: 'INTENT', part, ...range, body: hash, key, moment: momentOf(line) });
}

/**
 * Lets go of the bytes once they aren't needed; a request that came to an end reads them no more. Those that lie in a file are made again
 * where they are needed once more.
 */
export function dropBody({ memory }: Line, load: Load): void {
  const { body, recut: origin } = load;
  load.body = undefined;
  if (body === undefined) return;
  if (!Buffer.isBuffer(body)) {
    discardBody(origin?.chunk.body);
    load.recut = undefined;
    discardBody(body);
  } else if (origin === undefined) {
    // Otherwise a part of the same chunk may be made of it.
    memory.giveBack(body);
  }
}

/** The bytes that were announced, made again. */
export async function bodyOf(line: Line, { id, intent }: PartState, load: Load): Promise<Body> {
  load.recut ??= await recut(line, intent, line.sink);
  const body = await load.recut.body(intent.items);
  if ((await hashOf(body)) === intent.body) return body;
  const message = `${line.plan.name}: part ${id} of the import can't be made again as it was sent`;
  const hint = `another version of batchctl began it? continue with that one, or send all of it again: ${line.plan.command} --new-run`;
  throw new BatchctlError(EXIT.conflict, 'request_changed', message, { hint });
}
