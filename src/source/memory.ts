/** A stretch of a stream in memory. */

export class Memory {
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the stretch begins. */
  start: number;

  constructor(start: number) {
    this.start = start;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  append(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  /** 0 where the position isn't in it. */
  read(into: Uint8Array, position: number): number {
    if (position < this.start) return 0;
    const found = this.#bytes.subarray(position - this.start, position - this.start + into.length);
    into.set(found);
    return found.length;
  }

  /** What is before the position isn't needed any more. */
  letGo(position: number): void {
    const bytes = Math.min(this.#bytes.length, Math.max(0, position - this.start));
    this.#bytes = this.#bytes.subarray(bytes);
    this.start += bytes;
  }
}
