/** Where one more is too much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutItems } from '../../src/import/item-range.js';
import { Lanes } from '../../src/import/lanes.js';
import { maxItemBytes } from '../../src/import/open-chunk.js';

test('an item has the room that head and tail leave, and its own separator costs nothing', () => {
  assert.equal(maxItemBytes({ head: '{"ü":[', separator: ',\n', tail: ']}}' }, 100), 100 - 7 - 3 + 2);
});

test('bytes that wait leave room as long as there is not one more of them than may', async () => {
  const marks = Float64Array.from([1]);
  for (const [bytes, hasRoom] of [
    [16_000_000, true],
    [16_000_001, false],
  ] as const) {
    const lanes = new Lanes(new AbortController().signal);
    lanes.enter(marks, 0);
    lanes.enter(marks, bytes);
    const room = Promise.race([lanes.room().then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);
    assert.equal(await room, hasRoom);
  }
});

test('what is taken out of a range is kept in order', () => {
  assert.deepEqual(withoutItems({ from: 0, to: 9, without: [5] }, [7, 2, 3]).without, [2, 3, 5, 7]);
});
