/** Some items of a chunk: what a part sends. Items are known by their index in the chunk, from 0. */
import type { ItemRange } from '../journal/entry.js';

/** All of a chunk's items. */
export function wholeRange(items: number): ItemRange {
  return { from: 0, to: items, without: [] };
}

export function countItems({ from, to, without }: ItemRange): number {
  return to - from - without.length;
}

/** The index in the chunk of a part's `position`th item, from 0. */
export function itemAt({ from, without }: ItemRange, position: number): number {
  let item = from + position;
  for (const missing of without) if (missing <= item) item += 1;
  return item;
}

/** The range less one item. */
export function withoutItem({ from, to, without }: ItemRange, item: number): ItemRange {
  return { from, to, without: [...without, item].toSorted((one, two) => one - two) };
}

/** Two ranges, the first of them longer by one where the items are odd in number. There must be two items at least. */
export function halves(range: ItemRange): [ItemRange, ItemRange] {
  const middle = itemAt(range, Math.ceil(countItems(range) / 2));
  const { from, to, without } = range;
  return [
    { from, to: middle, without: without.filter((item) => item < middle) },
    { from: middle, to, without: without.filter((item) => item >= middle) },
  ];
}
