/** Standard input as bytes. */
import type { Readable } from 'node:stream';

/**
 * The bytes of a stream that is opened when they are asked for first. To end the iteration closes it at once: the stream's own iteration
 * would wait until something comes.
 */
export function bytesOfStream(open: () => Readable): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const stream = open();
      const pieces: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
      return {
        next: async () => {
          const { value, done } = await pieces.next();
          if (done === true) return { value: undefined, done };
          return { value: value instanceof Uint8Array ? value : Buffer.from(String(value)), done: false };
        },
        return: async () => {
          stream.destroy();
          return { value: undefined, done: true };
        },
      };
    },
  };
}
