/** Rows full of repeated keys, and what a service holds that applied them one after the other. */
import type { Chance } from '../encode/simd/chance.js';

/** What is kept is the last value of each member, under the number of the row that brought it. */
export type Kept = Map<string, Map<string, string>>;

/** A row as its members' names and JSON texts. */
type Row = readonly (readonly [name: string, value: string])[];

/** Spelled in ways that a service may or may not tell apart: this one matches by what is written. */
const SPELLINGS: readonly ((key: number) => string)[] = [
  (key) => `"user${key}@example.com"`,
  (key) => `"User${key}@example.com"`,
  (key) => `"${key}"`,
  String,
  (key) => `"Zoë ${key}"`,
  (key) => `"\\u0061${key}"`,
];

export class RepeatedKeys {
  readonly #rows: readonly Row[];

  /** `count` rows over `keys` keys. The stranger they are spelled, the more has to wait. */
  constructor(chance: Chance, count: number, keys: number) {
    const spellings = chance.oneIn(3) ? SPELLINGS : SPELLINGS.slice(0, 1 + chance.below(4));
    const name = (row: number) => chance.pick(['a', 'b', row % 2 === 0 ? 'c' : 'd']);
    this.#rows = Array.from({ length: count }, (_, index) => [
      ['k', chance.pick(spellings)(chance.below(keys))],
      [name(index), String(index)],
      ['last', String(index)],
    ]);
  }

  /** The rows as a source. */
  get text(): string {
    return this.#rows.map((row) => `{${row.map(([name, value]) => `"${name}":${value}`).join(',')}}\n`).join('');
  }

  /** After the last row. */
  get kept(): Kept {
    const kept: Kept = new Map();
    for (const row of this.#rows) merge(kept, row);
    return kept;
  }
}

/** The same of records as the service gives them. */
export function keptIn(records: readonly string[]): Kept {
  const kept: Kept = new Map();
  for (const record of records) {
    const members: Record<string, unknown> = JSON.parse(record);
    merge(
      kept,
      Object.entries(members).map(([name, value]) => [name, JSON.stringify(value)]),
    );
  }
  return kept;
}

function merge(kept: Kept, row: Row): void {
  const members = new Map(row.map(([name, value]): [string, string] => [name, String(JSON.parse(value))]));
  const key = members.get('k') ?? '';
  kept.set(key, new Map([...(kept.get(key) ?? []), ...members]));
}
