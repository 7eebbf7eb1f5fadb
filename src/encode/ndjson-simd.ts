import { isUtf8 } from 'node:buffer';
import type { Position } from '../record.js';
import { ORIGIN_WIDTH, type Encoded, type Encoder, type ItemLimits, type Room } from './encoder.js';
import { lineEnd, LF, NEWLINES } from './lines.js';
import { NdjsonEncoder } from './ndjson.js';
import { ndjsonScanner, type Scanned, type ScanLimits } from './ndjson-simd-scanner.js';

/** Bytes scanned at once: of a file at first, behind a row that wasn't regular, and after many that were. */
const FIRST_BYTES = 16_384;
const LEAST_BYTES = 4096;
const MOST_BYTES = 131_072;
/** A chunk of few rows ends long before that: no more is scanned than they will probably take. */
const LIKELY_BYTES = 1024;

const MOST_HANDED_OVER = 1024;

/** Can the items be told from the rows' bytes alone? */
export function isForScanner({ make, separator, required = '' }: ItemLimits): boolean {
  if (make !== undefined) return false;
  const { mostSeparatorBytes, mostRequiredBytes } = ndjsonScanner();
  const isShort =
    Buffer.byteLength(separator) <= mostSeparatorBytes && Buffer.byteLength(required) <= mostRequiredBytes;
  // Half of a surrogate pair has no bytes of its own.
  return isShort && Buffer.from(required).toString() === required;
}

/**
 * Regular rows by SIMD, every other one by the encoder for all rows, in place. The rule is one: where the scanner takes no row, for
 * whatever reason, the other one answers. So only that one rejects, and only that one says that the room is full.
 */
export class NdjsonSimdEncoder implements Encoder {
  readonly lines = NEWLINES;
  readonly #reference: NdjsonEncoder;
  readonly #limits: ScanLimits;
  #items = Buffer.alloc(0);
  /** How much is tried next with either of them. It changes the speed, never the answer. */
  #scanBytes = FIRST_BYTES;
  #handedOver = 1;

  /** `isForScanner` must be true of the limits. */
  constructor(limits: ItemLimits) {
    const { separator, required } = limits;
    this.#reference = new NdjsonEncoder(limits);
    this.#limits = {
      ...limits,
      separator: Buffer.from(separator),
      required: required === undefined ? undefined : Buffer.from(required),
    };
  }

  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    const run = this.#scan(input, room, final);
    if (run !== undefined) {
      this.#handedOver = 1;
      return run;
    }
    const rows = Math.min(room.rows, this.#handedOver);
    this.#scanBytes = LEAST_BYTES;
    this.#handedOver = Math.min(2 * this.#handedOver, MOST_HANDED_OVER);
    // The other encoder prepares more than one line, if it is there.
    const end = rows === 1 ? lineEnd(input, 0) : undefined;
    const front = end === undefined ? input : input.subarray(0, end);
    return this.#reference.encode(front, at, { ...room, rows }, final && front.length === input.length);
  }

  /** The regular rows at the front of the input; undefined where there are none. */
  #scan(input: Buffer, room: Room, final: boolean): Encoded | undefined {
    const wholeLines = input.subarray(0, this.#linesEnd(input, room, final));
    const scanned = ndjsonScanner().scan(wholeLines, this.#limits, room);
    const rows = rowsInUtf8(input, scanned);
    if (rows === 0) return undefined;
    const isWhole = rows === scanned.rows;
    this.#scanBytes = isWhole ? Math.min(2 * this.#scanBytes, MOST_BYTES) : LEAST_BYTES;
    const origins = scanned.origins.slice(0, ORIGIN_WIDTH * rows);
    const consumed = endOf(scanned, rows);
    return {
      consumed,
      rows,
      lines: isWhole ? scanned.lines : NEWLINES.count(input, 0, consumed),
      items: this.#keep(scanned.items.subarray(0, origins.at(-ORIGIN_WIDTH))),
      origins,
      rejections: [],
      full: false,
      openEnded: false,
    };
  }

  /** Behind the lines that are scanned at once: one of them, however long, if the scanner has room for it. */
  #linesEnd(input: Buffer, { rows }: Room, final: boolean): number {
    const bytes = Math.min(this.#scanBytes, Math.max(LEAST_BYTES, rows * LIKELY_BYTES));
    if (final && input.length <= bytes) return input.length;
    const end = input.lastIndexOf(LF, bytes - 1) + 1;
    const behind = end > 0 ? end : (lineEnd(input, bytes) ?? (final ? input.length : 0));
    return behind > ndjsonScanner().mostBytes ? 0 : behind;
  }

  #keep(items: Uint8Array): Uint8Array {
    if (this.#items.length < items.length) this.#items = Buffer.allocUnsafeSlow(2 * items.length);
    this.#items.set(items);
    return this.#items.subarray(0, items.length);
  }
}

/** Where the first so many rows end. */
function endOf({ origins }: Scanned, rows: number): number {
  return rows === 0 ? 0 : (origins[ORIGIN_WIDTH * rows - 1] ?? 0);
}

/** How many rows stand before the first that isn't UTF-8. */
function rowsInUtf8(input: Buffer, scanned: Scanned): number {
  const isSound = (from: number, to: number) => isUtf8(input.subarray(endOf(scanned, from), endOf(scanned, to)));
  if (isSound(0, scanned.rows)) return scanned.rows;
  let [sound, broken] = [0, scanned.rows];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (isSound(sound, middle)) sound = middle;
    else broken = middle;
  }
  return sound;
}
