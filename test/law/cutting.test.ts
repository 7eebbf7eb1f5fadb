/** The chunker itself: what it cuts tiles the source, however it is read, and no request holds more than it may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { runs } from '../support/properties.js';
import { chunksOf } from './chunks-of.js';

const LINES = ['{"a":1}', '{"a":"long enough to fill a request"}', '', '{broken', 'null', '{"a":"é"}'];
const given = fc.record({
  lines: fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 12 }),
  maxRows: fc.integer({ min: 1, max: 5 }),
  maxBytes: fc.constantFrom(60, 100, 1_000),
  piece: fc.constantFrom(1, 7, 1_000),
  other: fc.integer({ min: 1, max: 200 }),
});

test('chunks tile the source, hold its good rows in order and no more than they may, and their CRC is of their bytes', async () => {
  await fc.assert(
    fc.asyncProperty(given, async ({ lines, other, ...drawn }) => {
      // A first row, so that there is a shape.
      const rows = ['{"a":0}', ...lines];
      const bytes = Buffer.from(rows.join('\n'));
      const cut = { ...drawn, maxRecordBytes: 1_000 };
      const chunks = await chunksOf(bytes, cut);
      assert.deepEqual(await chunksOf(bytes, { ...cut, piece: other }), chunks, 'however it is read');
      let at = { byte: 0, row: 0 };
      for (const { start, end, crc, body, items, rejections } of chunks) {
        assert.deepEqual([start.byte, start.row], [at.byte, at.row]);
        assert.equal(crc, crc32(bytes.subarray(start.byte, end.byte)));
        assert(end.row - start.row <= cut.maxRows && end.row - start.row === items + rejections.length);
        assert(!Buffer.isBuffer(body) || body.length <= cut.maxBytes);
        at = end;
      }
      assert.equal(bytes.toString('utf8', at.byte).trim(), '', 'nothing is left but blank lines');
      assert.equal(at.row, rows.filter((line) => line !== '').length);
      const sent = chunks.flatMap(({ body }): unknown[] => (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : []));
      const good = rows.filter((line) => line.startsWith('{"'));
      assert.deepEqual(
        sent.map((item) => JSON.stringify(item)),
        good,
      );
    }),
    runs(60, 2),
  );
});
