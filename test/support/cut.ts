/** A chunker for the encoders' tests: plain, in memory, and shown the source in reads of any size. */
import { advance, ORIGIN_WIDTH, type Encoded, type Encoder, type Room } from '../../src/encode/encoder.js';
import type { Envelope, Limits, Position, Rejection } from '../../src/record.js';

export interface CutChunk {
  readonly start: Position;
  readonly end: Position;
  /** Bytes as one character each. Undefined where every row was rejected. */
  readonly body: string | undefined;
  /** The source's range of each item. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  readonly rejections: readonly Rejection[];
}

export interface Cut {
  readonly bytes: Buffer;
  readonly encoder: Encoder;
  readonly envelope: Envelope;
  readonly limits: Limits;
  readonly from: Position;
  /** Bytes that the encoder is shown more whenever it asks. */
  readonly readBytes: number;
}

/** Bytes of the longest item, its separator included, that fits in a body of its own. */
export function maxItemBytes({ head, separator, tail }: Envelope, { maxBytes }: Limits): number {
  return maxBytes - Buffer.byteLength(head) - Buffer.byteLength(tail) + Buffer.byteLength(separator);
}

export function cut({ bytes, encoder, envelope, limits, from, readBytes }: Cut): CutChunk[] {
  const chunks: CutChunk[] = [];
  let chunk = new OpenChunk(from, envelope, limits);
  let at = from;
  let shown = from.byte;
  // A reader learns that the source ends only by a read that brings nothing.
  let final = false;
  for (;;) {
    const encoded = encoder.encode(bytes.subarray(at.byte, shown), at, chunk.room, final);
    const end = behind(encoder, bytes, at, encoded);
    chunk.add(encoded, at, end);
    at = end;
    shown = Math.max(shown, at.byte);
    if (encoded.full || chunk.room.rows === 0) {
      chunks.push(chunk.close());
      chunk = new OpenChunk(chunk.end, envelope, limits);
    } else if (encoded.consumed === 0) {
      if (final) break;
      final = shown === bytes.length;
      shown = Math.min(bytes.length, shown + readBytes);
    }
  }
  if (chunk.rows > 0) chunks.push(chunk.close());
  return chunks;
}

/** Behind what was consumed, and behind the rest of a line that is too long to be shown. */
function behind(encoder: Encoder, bytes: Buffer, at: Position, encoded: Encoded): Position {
  const end = advance(at, encoded);
  if (!encoded.openEnded) return end;
  const rest = encoder.lines.rest(bytes.subarray(end.byte), true);
  return { ...end, byte: end.byte + rest.bytes, line: end.line + (rest.isEnd ? 1 : 0) };
}

class OpenChunk {
  end: Position;
  readonly #start: Position;
  readonly #envelope: Envelope;
  readonly #limits: Limits;
  readonly #ranges: [number, number][] = [];
  readonly #rejections: Rejection[] = [];
  #items = '';

  constructor(start: Position, envelope: Envelope, limits: Limits) {
    this.#start = start;
    this.end = start;
    this.#envelope = envelope;
    this.#limits = limits;
  }

  get rows(): number {
    return this.end.row - this.#start.row;
  }

  get room(): Room {
    const bytes = maxItemBytes(this.#envelope, this.#limits) - this.#items.length;
    return { rows: this.#limits.maxRows - this.rows, bytes };
  }

  add(encoded: Encoded, at: Position, end: Position): void {
    if (encoded.rows === 0) return;
    this.end = end;
    this.#items += Buffer.from(encoded.items).toString('latin1');
    for (let index = 0; index < encoded.origins.length; index += ORIGIN_WIDTH) {
      const [, from = 0, to = 0] = encoded.origins.subarray(index, index + ORIGIN_WIDTH);
      this.#ranges.push([at.byte + from, at.byte + to]);
    }
    this.#rejections.push(...encoded.rejections);
    const last = this.#rejections.at(-1);
    if (encoded.openEnded && last !== undefined) this.#rejections.splice(-1, 1, { ...last, end: end.byte });
  }

  close(): CutChunk {
    const { head, separator, tail } = this.#envelope;
    const items = this.#items.slice(0, this.#items.length - Buffer.byteLength(separator));
    const body = this.#ranges.length === 0 ? undefined : head + items + tail;
    return { start: this.#start, end: this.end, body, ranges: this.#ranges, rejections: this.#rejections };
  }
}
