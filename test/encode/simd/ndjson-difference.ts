/** NDJSON's two encoders on the same files, under the same conditions: they must not differ in anything. */
import assert from 'node:assert/strict';
import { ORIGIN_WIDTH, type Encoded, type Encoder, type ItemLimits, type Room } from '../../../src/encode/encoder.js';
import { NdjsonEncoder } from '../../../src/encode/ndjson.js';
import { NdjsonSimdEncoder } from '../../../src/encode/ndjson-simd.js';
import type { Envelope, Limits, Position } from '../../../src/record.js';
import { cut, maxItemBytes, type CutChunk } from '../../support/cut.js';
import { chanceFrom, lineAtRandom, type Chance } from './ndjson-lines.js';

export interface Conditions {
  readonly envelope: Envelope;
  readonly limits: Limits;
  readonly maxRecordBytes: number;
  readonly required?: string;
}

export const ROOMY: Conditions = {
  envelope: { head: '[', separator: ',', tail: ']' },
  limits: { maxRows: 1_000_000, maxBytes: 10_000_000 },
  maxRecordBytes: 10_000_000,
};
export const KEYED: Conditions = { ...ROOMY, required: 'key' };

const START = { byte: 0, row: 0, line: 0 };

/** Keeps each item of an encoder, divided where `origins` says. */
class Watched implements Encoder {
  readonly items: string[] = [];
  readonly lines;
  readonly #encoder: Encoder;

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
    this.lines = encoder.lines;
  }

  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    const encoded = this.#encoder.encode(input, at, room, final);
    const { items, origins } = encoded;
    const text = Buffer.from(items).toString('latin1');
    let from = 0;
    for (let index = 0; index < origins.length; index += ORIGIN_WIDTH) {
      const end = origins[index] ?? 0;
      this.items.push(text.slice(from, end));
      from = end;
    }
    assert.equal(from, text.length, 'the last item ends the items');
    assert.equal(encoded.rows, origins.length / ORIGIN_WIDTH + encoded.rejections.length);
    return encoded;
  }
}

interface Answers {
  readonly chunks: readonly CutChunk[];
  readonly items: readonly string[];
}

function answers(encoder: Encoder, bytes: Buffer, { envelope, limits }: Conditions, readBytes: number): Answers {
  const watched = new Watched(encoder);
  return { chunks: cut({ bytes, encoder: watched, envelope, limits, from: START, readBytes }), items: watched.items };
}

/** Fails unless both say the same of a file, read whole by the reference and in reads of each size by the other. */
export function assertSame(bytes: Buffer, given: Conditions, readSizes: readonly number[]): void {
  const { envelope, limits, ...rest } = given;
  const most: ItemLimits = {
    separator: envelope.separator,
    maxItemBytes: maxItemBytes(envelope, limits),
    ...rest,
  };
  const expected = answers(new NdjsonEncoder(most), bytes, given, bytes.length + 1);
  for (const readBytes of readSizes) {
    const found = answers(new NdjsonSimdEncoder(most), bytes, given, readBytes);
    if (JSON.stringify(found) === JSON.stringify(expected)) continue;
    assert.deepEqual(found, expected, `${JSON.stringify({ ...given, readBytes })} of ${bytes.toString('latin1')}`);
  }
}

/** Regular whatever the match key is. */
const REGULAR = '{"key":1,"id":2,"":3,"a rather long name of some column":4,"na\u00c3\u00afve":"5"}';

/**
 * Fails unless both say the same of lines, given as bytes, one character each. A regular one is put in front of each: behind a line
 * that isn't regular, the scanner isn't asked about every line.
 */
export function assertSameLines(lines: readonly string[], given: Conditions): void {
  const bytes = Buffer.from(lines.map((line) => `${REGULAR}\n${line}\n`).join(''), 'latin1');
  assertSame(bytes, given, [bytes.length + 1]);
}

const ENVELOPES = [
  { head: '{"records":[', separator: ',', tail: ']}' },
  { head: '', separator: '\n', tail: '\n' },
  { head: '[', separator: ' , ', tail: ']' },
  { head: '', separator: '', tail: '' },
  { head: '[', separator: ', 123456789 abc\n', tail: ']' },
];
const REQUIRED = [undefined, undefined, 'key', 'id', '', 'a rather long name of some column', 'naïve'];

/** Limits from "nothing fits" to "everything does". */
function conditions(chance: Chance): Conditions {
  const required = REQUIRED[chance(REQUIRED.length)];
  return {
    envelope: ENVELOPES[chance(ENVELOPES.length)] ?? { head: '', separator: ',', tail: '' },
    limits: {
      maxRows: chance(2) === 0 ? 1 + chance(6) : 1000,
      maxBytes: chance(3) === 0 ? 40 + chance(400) : 1_000_000,
    },
    maxRecordBytes: chance(3) === 0 ? 4 + chance(200) : 1_000_000,
    ...(required !== undefined && { required }),
  };
}

const LINES_A_FILE = 50;
const BREAKS = ['\n', '\n', '\n', '\n', '\r\n', '\n\n', '\n \t\n'];

/** Files with so many lines in all, at random. The seed tells one run from another; a run can be repeated with it. */
export function compareNdjson(lines: number, seed: number): void {
  const chance = chanceFrom(seed);
  for (let left = lines; left > 0; left -= LINES_A_FILE) {
    const damage = [0, 20, 50, 100][chance(4)] ?? 0;
    const text = Array.from({ length: Math.min(left, LINES_A_FILE) }, (_, index) => {
      const line = damage > 0 && index % 2 === 0 ? REGULAR : lineAtRandom(chance, damage);
      return line + (BREAKS[chance(BREAKS.length)] ?? '');
    });
    const bytes = Buffer.from(text.join(''), 'latin1');
    const whole = chance(2) === 0 ? bytes : bytes.subarray(0, bytes.length - chance(20));
    assertSame(whole, conditions(chance), [whole.length + 1, 1 + chance(chance(4) === 0 ? 80 : 3000)]);
  }
}
