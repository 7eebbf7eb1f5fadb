import type { Position, Rejection } from '../record.js';
import type { Encoded, Encoder, ItemLimits, Room } from './encoder.js';
import { lineEnd, LF, NEWLINES } from './lines.js';
import { NdjsonEncoder } from './ndjson.js';
import { ndjsonScanner, type ScanLimits } from './ndjson-simd-scanner.js';
import { SoundLines } from './sound-lines.js';

/** Bytes scanned at once: of a file at first, among rows that aren't regular, and after many that were. */
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

/** Whole lines, and where they stand. */
interface Lines {
  readonly text: Buffer;
  readonly at: Position;
  /** The source ends with them. */
  readonly final: boolean;
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
    const text = input.subarray(0, this.#linesEnd(input, room, final));
    const encoded = this.#scan({ text, at, final: final && text.length === input.length }, room);
    if (encoded.consumed > 0 || encoded.full) {
      this.#scanBytes = Math.min(2 * this.#scanBytes, MOST_BYTES);
      return encoded;
    }
    const rows = Math.min(room.rows, this.#handedOver);
    this.#scanBytes = LEAST_BYTES;
    this.#handedOver = Math.min(2 * this.#handedOver, MOST_HANDED_OVER);
    return this.#reference.encode(input, at, { ...room, rows }, final);
  }

  /** Behind the lines that are scanned at once: one of them, however long, if the scanner has room for it. */
  #linesEnd(input: Buffer, { rows }: Room, final: boolean): number {
    const bytes = Math.min(this.#scanBytes, Math.max(LEAST_BYTES, rows * LIKELY_BYTES));
    if (final && input.length <= bytes) return input.length;
    const end = input.lastIndexOf(LF, bytes - 1) + 1;
    const behind = end > 0 ? end : (lineEnd(input, bytes) ?? (final ? input.length : 0));
    return behind > ndjsonScanner().mostBytes ? 0 : behind;
  }

  /**
   * The rows at the front of the lines: as far as they are regular, or stand alone among regular ones. Nothing is consumed where two in a
   * row aren't: there, most probably, many aren't, and the other encoder is better asked for all of them at once.
   */
  #scan(lines: Lines, room: Room): Encoded {
    const { text } = lines;
    const scanner = ndjsonScanner();
    const sound = new SoundLines(text);
    const rejections: Rejection[] = [];
    let [rows, end, soundEnd, full] = [0, 0, 0, false];
    scanner.begin(text, this.#limits, room);
    for (;;) {
      if (scanner.at >= soundEnd) soundEnd = sound.endFrom(scanner.at);
      const taken = scanner.take(soundEnd, room.rows - rows);
      rows += taken;
      if (taken > 0) [end, this.#handedOver] = [scanner.rowEnd, 1];
      const isDone = scanner.at === text.length || rows === room.rows || scanner.isFull;
      if (isDone || this.#handedOver > 1) break;
      const answer = this.#refer(lines, rows, room);
      full = answer.full;
      if (answer.rows === 0) break;
      this.#handedOver = 2;
      rows += 1;
      rejections.push(...answer.rejections);
      end = scanner.at;
    }
    const consumed = rows === 0 ? scanner.at : end;
    return {
      consumed,
      rows,
      lines: scanner.lineBreaks - NEWLINES.count(text, consumed, scanner.at),
      items: this.#keep(scanner.items),
      origins: scanner.origins.slice(),
      rejections,
      full,
      openEnded: false,
    };
  }

  /** What the other encoder says of the line at which the scanner stopped, behind so many rows. Then the scanner goes on behind it. */
  #refer({ text, at, final }: Lines, rows: number, room: Room): Encoded {
    const scanner = ndjsonScanner();
    const { at: start, lineBreaks } = scanner;
    const end = lineEnd(text, start) ?? text.length;
    const here = { byte: at.byte + start, row: at.row + rows, line: at.line + lineBreaks };
    const left = { rows: 1, bytes: room.bytes - scanner.items.length };
    const answer = this.#reference.encode(text.subarray(start, end), here, left, final && end === text.length);
    if (answer.rows === 0) return answer;
    if (answer.rejections.length === 0) scanner.put(answer.items, start, end);
    scanner.goOn(end, lineBreaks + answer.lines);
    return answer;
  }

  #keep(items: Uint8Array): Uint8Array {
    if (this.#items.length < items.length) this.#items = Buffer.allocUnsafeSlow(2 * items.length);
    this.#items.set(items);
    return this.#items.subarray(0, items.length);
  }
}
