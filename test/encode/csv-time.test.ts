/** Reading CSV takes time in proportion to its length, whatever is in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEncoder } from '../../src/encode/create.js';
import { advance } from '../../src/encode/encoder.js';
import { detectShape } from '../../src/encode/shape.js';
import type { FormatChoice } from '../../src/encode/format.js';

/** CPU ms, the best of three, to encode the source from a window of all of it. */
function timeOf(text: string, choice: Partial<FormatChoice> = {}): number {
  const bytes = Buffer.from(text);
  const shape = detectShape(bytes, { name: 'x.csv', delimiter: ',', ...choice }, true);
  assert(shape);
  // The fast encoder leaves long records to this one, so that a longer source would be measured on another.
  const encoder = createEncoder(shape, { separator: ',', maxItemBytes: 1e8, maxRecordBytes: 1e8 }, 'reference');
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    let at = shape.first;
    for (;;) {
      const encoded = encoder.encode(bytes.subarray(at.byte), at, { rows: 1e6, bytes: 1e8 }, true);
      if (encoded.consumed === 0) break;
      at = advance(at, encoded);
    }
    assert.equal(at.byte, bytes.length);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const wide = (cell: string) => (count: number) => `a,b\n${cell.repeat(count)}\n`;

/** What would make a scanner that looks back, or ahead, for every field or row take the square of the time. */
const shapes: [what: string, text: (count: number) => string, choice?: Partial<FormatChoice>][] = [
  ['quoted cells of one row', wide('"x",')],
  ['cells of one row', wide('x,')],
  ['doubled quotes of one cell', (count) => `a,b\n"${'""'.repeat(count)}",x\n`],
  ['escapes of one cell', (count) => `a,b\n"${'\\"'.repeat(count)}",x\n`, { escape: '\\' }],
  ['line breaks of one cell', (count) => `a,b\n"${'\r\n\r'.repeat(count)}",x\n`],
  ['rows that end with CR', (count) => `a,b\r${'1,2\r'.repeat(count)}`],
  ['comments', (count) => `a,b\n${'#"\n'.repeat(count)}1,2\n`, { comment: '#' }],
  ['broken rows', (count) => `a,b\n${'1,x"y\n'.repeat(count)}`],
];

for (const [what, textOf, choice] of shapes) {
  test(`csv: linear time: ${what}`, () => {
    const [few, many] = [timeOf(textOf(4000), choice), timeOf(textOf(40_000), choice)];
    // Ten times as much, and room for what a busy machine adds; the square would be a hundred times.
    assert.ok(many < 35 * Math.max(few, 2), `${few} ms, then ${many} ms`);
  });
}

test('csv: 100,000 columns', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',');
  const row = `${'"x",'.repeat(99_999)}"y"`;
  // The square of their number would take minutes.
  assert.ok(timeOf(`${names}\n${`${row}\n`.repeat(2)}`) < 20_000);
});
