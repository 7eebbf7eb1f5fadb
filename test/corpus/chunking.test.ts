/** Where chunks end, at and around every limit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEncoder } from '../../src/encode/create.js';
import { detectShape } from '../../src/encode/shape.js';
import { cut, maxItemBytes, type CutChunk } from '../support/cut.js';

const envelope = { head: '[', separator: ',', tail: ']' };

function chunksOf(text: string, name: string, maxRows: number, maxBytes = 10_000_000): CutChunk[] {
  const bytes = Buffer.from(text);
  const shape = detectShape(bytes, { name }, true) ?? assert.fail('no shape');
  const limits = { maxRows, maxBytes };
  const most = { separator: ',', maxItemBytes: maxItemBytes(envelope, limits), maxRecordBytes: 1_000_000 };
  return cut({ bytes, encoder: createEncoder(shape, most), envelope, limits, from: shape.first, readBytes: 262_144 });
}

const rowsOf = (chunks: readonly CutChunk[]) => chunks.map(({ start, end }) => end.row - start.row);

for (const [rows, expected] of [
  [9999, [9999]],
  [10_000, [10_000]],
  [10_001, [10_000, 1]],
] as const) {
  test(`${rows} rows where 10,000 fit; all are alike, and none is dropped for that`, () => {
    assert.deepEqual(rowsOf(chunksOf(`a\n${'x\n'.repeat(rows)}`, 'a.csv', 10_000)), expected);
    const chunks = chunksOf('{"a":1}\n'.repeat(rows), 'a.ndjson', 10_000);
    assert.deepEqual(rowsOf(chunks), expected);
    assert.equal(chunks.map(({ body }) => JSON.parse(body ?? '').length).join(), expected.join());
  });
}

/** Ten rows whose body takes exactly so many bytes; characters of two bytes count as two. */
const item = '{"a":"ééé"}';
const whole = Buffer.byteLength(`[${Array<string>(10).fill(item).join()}]`);

for (const [more, expected] of [
  [-1, [9, 1]],
  [0, [10]],
  [1, [10]],
] as const) {
  test(`a body of exactly the limit ${more < 0 ? more : `+${more}`}`, () => {
    const chunks = [
      chunksOf(`${item}\n`.repeat(10), 'a.ndjson', 100, whole + more),
      chunksOf(`a\n${'ééé\n'.repeat(10)}`, 'a.csv', 100, whole + more),
    ];
    for (const found of chunks) {
      assert.deepEqual(rowsOf(found), expected);
      assert.equal(
        found.reduce((sum, { ranges }) => sum + ranges.length, 0),
        10,
      );
    }
  });
}

test('a row beyond the limit in the middle costs itself and ends no chunk', () => {
  const [chunk, ...others] = chunksOf(`a\nx\n${'y'.repeat(500)}\nz\n`, 'a.csv', 100, 200);
  assert.equal(chunk?.body, '[{"a":"x"},{"a":"z"}]');
  assert.deepEqual([chunk?.rejections.map(({ row, code }) => [row, code]), others], [[[2, 'item_too_large']], []]);
});

test('one byte decides whether a character of two fits', () => {
  const limit = Buffer.byteLength('[{"a":"xé"}]');
  assert.equal(chunksOf('a\nxé\n', 'a.csv', 100, limit)[0]?.rejections.length, 0);
  assert.equal(chunksOf('a\nxé\n', 'a.csv', 100, limit - 1)[0]?.rejections.length, 1);
});
