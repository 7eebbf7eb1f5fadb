/** Mutants that do what the program does: nothing can tell them apart. Each was looked at. */

export interface Equal {
  /** Below src/. */
  readonly file: string;
  /** What stands there, white space made one blank, and what comes in its place; of all the places where it stands. */
  readonly text: string;
  /** Whatever comes in its place, where this is left out. */
  readonly into?: string;
  /** Why that makes no difference. */
  readonly because: string;
}

export const EQUAL: readonly Equal[] = [
  {
    file: 'journal/codec.ts',
    text: "''",
    into: '"Stryker was here!"',
    because: 'a checksum is as long for any text',
  },
  {
    file: 'journal/journal.ts',
    text: 'done < bytes.length',
    into: 'done <= bytes.length',
    because: 'where the bytes are a whole number of pieces, one more of no bytes is written behind them',
  },
  {
    file: 'journal/codec.ts',
    text: '{ // A CRC tells damage, not who wrote: it may fit what is no JSON. return undefined; }',
    into: '{}',
    because: 'a function that ends answers undefined',
  },
  {
    file: 'import/mark-table.ts',
    text: 'at < old.length',
    into: 'at <= old.length',
    because: 'behind the last place there is none, which counts as lane 0, and that is never open',
  },
  {
    file: 'import/recut.ts',
    text: '(encoded.rejections[rejected]?.start ?? Infinity) < at.byte + start',
    into: '(encoded.rejections[rejected]?.start ?? Infinity) <= at.byte + start',
    because: 'a row that is rejected and one that is an item do not begin at one byte',
  },
  {
    file: 'import/item-range.ts',
    text: 'item < middle',
    into: 'item <= middle',
    because: 'the middle is an item, and so none of those that are taken out',
  },
  {
    file: 'import/carry.ts',
    text: "''",
    into: '"Stryker was here!"',
    because: 'what is about to be sent has a key',
  },
  {
    file: 'import/carry.ts',
    text: 'refusal?.about',
    into: 'refusal.about',
    because: 'what stands as refused has a refusal',
  },
  {
    file: 'import/chunk.ts',
    text: "'chunk'",
    into: '""',
    because: 'what is none of the others is a chunk',
  },
  {
    file: 'import/run.ts',
    text: 'next?.done === true',
    into: 'true',
    because: 'where the source is not at its end, another turn of the loop follows, or the run was told to stop',
  },
  {
    file: 'import/open-chunk.ts',
    text: 'last !== undefined',
    into: 'true',
    because: 'what ends before its row does has that row rejected',
  },
  {
    file: 'journal/replay.ts',
    text: 'this.#rest.length > 0',
    into: 'this.#rest.length >= 0',
    because: 'a line of nothing is no entry, and nothing comes behind it',
  },
  {
    file: 'import/chunk.ts',
    text: "'read'",
    into: '""',
    because: 'only the other words are asked for',
  },
];
