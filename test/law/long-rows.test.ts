/** A row that is too long to be held is passed over, and all behind it stands where it did. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Rejection } from '../../src/record.js';
import { chunksOf } from './chunks-of.js';

const CUT = { maxBytes: 1_000, maxRecordBytes: 300 };
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
          const chunks = await chunksOf(bytes, { ...CUT, maxRows, piece });
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
