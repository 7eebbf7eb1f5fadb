/** Items of a chunk, and parts of them, against lists that say the same item by item. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  countItems,
  halves,
  isWholeRange,
  itemAt,
  stretches,
  wholeRange,
  withoutItems,
} from '../../src/import/item-range.js';
import type { ItemRange } from '../../src/journal/entry.js';
import { runs } from '../support/properties.js';

function itemsOf({ from, to, without }: ItemRange): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index).filter((item) => !without.includes(item));
}

const ranges = fc
  .record({ from: fc.nat(20), length: fc.nat(30), gaps: fc.uniqueArray(fc.nat(50), { maxLength: 12 }) })
  .map(({ from, length, gaps }): ItemRange => {
    const to = from + length;
    const without = gaps.filter((item) => item >= from && item < to).toSorted((one, two) => one - two);
    return { from, to, without };
  });

test('a range counts, finds and walks through its items', () => {
  fc.assert(
    fc.property(ranges, (range) => {
      const items = itemsOf(range);
      assert.equal(countItems(range), items.length);
      assert.deepEqual(
        items.map((_, position) => itemAt(range, position)),
        items,
      );
      const walked = [...stretches(range)].flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      );
      assert.deepEqual(walked, items);
    }),
    runs(100),
  );
});

test('two halves are the whole, and differ by one item at most', () => {
  fc.assert(
    fc.property(ranges, (range) => {
      fc.pre(countItems(range) >= 2);
      const [first, second] = halves(range);
      assert.deepEqual([...itemsOf(first), ...itemsOf(second)], itemsOf(range));
      const more = countItems(first) - countItems(second);
      assert(more === 0 || more === 1, `${more}`);
    }),
    runs(100),
  );
});

test('what is taken out is gone, and a range that lacks something is not whole', () => {
  fc.assert(
    fc.property(ranges, fc.nat(), (range, chance) => {
      fc.pre(countItems(range) > 0);
      const item = itemAt(range, chance % countItems(range));
      const rest = withoutItems(range, [item]);
      assert.deepEqual(
        itemsOf(rest),
        itemsOf(range).filter((other) => other !== item),
      );
      assert.equal(isWholeRange(rest, range.to), false);
      assert.equal(isWholeRange(wholeRange(range.to), range.to), true);
    }),
    runs(100),
  );
});
