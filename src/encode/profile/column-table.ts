/** What the rows of a source hold, column by column. */
import type { Fields } from '../../record.js';
import { summarise, type ColumnSummary } from './column-summary.js';
import { ColumnTally } from './column-tally.js';
import { DistinctCounter } from './distinct.js';

/** Columns that are looked at; a source may have any number. */
const MOST_COLUMNS = 1000;
/** Columns beyond those that are told from each other. */
const MOST_BEYOND = 100_000;
/** Hashes kept of a column, for the first columns and for those behind them: memory is bounded for a thousand too. */
const KEPT_HASHES = 2048;
const FEWER_HASHES = 256;
const FIRST_COLUMNS = 100;

export interface TableSummary {
  /** Rows that could be read: those that the columns are counted by. */
  readonly rows: number;
  /** Of a CSV source in the order of its header, else in the order in which they were met. */
  readonly columns: readonly ColumnSummary[];
  /** Columns beyond those, counted up to a hundred thousand. */
  readonly moreColumns: number;
}

/** The columns by name. */
export class ColumnTable {
  readonly #columns = new Map<string, ColumnTally>();
  readonly #beyond = new Set<string>();
  #rows = 0;
  /** The columns of the row before: CSV rows all have the same. */
  #names: readonly string[] = [];
  #tallies: readonly (ColumnTally | undefined)[] = [];

  constructor(names: readonly string[]) {
    this.#take(names);
  }

  add({ names, values }: Fields, row: number): void {
    if (names !== this.#names) this.#take(names);
    this.#rows += 1;
    const tallies = this.#tallies;
    for (let index = 0; index < tallies.length; index++) tallies[index]?.add(values[index] ?? 'null', row);
  }

  summary(hasTimezone: boolean): TableSummary {
    const columns = [...this.#columns.values()].map((tally) => summarise(tally, this.#rows, hasTimezone));
    return { rows: this.#rows, columns, moreColumns: this.#beyond.size };
  }

  #take(names: readonly string[]): void {
    this.#names = names;
    this.#tallies = names.map((name) => this.#columns.get(name) ?? this.#begin(name));
  }

  #begin(name: string): ColumnTally | undefined {
    const index = this.#columns.size;
    if (index === MOST_COLUMNS) return this.#skip(name);
    const tally = new ColumnTally(name, new DistinctCounter(index < FIRST_COLUMNS ? KEPT_HASHES : FEWER_HASHES));
    this.#columns.set(name, tally);
    return tally;
  }

  /** Rows of NDJSON may each have names of their own. */
  #skip(name: string): undefined {
    if (this.#beyond.size < MOST_BEYOND) this.#beyond.add(name);
  }
}
