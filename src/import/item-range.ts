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

/** The range is all of a chunk's items. */
export function isWholeRange({ from, to, without }: ItemRange, items: number): boolean {
  return from === 0 && to === items && without.length === 0;
}

/** First and last item of each run of items without a gap. */
export function* stretches({ from, to, without }: ItemRange): Generator<readonly [first: number, last: number]> {
  let first = from;
  for (const gap of [...without, to]) {
    if (gap > first) yield [first, gap - 1];
    first = gap + 1;
  }
}

/** The range less some of its items. */
export function withoutItems({ from, to, without }: ItemRange, items: readonly number[]): ItemRange {
  return { from, to, without: [...without, ...items].toSorted((one, two) => one - two) };
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
