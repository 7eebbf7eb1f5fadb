/** Where a byte stands next in a text. One search answers every question up to the place that it found. */
export class NextByte {
  readonly #text: Buffer;
  readonly #byte: number;
  /** None stands from `#from` to just before `#next`. */
  #from = 0;
  #next = -1;

  /** Without a byte, it stands nowhere. */
  constructor(text: Buffer, byte: number | undefined) {
    this.#text = text;
    this.#byte = byte ?? 0;
    if (byte === undefined) this.#next = text.length;
  }

  /** The first offset from `at` on, or the text's length. */
  from(at: number): number {
    if (at < this.#from || at > this.#next) {
      const found = this.#text.indexOf(this.#byte, at);
      this.#from = at;
      this.#next = found < 0 ? this.#text.length : found;
    }
    return this.#next;
  }
}
