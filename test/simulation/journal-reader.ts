/** The journal read by other eyes: what it says of each row, for whoever judges it. Shares nothing with the program but the format. */

interface Refusal {
  readonly index: number;
}

interface Items {
  readonly from: number;
  readonly to: number;
  readonly without: readonly number[];
}

/** The members of entries that are looked at. */
export interface Entry {
  readonly type: string;
  readonly part: string;
  readonly key: string | null;
  readonly start: { readonly row: number };
  readonly end: { readonly row: number };
  readonly items: Items;
  readonly receipt: { readonly id: string };
  readonly refused: readonly Refusal[];
  readonly taken: readonly Refusal[];
  readonly unlisted: number;
  readonly reason: string;
  readonly children: readonly { readonly part: string; readonly items: Items }[];
}

/** What a journal says of one row: `unlisted` may be either, as nobody knows which of its request's rows were refused. */
export type Word = 'ok' | 'rejected' | 'unlisted' | 'doubt' | 'pending';

export interface Told {
  /** By the row's number from 0; those that were never cut are missing. */
  readonly rows: ReadonlyMap<number, Word>;
  /** Requests of which only the number of refused rows is known: their rows, and how many were applied. */
  readonly unlisted: readonly { readonly rows: readonly number[]; readonly applied: number }[];
  readonly doubts: readonly string[];
}

/** The whole lines of a journal. */
export function entriesIn(text: string): Entry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const entry: Entry = JSON.parse(line);
    return entry;
  });
}

/** All rows of a source here are sound, so that a chunk's items are its rows. */
export function tell(entries: readonly Entry[]): Told {
  const rows = new Map<number, Word>();
  const doubts: string[] = [];
  const items = new Map<string, number[]>();
  const unlisted: { rows: number[]; applied: number }[] = [];
  const starts = new Map<string, number>();
  const say = (numbers: readonly number[], word: Word) => numbers.forEach((row) => rows.set(row, word));
  for (const entry of entries) {
    const start = starts.get(chunkOf(entry.part)) ?? entry.start?.row ?? 0;
    const own = items.get(entry.part) ?? [];
    if (entry.type === 'INTENT') {
      starts.set(chunkOf(entry.part), start);
      items.set(entry.part, numbersOf(entry.items, start));
      say(numbersOf(entry.items, start), 'pending');
    } else if (entry.type === 'SPLIT') {
      say(
        entry.taken.map(({ index }) => start + index),
        'rejected',
      );
    } else if (entry.type === 'SETTLED') {
      say(own, entry.unlisted > 0 ? 'unlisted' : 'ok');
      if (entry.unlisted > 0) unlisted.push({ rows: own, applied: own.length - entry.unlisted - entry.refused.length });
      say(
        entry.refused.map(({ index }) => start + index),
        'rejected',
      );
    } else if (entry.type === 'IN_DOUBT') {
      say(own, 'doubt');
      doubts.push(entry.reason);
    }
  }
  return { rows, unlisted, doubts };
}

function chunkOf(part: string): string {
  return part?.split('.')[0] ?? '';
}

function numbersOf({ from, to, without }: Items, start: number): number[] {
  const indexes = Array.from({ length: to - from }, (_, at) => from + at).filter((index) => !without.includes(index));
  return indexes.map((index) => start + index);
}
