/** Chance that comes out the same for the same number (xorshift32): cheaper than a generator that can shrink. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // Neighbours must not be alike, and zero would stay zero.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) || 1;
    for (let times = 0; times < 4; times++) this.#next();
  }

  /** A whole number from 0 to just before `end`. */
  below(end: number): number {
    return Math.floor((this.#next() / 2 ** 32) * end);
  }

  oneIn(many: number): boolean {
    return this.below(many) === 0;
  }

  pick<T>(list: readonly T[]): T {
    const [one] = list.slice(this.below(list.length));
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }
}
