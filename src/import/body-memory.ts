import { ByteBuffer } from './byte-buffer.js';

/**
 * Memory of request bodies, used again for later ones: new memory for each would have the collector run every few requests, over a heap
 * that has next to nothing in it.
 */
export class BodyMemory {
  readonly #free: Buffer[] = [];

  /** A body of about so many bytes. */
  sink(expectedBytes: number): ByteBuffer {
    const found = this.#free.findIndex(({ length }) => length >= expectedBytes);
    // Where all are too short, one of them makes room for a longer one.
    const [memory] = this.#free.splice(found, 1);
    return new ByteBuffer(found < 0 || memory === undefined ? Buffer.allocUnsafeSlow(expectedBytes) : memory);
  }

  /**
   * Takes back a body that nobody will look at again. To be called by its only holder, and once: from now on its bytes are another's.
   */
  giveBack(body: Buffer): void {
    this.#free.push(Buffer.from(body.buffer));
  }
}
