import type { BodySink } from './body.js';

/** A request body in memory, grown by doubling. */
export class ByteBuffer implements BodySink {
  #bytes: Buffer;
  #length = 0;

  /** `memory` is all of its ArrayBuffer, and nobody else's. */
  constructor(memory: Buffer) {
    this.#bytes = memory;
  }

  get length(): number {
    return this.#length;
  }

  /** A view, not a copy. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  discard(): void {
    this.#length = 0;
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.finish());
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  trim(bytes: number): void {
    this.#length -= bytes;
  }
}
