import { isUtf8 } from 'node:buffer';
import type { Fault, ItemMaker, Position } from '../record.js';
import { Answer, tooLarge } from './answer.js';
import type { Encoded, Encoder, ItemLimits, Room } from './encoder.js';
import { ItemBuffer } from './item-buffer.js';
import { fieldsOf } from './json-fields.js';
import { repeatedMember } from './json-names.js';
import { CR, lineEnd, LF, NEWLINES } from './lines.js';
import { judgeRow, repairRow, textFault } from './ndjson-row.js';

/** What one call takes of its input, unless the first line is longer: about 1 ms of work. */
const STEP_BYTES = 131_072;

const LEAST_BYTES = 16_384;
/** A chunk of few rows ends long before a step does: no more is prepared than they will probably take. */
const LIKELY_BYTES = 1024;

const TAB = 9;
const SPACE = 32;

/** One line of the input, and its text without the blanks around it. */
interface Line {
  readonly input: Buffer;
  /** The front of the input as bytes that are UTF-8. A line that isn't in it is looked at alone. */
  readonly sound: string;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Splits at newlines. `JSON.parse` only judges: the row itself travels as it is written, so no number changes. */
export class NdjsonEncoder implements Encoder {
  readonly lines = NEWLINES;
  readonly #limits: ItemLimits;
  readonly #separatorBytes: string;
  readonly #requiredBytes: string | undefined;
  readonly #buffer = new ItemBuffer();

  constructor(limits: ItemLimits) {
    this.#limits = limits;
    this.#separatorBytes = asBytes(limits.separator);
    this.#requiredBytes = limits.required === undefined ? undefined : asBytes(limits.required);
  }

  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    const answer = new Answer({ input, at, room }, this.#limits, this.#buffer, NEWLINES);
    const step = Math.min(STEP_BYTES, Math.max(LEAST_BYTES, room.rows * LIKELY_BYTES));
    // A row that is asked for alone is most probably broken. None behind it is looked at.
    const sound = room.rows === 1 ? '' : soundFront(input, step);
    let emptyEnd = 0;
    let start = 0;
    while (start < input.length && start < step && answer.rowsLeft > 0) {
      const end = this.#lineEnd(input, start, final);
      if (end === undefined) break;
      if (end - start > this.#limits.maxRecordBytes) {
        answer.reject(tooLarge(this.#limits.maxRecordBytes), start, end, !final && input[end - 1] !== LF);
      } else {
        const from = skipBlanks(input, start, end);
        const to = dropBlanks(input, from, end);
        if (from === to) emptyEnd = end;
        else if (!this.#take({ input, sound, start, end, from, to }, answer)) break;
      }
      start = end;
    }
    return answer.finish(emptyEnd);
  }

  /** Behind the line at `start`, or behind what is there of one that is too long. Undefined: it may be longer than this. */
  #lineEnd(input: Buffer, start: number, final: boolean): number | undefined {
    const isLong = input.length - start > this.#limits.maxRecordBytes;
    return lineEnd(input, start) ?? (final || isLong ? input.length : undefined);
  }

  /** False: the row has no room. */
  #take(line: Line, answer: Answer): boolean {
    const { start, end } = line;
    const item = this.#stage(line, answer.nextRow);
    if (typeof item === 'number') return answer.take(item, start, end);
    answer.reject(item, start, end);
    return true;
  }

  /** Writes the item: how many bytes it takes, or what is wrong with it. */
  #stage(line: Line, row: number): number | Fault {
    const { input, sound, start, end, from, to } = line;
    if (end > sound.length) return isUtf8(input.subarray(start, end)) ? this.#stageText(line, row, true) : NOT_UTF8;
    if (this.#limits.make !== undefined) return this.#stageText(line, row, false);
    const bytes = sound.slice(from, to);
    // An escape can mean the character that another one's bytes look like here, so that a name would be taken for the match key.
    const isPlain = this.#requiredBytes === undefined || !bytes.includes('\\u');
    if (isPlain && judgeRow(bytes, this.#requiredBytes) === 'sound')
      return this.#buffer.stageBytes(bytes + this.#separatorBytes);
    return this.#stageText(line, row, isPlain);
  }

  /** Likewise, as text. `isSuspect`: most probably it is broken. */
  #stageText({ input, from, to }: Line, row: number, isSuspect: boolean): number | Fault {
    const { required, separator, make } = this.#limits;
    const text = input.toString('utf8', from, to);
    const own = (isSuspect ? textFault(text) : undefined) ?? repairRow(text, required);
    const item = typeof own === 'string' && make !== undefined ? made(own, row, make) : own;
    return typeof item === 'string' ? this.#buffer.stage(item + separator) : item;
  }
}

/** Forwarded as it is, a name that stands twice is the service's to judge; taken apart, the row would lose one of its values. */
function made(object: string, row: number, make: ItemMaker): string | Fault {
  const column = repeatedMember(object);
  if (column === undefined) return make(fieldsOf(object), row);
  return { code: 'duplicate_member', message: 'two members of one object have the same name', column };
}

/** A text as one character a byte of its UTF-8. */
function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

const NOT_UTF8: Fault = { code: 'invalid_utf8', message: 'the line is not UTF-8' };

/**
 * The whole lines of the front if they are UTF-8, one character a byte: that is twice as fast to parse, and means the
 * same, since bytes that aren't ASCII can stand in JSON's strings only. Else nothing, and each line is looked at alone.
 */
function soundFront(input: Buffer, most: number): string {
  const end = input.lastIndexOf(LF, most - 1) + 1;
  return isUtf8(input.subarray(0, end)) ? input.toString('latin1', 0, end) : '';
}

function isBlankByte(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}

function skipBlanks(text: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isBlankByte(text[at])) at += 1;
  return at;
}

function dropBlanks(text: Buffer, from: number, to: number): number {
  let at = to;
  while (at > from && isBlankByte(text[at - 1])) at -= 1;
  return at;
}
