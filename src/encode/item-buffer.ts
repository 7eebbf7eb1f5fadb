import { ORIGIN_WIDTH } from './encoder.js';

/** Bytes that one UTF-16 code unit takes in UTF-8, at most. */
const UTF8_BYTES = 3;

/** An encoder's output memory, used again by every call: items behind each other, and where each came from. */
export class ItemBuffer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(65_536);
  #origins = new Uint32Array(1024 * ORIGIN_WIDTH);
  #length = 0;
  #items = 0;

  /** Bytes of the items kept so far. */
  get length(): number {
    return this.#length;
  }

  /** Views, valid until the next `clear`. */
  get items(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  get origins(): Uint32Array {
    return this.#origins.subarray(0, ORIGIN_WIDTH * this.#items);
  }

  clear(): void {
    this.#length = 0;
    this.#items = 0;
  }

  /** Writes an item behind the others without keeping it yet; answers its length in bytes. */
  stage(text: string): number {
    const most = UTF8_BYTES * text.length;
    const isRoomy = this.#length + most <= this.#bytes.length;
    if (!isRoomy) this.#reserve(Buffer.byteLength(text));
    return this.#bytes.write(text, this.#length);
  }

  /** Likewise, where each of the text's characters stands for one byte. */
  stageBytes(text: string): number {
    this.#reserve(text.length);
    return this.#bytes.write(text, this.#length, 'latin1');
  }

  /** Keeps the staged item of so many bytes: the row at `start` to `end` of the input. */
  keep(bytes: number, start: number, end: number): void {
    const at = ORIGIN_WIDTH * this.#items;
    if (at === this.#origins.length) {
      const grown = new Uint32Array(2 * at);
      grown.set(this.#origins);
      this.#origins = grown;
    }
    this.#length += bytes;
    this.#items += 1;
    this.#origins[at] = this.#length;
    this.#origins[at + 1] = start;
    this.#origins[at + 2] = end;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
