/** Time grows with the source and no faster, and memory doesn't grow with it: for sound sources and for such as are made to harm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEncoder } from '../../src/encode/create.js';
import { advance } from '../../src/encode/encoder.js';
import { detectShape, type Shape } from '../../src/encode/shape.js';
import { ByteBuffer } from '../../src/import/byte-buffer.js';
import { cutChunks } from '../../src/import/chunk.js';

const LIMITS = { separator: ',', maxItemBytes: 9_000_000, maxRecordBytes: 1_000_000 };
const READ_BYTES = 262_144;

function shapeOf(bytes: Buffer, name: string): Shape {
  return detectShape(bytes.subarray(0, 100), { name, delimiter: ',' }, false) ?? assert.fail('no shape');
}

/** Encodes all of it, as a reader shows it, and answers with the number of rows. */
function encodeAll(bytes: Buffer, shape: Shape): number {
  const encoder = createEncoder(shape, LIMITS);
  let at = shape.first;
  for (let shown = READ_BYTES; ;) {
    const final = at.byte + shown >= bytes.length;
    const input = bytes.subarray(at.byte, at.byte + shown);
    const encoded = encoder.encode(input, at, { rows: 10_000, bytes: LIMITS.maxItemBytes }, final);
    if (encoded.consumed === 0 && final) return at.row;
    shown = encoded.consumed === 0 ? 2 * shown : READ_BYTES;
    at = advance(at, encoded);
  }
}

/** Milliseconds of this process's own time, the least of three tries: what else the machine does adds to it, and takes nothing off. */
function cpuTime(work: () => unknown): number {
  const tries = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...tries);
}

/** What is repeated behind the first line. */
const sources: readonly [what: string, name: string, head: string, repeated: string, tail?: string][] = [
  ['sound rows', 'a.csv', 'a,b\n', '1,"x ""y"", z"\n'],
  ['rows of one sign', 'a.csv', 'a\n', 'x\n'],
  ['ragged rows', 'a.csv', 'a,b\n', '1,2,3\n'],
  ['a quote that is opened in every row', 'a.csv', 'a,b\n', '1,"x\n'],
  ['a quote that is opened at the top', 'a.csv', 'a,b\n1,"x\n', '1,x\n'],
  ['quotes inside of fields', 'a.csv', 'a,b\n', '1,x"y"\n'],
  ['notes of many lines', 'a.csv', 'a,b\n', `1,"${'x\n'.repeat(50)}"\n`],
  ['one long note, never closed', 'a.csv', 'a,b\n1,"', 'x""\n'],
  ['blank lines', 'a.csv', 'a,b\n', '\r\n'],
  ['lines that end with CR', 'a.csv', 'a,b\r', '1,x\r'],
  ['sound rows', 'a.ndjson', '{}\n', '{"id":1,"name":"Zoë","at":"12:30"}\n'],
  ['names that stand twice', 'a.ndjson', '{}\n', '{"a":{"b":1,"b":2}}\n'],
  ['one row of many names', 'a.ndjson', '{}\n{"a":0', ',":":1,"b":":"', '}\n'],
  ['brackets that are opened', 'a.ndjson', '{}\n', '{"a":['],
  ['levels in every row', 'a.ndjson', '{}\n', `${'['.repeat(300)}\n`],
  ['backslashes', 'a.ndjson', '{}\n{"a":"', '\\\\"'],
  ['one line without an end', 'a.ndjson', '{}\n', 'x'],
  ['blank lines', 'a.ndjson', '{}\n', ' \t\r\n'],
];

/** Ten times as much takes ten times as long; the square of that would be a hundred. Garbage and caches have their share between. */
const MOST = 25;
const SMALL_BYTES = 24_000;

for (const [what, name, head, repeated, tail = ''] of sources) {
  test(`ten times as much takes about ten times as long: ${name}, ${what}`, () => {
    const [small, large] = [SMALL_BYTES, 10 * SMALL_BYTES].map((bytes) =>
      Buffer.from(head + repeated.repeat(bytes / repeated.length) + tail),
    );
    assert(small && large);
    const shape = shapeOf(large, name);
    encodeAll(small, shape);
    const [short, long] = [cpuTime(() => encodeAll(small, shape)), cpuTime(() => encodeAll(large, shape))];
    // The shorter one may be short enough for the fast encoder, which takes next to no time.
    assert.ok(long < MOST * Math.max(short, 4), `${short} ms, then ${long} ms`);
  });
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** A source of one text over and over behind its head, of any length: it is nowhere kept. */
class Endless {
  /** The most memory of buffers that was seen, in bytes. */
  most = 0;
  #reads = 0;
  readonly #head: Buffer;
  readonly #block: Buffer;
  readonly #size: number;

  constructor(head: string, repeated: string, size: number) {
    this.#head = Buffer.from(head);
    this.#block = Buffer.from(repeated.repeat(65_536 / repeated.length));
    this.#size = size;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    this.#reads += 1;
    if (this.#reads % 16 === 0) {
      // What nobody holds any more doesn't count, whenever it would have been collected.
      collectGarbage();
      this.most = Math.max(this.most, process.memoryUsage().arrayBuffers);
    }
    const length = Math.min(into.length, this.#size - position, this.#block.length);
    const from = position - this.#head.length;
    const part = from < 0 ? this.#head.subarray(position) : this.#block.subarray(from % this.#block.length);
    const bytes = part.subarray(0, length);
    into.set(bytes);
    return bytes.length;
  }
}

const SIZE = 20_000_004;
const MOST_BYTES = 16_000_000;
const newSink = (bytes: number) => new ByteBuffer(Buffer.allocUnsafeSlow(bytes));

const long: readonly [what: string, name: string, head: string, repeated: string, rows: number][] = [
  ['a line without an end', 'a.ndjson', '{}\n', 'x', 2],
  ['a line without an end', 'a.csv', 'a,b\n', 'x', 1],
  // Four more bytes are the start of a row of too few columns.
  [
    'a quote that is opened in the first row',
    'a.csv',
    `a,b\n${'1'.repeat(994)},"x\n`,
    `2,${'y'.repeat(997)}\n`,
    20_001,
  ],
];

for (const [what, name, head, repeated, rows] of long) {
  test(`memory stays flat over 20 MB: ${name}, ${what}`, async () => {
    const source = new Endless(head, repeated, SIZE);
    const shape = shapeOf(Buffer.from(head + repeated.repeat(100)), name);
    const envelope = { head: '[', separator: ',', tail: ']' };
    const limits = { maxRows: 1000, maxBytes: 1_000_000 };
    const encoder = createEncoder(shape, { ...LIMITS, maxItemBytes: 999_999 });
    const before = process.memoryUsage().arrayBuffers;
    let read = 0;
    for await (const { end } of cutChunks({ source, encoder, envelope, limits, from: shape.first, sink: newSink })) {
      read = end.row;
    }
    assert.equal(read, rows);
    assert.ok(source.most - before < MOST_BYTES, `${source.most - before} bytes of buffers`);
  });
}
