/** What must hold for any source, whatever its format and whichever encoder reads it. */
import assert from 'node:assert/strict';
import { createEncoder } from '../../src/encode/create.js';
import { advance, ORIGIN_WIDTH, type ItemLimits } from '../../src/encode/encoder.js';
import type { Shape } from '../../src/encode/shape.js';
import type { Envelope, Limits, Position } from '../../src/record.js';
import { cut, maxItemBytes, type CutChunk } from '../support/cut.js';

/** A source, and the conditions that it is cut under. */
export interface Job {
  readonly bytes: Buffer;
  readonly shape: Shape;
  readonly envelope: Envelope;
  readonly limits: Limits;
  readonly maxRecordBytes: number;
}

function itemLimits({ envelope, limits, maxRecordBytes }: Job): ItemLimits {
  return { separator: envelope.separator, maxItemBytes: maxItemBytes(envelope, limits), maxRecordBytes };
}

function cutJob(job: Job, readBytes: number, from: Position = job.shape.first): CutChunk[] {
  const { bytes, shape, envelope, limits } = job;
  return cut({ bytes, encoder: createEncoder(shape, itemLimits(job)), envelope, limits, from, readBytes });
}

/** The line breaks before every offset, counted one byte after the other. */
function linesBefore(bytes: Buffer, { format }: Shape): Uint32Array {
  const lines = new Uint32Array(bytes.length + 1);
  for (const [index, byte] of bytes.entries()) {
    const isBreak = byte === 10 || (format === 'csv' && byte === 13 && bytes[index + 1] !== 10);
    lines[index + 1] = (lines[index] ?? 0) + (isBreak ? 1 : 0);
  }
  return lines;
}

/** Only blank lines, and comments. In CSV a blank makes a row. */
function isEmpty(bytes: Buffer, shape: Shape): boolean {
  const text = bytes.toString('latin1');
  if (shape.format === 'ndjson') return /^[ \t\r\n]*$/.test(text);
  return text.split(/[\r\n]/).every((line) => line === '' || (shape.comment !== '' && line.startsWith(shape.comment)));
}

/** However the source is read, the chunks are the same. */
export function agree(job: Job, readSizes: readonly number[]): CutChunk[] {
  const chunks = cutJob(job, job.bytes.length + 1);
  for (const readBytes of readSizes) assert.deepEqual(cutJob(job, readBytes), chunks, `reads of ${readBytes}`);
  return chunks;
}

/** Nothing lost, nothing counted twice, every limit and every position exact. */
export function conserve(job: Job, chunks: readonly CutChunk[]): void {
  let at = job.shape.first;
  const lines = linesBefore(job.bytes, job.shape);
  for (const chunk of chunks) {
    assert.deepEqual(chunk.start, at, 'chunks join');
    at = chunk.end;
    checkChunk(job, chunk, lines);
  }
  assert(isEmpty(job.bytes.subarray(at.byte), job.shape), 'only blank lines are left');
}

function checkChunk(job: Job, chunk: CutChunk, lines: Uint32Array): void {
  const { limits, envelope } = job;
  const { start, end, body, ranges, rejections } = chunk;
  const rows = end.row - start.row;
  assert(rows >= 1 && rows <= limits.maxRows, 'rows within the limit');
  assert.equal(ranges.length + rejections.length, rows, 'every row is an item or a rejection');
  assert.deepEqual([start.line, end.line], [lines[start.byte], lines[end.byte]], 'lines of a chunk');
  assert.equal(body === undefined, ranges.length === 0);
  if (body !== undefined) {
    assert(body.length <= limits.maxBytes, 'bytes within the limit');
    const items = Buffer.from(
      body.slice(envelope.head.length, body.length - envelope.tail.length),
      'latin1',
    ).toString();
    const texts = envelope.separator === '\n' ? items.split('\n').join(',') : items;
    const array: unknown = JSON.parse(`[${texts}]`);
    assert(Array.isArray(array));
    assert.equal(array.length, ranges.length, 'items in the body');
  }
  checkTiling(job, chunk, lines);
}

/** Items and rejections lie side by side, with only blank lines between them, and count rows and lines in step. */
function checkTiling({ bytes, shape }: Job, { start, end, ranges, rejections }: CutChunk, lines: Uint32Array): void {
  const rows = [...ranges.map(([from, to]) => ({ start: from, end: to })), ...rejections];
  let covered = start.byte;
  let { row } = start;
  for (const next of rows.toSorted((one, two) => one.start - two.start)) {
    const blank = bytes.subarray(covered, next.start);
    assert(next.end > next.start && next.start >= covered && isEmpty(blank, shape), 'rows tile the chunk');
    row += 1;
    const line = (lines[next.start] ?? 0) + 1;
    if ('row' in next) assert.deepEqual([next.row, next.line], [row, line], 'row and line of a rejection');
    covered = next.end;
  }
  assert.equal(covered, end.byte, 'a chunk ends with a row');
}

/** A chunk ends where its rows are up, or where the next item doesn't fit: never earlier. */
export function fill(job: Job, chunks: readonly CutChunk[]): void {
  const { limits, bytes, shape } = job;
  const most = itemLimits(job);
  const encoder = createEncoder(shape, most);
  for (const { start, end, body = '' } of chunks.slice(0, -1)) {
    if (end.row - start.row === limits.maxRows) continue;
    let at = end;
    for (;;) {
      const next = encoder.encode(bytes.subarray(at.byte), at, { rows: 1, bytes: most.maxItemBytes }, true);
      if (next.rows > 0) assert(body.length + next.items.length > limits.maxBytes, 'the next item has no room');
      if (next.rows > 0) break;
      at = advance(at, next);
    }
  }
}

/** Begun again at any boundary the rest comes out the same; a chunk's bytes alone give its items and ranges again. */
export function restart(job: Job, chunks: readonly CutChunk[], readBytes: number): void {
  for (const [index, chunk] of chunks.entries()) {
    assert.deepEqual(cutJob(job, readBytes, chunk.start), chunks.slice(index), `from chunk ${index}`);
    const alone = { ...job, bytes: job.bytes.subarray(0, chunk.end.byte) };
    const [again, ...more] = cutJob(alone, readBytes, chunk.start);
    assert.deepEqual(
      [again].map((one) => one && withoutReasons(one)),
      [withoutReasons(chunk)],
      `chunk ${index} alone`,
    );
    assert.equal(more.length, 0);
  }
}

/** That a row is broken, and where, is the same; what the fault is called may show only behind the chunk. */
function withoutReasons(chunk: CutChunk): object {
  return { ...chunk, rejections: chunk.rejections.map(({ row, line, start, end }) => ({ row, line, start, end })) };
}

/** Each item's range encoded alone gives the item again. */
export function trace(job: Job): void {
  const { bytes, shape } = job;
  const most = itemLimits(job);
  const [encoder, alone] = [createEncoder(shape, most), createEncoder(shape, most)];
  const room = { rows: 1000, bytes: most.maxItemBytes };
  for (let at = shape.first; ;) {
    const input = bytes.subarray(at.byte);
    const { items, origins, ...encoded } = encoder.encode(input, at, room, true);
    for (let index = 0; index < origins.length; index += ORIGIN_WIDTH) {
      const [itemEnd = 0, start = 0, end = 0] = origins.subarray(index, index + ORIGIN_WIDTH);
      const item = items.subarray(origins[index - ORIGIN_WIDTH] ?? 0, itemEnd);
      assert.deepEqual(Buffer.from(alone.encode(input.subarray(start, end), at, room, true).items), Buffer.from(item));
    }
    if (encoded.consumed === 0) break;
    at = advance(at, encoded);
  }
}
