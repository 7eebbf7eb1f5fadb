/** Opens whatever rows are read from. */
import { openFileSource } from './file.js';
import { encodingNamed } from './labels.js';
import { PackedSource } from './packed.js';
import type { Source } from './source.js';
import { StreamSource, type Streaming } from './stream.js';
import { encodingOf, FRONT_BYTES, unpackerOf } from './text.js';

/** Stands for standard input. */
export const STDIN = '-';

export interface Opening extends Streaming {
  /** As typed; `-` is standard input. */
  readonly path: string;
  /** As typed; null: what the source itself says, or UTF-8. */
  readonly encoding: string | null;
}

/**
 * Opens a source. What it is, is told by its first bytes and not by its name: gzip and zstd are unpacked, once. Throws a BatchctlError:
 * usage for an encoding that nobody knows, source for what can't be read.
 */
export async function openSource(opening: Opening): Promise<Source> {
  const { path, name, encoding } = opening;
  const named = encoding === null ? null : encodingNamed(encoding);
  const source = path === STDIN ? new StreamSource(opening) : await openFileSource(path, name);
  try {
    const front = await source.range(0, FRONT_BYTES);
    const unpack = unpackerOf(front);
    if (unpack === undefined && encodingOf(front, named, name) === 'utf-8') return source;
    return new PackedSource({ source, unpack, encoding: named });
  } catch (error) {
    await source.close();
    throw error;
  }
}
