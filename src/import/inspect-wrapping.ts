/** How a file keeps the text of its rows. */
import { openFileSource } from '../source/file.js';
import { encodingNamed } from '../source/labels.js';
import { encodingOf, FRONT_BYTES, unpackerOf } from '../source/text.js';

export interface Wrapping {
  /** Of the file. */
  readonly bytes: number;
  readonly compression: 'gzip' | 'zstd' | null;
  /** As `TextDecoder` names it. */
  readonly encoding: string;
}

/** The first byte of every gzip archive. */
const GZIP = 0x1f;

/** `encoding` as typed, or null. Throws a BatchctlError: usage for an encoding that nobody knows, source for a file that can't be read. */
export async function wrappingOf(path: string, encoding: string | null): Promise<Wrapping> {
  const source = await openFileSource(path);
  try {
    const named = encoding === null ? null : encodingNamed(encoding);
    const outer = await source.range(0, FRONT_BYTES);
    const unpack = unpackerOf(outer);
    const front = unpack === undefined ? outer : await firstOf(unpack(source));
    const compression = outer[0] === GZIP ? 'gzip' : 'zstd';
    return {
      bytes: source.size,
      compression: unpack === undefined ? null : compression,
      encoding: encodingOf(front, named, path),
    };
  } finally {
    await source.close();
  }
}

/** Enough of the front to tell what it is. */
async function firstOf(pieces: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  let front = Buffer.alloc(0);
  for await (const piece of pieces) {
    front = Buffer.concat([front, piece]);
    if (front.length >= FRONT_BYTES) break;
  }
  return front;
}
