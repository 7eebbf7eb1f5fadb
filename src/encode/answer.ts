import type { Fault, Position, Rejection } from '../record.js';
import type { Encoded, ItemLimits, Room } from './encoder.js';
import type { ItemBuffer } from './item-buffer.js';
import type { Lines } from './lines.js';

/** The line alone is longer than a record may be. */
export function tooLarge(maxBytes: number): Fault {
  return { code: 'record_too_large', message: `the line is longer than the ${maxBytes} bytes that a row may take` };
}

/** What one call is asked: `Encoder.encode` says what these mean. */
export interface Question {
  readonly input: Buffer;
  readonly at: Position;
  readonly room: Room;
}

/** The answer of one call while it is being put together, row by row. */
export class Answer {
  readonly #question: Question;
  readonly #limits: ItemLimits;
  readonly #buffer: ItemBuffer;
  readonly #format: Lines;
  readonly #rejections: Rejection[] = [];
  #rows = 0;
  #end = 0;
  /** Line breaks are counted up to here. */
  #counted = 0;
  #lines = 0;
  #full = false;
  #openEnded = false;

  constructor(question: Question, limits: ItemLimits, buffer: ItemBuffer, format: Lines) {
    this.#question = question;
    this.#limits = limits;
    this.#buffer = buffer;
    this.#format = format;
    buffer.clear();
  }

  /** Where the last row ends, or the empty lines in front of the first. */
  get end(): number {
    return this.#end;
  }

  /** Of the row that is taken or rejected next, from 1. */
  get nextRow(): number {
    return this.#question.at.row + this.#rows + 1;
  }

  get rowsLeft(): number {
    return this.#question.room.rows - this.#rows;
  }

  get bytesLeft(): number {
    return this.#question.room.bytes - this.#buffer.length;
  }

  /** Takes the item that was just staged, `bytes` long, as the row at `start` to `end`. False: it has no room. */
  take(bytes: number, start: number, end: number): boolean {
    const { maxItemBytes } = this.#limits;
    if (bytes > maxItemBytes) {
      const message = `the row takes ${bytes} bytes where a request has room for ${maxItemBytes}`;
      this.reject({ code: 'item_too_large', message }, start, end);
      return true;
    }
    if (bytes > this.bytesLeft) {
      this.#full = true;
      return false;
    }
    this.#buffer.keep(bytes, start, end);
    this.#pass(end);
    return true;
  }

  /** `isOpenEnded`: the row's last line goes on behind the input. Nothing can be taken after it. */
  reject({ code, message, column }: Fault, start: number, end: number, isOpenEnded = false): void {
    const { at } = this.#question;
    this.#countTo(start);
    this.#rejections.push({
      row: this.nextRow,
      line: at.line + this.#lines + 1,
      start: at.byte + start,
      end: at.byte + end,
      ...(column === undefined ? {} : { column }),
      code,
      message,
    });
    this.#openEnded = isOpenEnded;
    this.#pass(end);
  }

  /**
   * `emptyEnd` is behind the empty lines and comments in front of the first row, if there is none. They are consumed only
   * where no row is: a call ends where a row ends, so that what stands behind a chunk's last row is never part of it.
   */
  finish(emptyEnd: number): Encoded {
    if (this.#rows === 0) this.#end = emptyEnd;
    this.#countTo(this.#end);
    return {
      consumed: this.#end,
      rows: this.#rows,
      lines: this.#lines,
      items: this.#buffer.items,
      origins: this.#buffer.origins,
      rejections: this.#rejections,
      full: this.#full,
      openEnded: this.#openEnded,
    };
  }

  #pass(end: number): void {
    this.#end = end;
    this.#rows += 1;
  }

  #countTo(offset: number): void {
    this.#lines += this.#format.count(this.#question.input, this.#counted, offset);
    this.#counted = offset;
  }
}
