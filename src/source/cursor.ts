/** A text that can only be read forward, at some place, with what was read last still in hand. */

/** Readers go back by less: what was read ahead of a chunk's end, and not used. Bytes. */
const KEPT_BYTES = 524_288;

export class Cursor {
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #held: Uint8Array[] = [];
  #start = 0;
  #end = 0;
  #isOver = false;
  #moving: Promise<void> | undefined;

  constructor(pieces: AsyncGenerator<Uint8Array>) {
    this.#pieces = pieces;
  }

  /** Behind the last byte read. */
  get end(): number {
    return this.#end;
  }

  /** The text ends at `end`. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends when the cursor can be moved again; undefined while it can. */
  get moving(): Promise<void> | undefined {
    return this.#moving;
  }

  holds(position: number): boolean {
    return position >= this.#start && position < this.#end;
  }

  /** Bytes of one piece from a position that it holds. */
  copy(into: Uint8Array, position: number): number {
    let start = this.#start;
    for (const piece of this.#held) {
      const end = start + piece.length;
      if (position < end) {
        const bytes = piece.subarray(position - start, position - start + into.length);
        into.set(bytes);
        return bytes.length;
      }
      start = end;
    }
    return 0;
  }

  /** Moves forward until it holds the position, or the text is over. Not while it is moving. */
  async reach(position: number): Promise<void> {
    const reaching = this.#reach(position);
    this.#moving = reaching.catch(() => undefined);
    try {
      await reaching;
    } finally {
      this.#moving = undefined;
    }
  }

  /** May be called while it moves, which then comes to nothing. */
  async close(): Promise<void> {
    await this.#moving;
    await this.#pieces.return(undefined);
  }

  async #reach(position: number): Promise<void> {
    while (this.#end <= position && !this.#isOver) {
      const { value, done } = await this.#pieces.next();
      this.#isOver = done === true;
      if (done === true || value.length === 0) continue;
      this.#held.push(value);
      this.#end += value.length;
      this.#letGo();
    }
  }

  #letGo(): void {
    for (;;) {
      const [oldest] = this.#held;
      if (oldest === undefined || this.#end - this.#start - oldest.length < KEPT_BYTES) return;
      this.#held.shift();
      this.#start += oldest.length;
    }
  }
}
