/** What of a column would be lost, refused or misread. */
import type { CellKind } from './cell-kind.js';
import type { ColumnTally } from './column-tally.js';
import type { ColumnType, TypeGuess } from './column-type.js';
import { NEVER, type Sighting } from './sighting.js';

export interface ColumnWarning {
  readonly code:
    | 'leading_zeros'
    | 'plus_signs'
    | 'digits_lost'
    | 'bare_datetime'
    | 'ambiguous_date'
    | 'mixed_types'
    | 'null_word'
    | 'surrounding_blanks'
    | 'always_empty';
  readonly column: string;
  /** What most of the column is. */
  readonly type: ColumnType;
  /** Values that it is about. */
  readonly count: number;
  /** From 1: the first three of them, at most. */
  readonly rows: readonly number[];
  /** The first one, 200 characters at most. */
  readonly example: string;
}

/** What fits a type, and what doesn't where most of a column does. */
const FITTING: Readonly<Partial<Record<ColumnType, readonly CellKind[]>>> = {
  int: ['int', 'digits'],
  number: ['int', 'number', 'digits'],
  boolean: ['boolean', 'int'],
  datetime: ['datetime'],
  'datetime (no offset)': ['datetime', 'bare-datetime', 'date'],
  date: ['date'],
  json: ['json'],
};
const FILLED: readonly CellKind[] = [
  'int',
  'number',
  'digits',
  'boolean',
  'json',
  'text',
  'datetime',
  'bare-datetime',
  'date',
  'other-date',
];

/** In the order in which they matter. `hasTimezone`: bare times have one. */
export function columnWarnings(tally: ColumnTally, guess: TypeGuess, hasTimezone: boolean): readonly ColumnWarning[] {
  const { type } = guess;
  const nothing = tally.seen('null-word');
  const isBare = type === 'datetime (no offset)' && !hasTimezone;
  const isOtherDates = tally.count('other-date') >= tally.values / 2;
  const sightings: readonly [ColumnWarning['code'], Sighting][] = [
    ['leading_zeros', tally.seen('zeros')],
    ['plus_signs', tally.seen('plus')],
    ['digits_lost', tally.seen('digits')],
    ['bare_datetime', isBare ? tally.seen('bare-datetime') : NEVER],
    ['ambiguous_date', isOtherDates ? tally.ambiguous : NEVER],
    ['mixed_types', strangers(tally, guess)],
    ['null_word', nothing.count < tally.values ? nothing : NEVER],
    ['surrounding_blanks', tally.blanks],
    ['always_empty', tally.values === 0 ? { ...NEVER, count: tally.count('empty', 'null') } : NEVER],
  ];
  return sightings
    .filter(([, { count }]) => count > 0)
    .map(([code, { count, rows, example }]) => ({ code, column: tally.name, type, count, rows, example }));
}

/** The few values that aren't what the others are. */
function strangers(tally: ColumnTally, { type, fits }: TypeGuess): Sighting {
  const fitting = FITTING[type];
  const count = tally.values - fits - tally.count('null-word');
  if (fitting === undefined || count === 0) return NEVER;
  const seen = FILLED.filter((kind) => !fitting.includes(kind)).map((kind) => tally.seen(kind));
  const rows = seen.flatMap(({ rows }) => rows).toSorted((one, other) => one - other);
  const first = seen.find((sighting) => sighting.rows[0] === rows[0]);
  return { count, rows: rows.slice(0, 3), example: first?.example ?? '' };
}
