import type { ColumnTally } from './column-tally.js';
import { guessType, safeType, type ColumnType } from './column-type.js';
import { columnWarnings, type ColumnWarning } from './column-warnings.js';

/** What one column holds. */
export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType;
  /** Of `values`, how many fit the type: the confidence is their share. */
  readonly fits: number;
  /** Neither empty, null nor missing. */
  readonly values: number;
  readonly empty: number;
  readonly nulls: number;
  /** Rows without it, in NDJSON. */
  readonly missing: number;
  readonly distinct: { readonly count: number; readonly isExact: boolean };
  /** Characters. */
  readonly longest: number;
  /** The first different values, three at most, of 200 characters each at most. */
  readonly examples: readonly string[];
  /** The word for `--type` with which nothing would be lost or rejected; null where there is none, or none is needed. */
  readonly safeType: string | null;
  readonly warnings: readonly ColumnWarning[];
}

/** Of so many rows. `hasTimezone`: times without an offset have one. */
export function summarise(tally: ColumnTally, rows: number, hasTimezone: boolean): ColumnSummary {
  const guess = guessType(tally);
  const { name, values, distinct, longest, examples } = tally;
  const empty = tally.count('empty');
  const nulls = tally.count('null');
  return {
    name,
    ...guess,
    values,
    empty,
    nulls,
    missing: rows - values - empty - nulls,
    // An estimate may be more than there can be.
    distinct: { ...distinct, count: Math.min(distinct.count, values) },
    longest,
    examples,
    safeType: safeType(tally, guess, hasTimezone) ?? null,
    warnings: columnWarnings(tally, guess, hasTimezone),
  };
}
