/** A source's bytes from the front on, as many at a time as are asked for. */
import { bytesOf, type Source } from './source.js';

export class ByteQueue {
  readonly #pieces: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  /** Behind what was taken. */
  position = 0;

  constructor(source: Source) {
    this.#pieces = bytesOf(source);
  }

  /** The next `bytes`; fewer only where the source ends. */
  async take(bytes: number): Promise<Buffer> {
    while (this.#rest.length < bytes) {
      const { value, done } = await this.#pieces.next();
      if (done === true) break;
      this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    }
    const taken = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }
}
