/** The rows of one import, and what the service is to make of each: their fate is written in them. */
import type { Random } from './random.js';

/** fine: applied · bad: refused by the job · poison: the whole request is refused for it. */
type Fate = 'fine' | 'bad' | 'poison';

export interface Row {
  readonly id: string;
  readonly value: string;
  readonly fate: Fate;
}

export interface Rows {
  readonly list: readonly Row[];
  readonly format: 'csv' | 'ndjson';
  readonly text: string;
}

export interface Shares {
  readonly bad: number;
  readonly poison: number;
  /** Rows for a record that has one already. */
  readonly again: number;
}

/** From 5 to 30 rows. All are different, unless they are all to be equal. */
export function drawRows(random: Random, { bad, poison, again }: Shares, isEqual: boolean): Rows {
  const count = random.between(5, 30);
  const list = Array.from({ length: count }, (_, index): Row => {
    if (isEqual) return { id: 'same', value: 'same', fate: 'fine' };
    const id = random.chance(again) ? `id${random.below(index + 1)}` : `id${index}`;
    const draw = random.next();
    // Where nothing was accepted yet, the program takes a few refusals for a wrong mapping and stops.
    const fate = fateOf(draw, bad, poison);
    return { id, value: `v${index}`, fate: index < 4 && fate === 'poison' ? 'fine' : fate };
  });
  const format = random.chance(0.5) ? 'csv' : 'ndjson';
  return {
    list,
    format,
    text: format === 'csv' ? csvOf(list) : list.map((row) => `${JSON.stringify(row)}\n`).join(''),
  };
}

function fateOf(draw: number, bad: number, poison: number): Fate {
  if (draw < bad) return 'bad';
  return draw < bad + poison ? 'poison' : 'fine';
}

function csvOf(list: readonly Row[]): string {
  return `id,value,fate\n${list.map(({ id, value, fate }) => `${id},${value},${fate}\n`).join('')}`;
}

/** The rows of a request. Throws for a body that no sound program sends. */
export function rowsIn(body: string): Row[] {
  const { records }: { records: Row[] } = JSON.parse(body);
  return records;
}
