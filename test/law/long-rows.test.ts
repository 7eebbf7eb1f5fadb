/** A row that is too long to be held is passed over, and all behind it stands where it did. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { createEncoder } from '../../src/encode/create.js';
import { detectShape } from '../../src/encode/shape.js';
import { BodyMemory } from '../../src/import/body-memory.js';
import { cutChunks } from '../../src/import/chunk.js';
import { maxItemBytes, type Chunk } from '../../src/import/open-chunk.js';
import type { Rejection } from '../../src/record.js';

const envelope = { head: '[', separator: ',', tail: ']' };
const MOST_RECORD_BYTES = 300;

async function chunksOf(bytes: Buffer, maxRows: number, piece: number): Promise<Chunk[]> {
  const shape = detectShape(bytes, { name: 'rows.ndjson' }, true) ?? assert.fail('no shape');
  const most = { separator: ',', maxItemBytes: maxItemBytes(envelope, 1_000), maxRecordBytes: MOST_RECORD_BYTES };
  const memory = new BodyMemory();
  const read = async (into: Uint8Array, position: number) => {
    const shown = bytes.subarray(position, position + Math.min(piece, into.length));
    into.set(shown);
    return shown.length;
  };
  const cutting = {
    source: { read },
    encoder: createEncoder(shape, most),
    envelope,
    limits: { maxRows, maxBytes: 1_000 },
    from: shape.first,
    sink: (expectedBytes: number) => memory.sink(expectedBytes),
  };
  const chunks: Chunk[] = [];
  for await (const chunk of cutChunks(cutting)) chunks.push(chunk);
  return chunks;
}

const LONG = 'x'.repeat(3_000);

for (const [what, lines] of [
  ['in the middle', ['{"a":0}', LONG, '{"a":1}', LONG, LONG, '{"a":2}']],
  ['at the end', ['{"a":0}', LONG]],
  ['at the beginning, behind a broken one', ['{"a":0}', '{', LONG, '{"a":1}']],
] as const) {
  for (const end of ['', '\n']) {
    test(`${what}${end === '' ? ', without a line break behind it' : ''}`, async () => {
      const bytes = Buffer.from(lines.join('\n') + end);
      for (const maxRows of [1, 2, 9]) {
        for (const piece of [50, 700, 100_000]) {
          const chunks = await chunksOf(bytes, maxRows, piece);
          let at = { byte: 0, row: 0 };
          for (const { start, end: to, crc } of chunks) {
            assert.deepEqual([start.byte, start.row], [at.byte, at.row]);
            assert.equal(crc, crc32(bytes.subarray(start.byte, to.byte)));
            at = to;
          }
          assert.deepEqual([at.byte, at.row], [bytes.length, lines.length]);
          const rejected = chunks.flatMap(({ rejections }): readonly Rejection[] => rejections);
          const bad = lines.flatMap((line, index) => (line.startsWith('{"') ? [] : [index]));
          assert.deepEqual(
            rejected.map(({ row, line }) => [row, line]),
            bad.map((index) => [index + 1, index + 1]),
          );
          for (const { row, start, end: to } of rejected)
            assert.equal(bytes.toString('utf8', start, to).trimEnd(), lines[row - 1]);
          const sent = chunks.flatMap(({ body }): unknown[] =>
            Buffer.isBuffer(body) ? JSON.parse(body.toString()) : [],
          );
          assert.equal(sent.length, lines.length - bad.length);
        }
      }
    });
  }
}
