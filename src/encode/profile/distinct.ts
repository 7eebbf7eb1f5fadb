/** How many different values there are: counted while they are few, then estimated from the smallest of their hashes. */

const HASHES = 2 ** 53;

/**
 * Keeps the `kept` smallest of the values' hashes (KMV): if they fill a share of all hashes, the values are so many.
 * Exact up to twice as many values, then right within some `100 / sqrt(kept)` percent. The hash is fixed, so the same values
 * give the same number.
 */
export class DistinctCounter {
  readonly #kept: number;
  readonly #hashes = new Set<number>();
  #limit = HASHES;

  constructor(kept: number) {
    this.#kept = kept;
  }

  get isExact(): boolean {
    return this.#limit === HASHES;
  }

  /** A whole number. It depends on the values alone, not on their order. */
  get count(): number {
    if (this.isExact) return this.#hashes.size;
    const last = Float64Array.from(this.#hashes).toSorted()[this.#kept - 1] ?? HASHES;
    return Math.round(((this.#kept - 1) * HASHES) / last);
  }

  add(value: string): void {
    const hash = hashOf(value);
    if (hash >= this.#limit) return;
    this.#hashes.add(hash);
    if (this.#hashes.size > 2 * this.#kept) this.#drop();
  }

  #drop(): void {
    const sorted = Float64Array.from(this.#hashes).toSorted();
    this.#limit = sorted[this.#kept] ?? this.#limit;
    for (const hash of sorted.subarray(this.#kept)) this.#hashes.delete(hash);
  }
}

/** A whole number below 2^53, spread evenly: two lanes of 32 bits, each mixed by other odd factors. */
export function hashOf(text: string): number {
  let high = 0x3c6ef372;
  let low = 0x510e527f;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low + unit, 0x2c1b3c6d) ^ (low >>> 15);
  }
  return (mixed(high ^ text.length) >>> 11) * 2 ** 32 + (mixed(low ^ high) >>> 0);
}

/** Every bit of the answer depends on every bit of the number. */
function mixed(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
