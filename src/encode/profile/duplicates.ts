/** Values that stand in more than one row. */
import { hashOf } from './distinct.js';
import { OpenSighting, type Sighting } from './sighting.js';

/** Values that are remembered; what is behind them is only compared with these. */
const MOST_VALUES = 1_000_000;

export class Duplicates {
  readonly #known = new Set<number>();
  readonly #seen = new OpenSighting();

  add(value: string, row: number): void {
    const hash = hashOf(value);
    if (!this.#known.has(hash)) {
      if (this.#known.size < MOST_VALUES) this.#known.add(hash);
      return;
    }
    this.#seen.add(value, row);
  }

  /** Rows whose value a row before them had. */
  get seen(): Sighting {
    return this.#seen;
  }
}
