/** Where something was met. */

const MOST_ROWS = 3;
/** Characters of an example; a cell may be a megabyte. */
const LONGEST_EXAMPLE = 200;

/** How often something was met, and where first. */
export interface Sighting {
  readonly count: number;
  /** From 1, ascending: three at most. */
  readonly rows: readonly number[];
  /** The first value, 200 characters at most. */
  readonly example: string;
}

export const NEVER: Sighting = { count: 0, rows: [], example: '' };

/** One that is still being met. */
export class OpenSighting implements Sighting {
  readonly rows: number[] = [];
  count = 0;
  example = '';

  add(text: string, row: number): void {
    if (this.count === 0) this.example = clipped(text);
    this.count += 1;
    if (this.rows.length < MOST_ROWS) this.rows.push(row);
  }
}

/** The beginning, where it is long. */
export function clipped(text: string): string {
  return text.length <= LONGEST_EXAMPLE ? text : `${text.slice(0, LONGEST_EXAMPLE - 1)}…`;
}
