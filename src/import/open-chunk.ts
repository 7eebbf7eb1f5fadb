/** A chunk, and what it is while it is being filled. */
import { crc32 } from 'node:zlib';
import type { Encoded, Room } from '../encode/encoder.js';
import type { Body, Envelope, Limits, Position, Rejection } from '../record.js';
import type { BodySink, MakeSink } from './body.js';

const FIRST_BODY_BYTES = 4096;

/** Consecutive rows, and the request that sends those of them that are items. */
export interface Chunk {
  /** Where the previous chunk ended. Cutting can start afresh here. */
  readonly start: Position;
  /** Behind the last row. */
  readonly end: Position;
  readonly items: number;
  /** Undefined when every row was rejected: there is nothing to send. */
  readonly body: Body | undefined;
  readonly rejections: readonly Rejection[];
  /** CRC-32 of the source bytes from `start` to `end`. */
  readonly crc: number;
}

/** The longest item, its separator included, that fits in a body of its own. */
export function maxItemBytes({ head, separator, tail }: Envelope, maxBytes: number): number {
  // The last item's separator is cut off again, so it counts for nothing.
  return maxBytes - Buffer.byteLength(head) - Buffer.byteLength(tail) + Buffer.byteLength(separator);
}

/** What every chunk of a source is put together with. */
export interface Mould {
  readonly envelope: Envelope;
  readonly limits: Limits;
  /** Where bodies are put together. */
  readonly sink: MakeSink;
}

/** A chunk that is still being filled. */
export class OpenChunk {
  readonly #start: Position;
  readonly #mould: Mould;
  readonly #body: BodySink;
  readonly #rejections: Rejection[] = [];
  #end: Position;
  #items = 0;
  #itemBytes = 0;
  /** CRC-32 from the start to the end, to where was passed, and of what was passed behind the end (blank lines). */
  #crc = 0;
  #passedCrc = 0;
  #behindCrc = 0;

  constructor(start: Position, mould: Mould, expectedBytes = FIRST_BODY_BYTES) {
    this.#start = start;
    this.#end = start;
    this.#mould = mould;
    this.#body = mould.sink(expectedBytes);
    this.#body.append(Buffer.from(mould.envelope.head));
  }

  get rows(): number {
    return this.#end.row - this.#start.row;
  }

  get room(): Room {
    const { envelope, limits } = this.#mould;
    const bytes = maxItemBytes(envelope, limits.maxBytes) - this.#itemBytes;
    return { rows: limits.maxRows - this.rows, bytes };
  }

  /** Source bytes that belong to rows, which are added next. */
  pass(bytes: Buffer): void {
    this.#passedCrc = crc32(bytes, this.#passedCrc);
  }

  /** Source bytes in which there is no row: they belong to the chunk only if one follows. */
  passBlank(bytes: Buffer): void {
    this.pass(bytes);
    this.#behindCrc = crc32(bytes, this.#behindCrc);
  }

  /** At least one row; `end` is behind it. */
  add(encoded: Encoded, end: Position): void {
    this.#end = end;
    this.#crc = this.#passedCrc;
    this.#behindCrc = 0;
    this.#items += encoded.rows - encoded.rejections.length;
    this.#itemBytes += encoded.items.length;
    this.#body.append(encoded.items);
    for (const rejection of encoded.rejections) this.#rejections.push(rejection);
    const last = this.#rejections.at(-1);
    if (encoded.openEnded && last !== undefined) this.#rejections.splice(-1, 1, { ...last, end: end.byte });
  }

  close(): Chunk {
    return {
      start: this.#start,
      end: this.#end,
      items: this.#items,
      body: this.#finishBody(),
      rejections: this.#rejections,
      crc: this.#crc,
    };
  }

  /** The chunk behind this one, which will probably be about as long: a little room more spares it a body of twice the size. */
  next(): OpenChunk {
    const expected = Math.min(Math.ceil(this.#body.length * 1.125), this.#mould.limits.maxBytes + FIRST_BODY_BYTES);
    const next = new OpenChunk(this.#end, this.#mould, Math.max(FIRST_BODY_BYTES, expected));
    next.#passedCrc = this.#behindCrc;
    next.#behindCrc = this.#behindCrc;
    return next;
  }

  discard(): void {
    this.#body.discard();
  }

  #finishBody(): Body | undefined {
    const { separator, tail } = this.#mould.envelope;
    if (this.#items === 0) {
      this.#body.discard();
      return undefined;
    }
    this.#body.trim(Buffer.byteLength(separator));
    this.#body.append(Buffer.from(tail));
    return this.#body.finish();
  }
}
