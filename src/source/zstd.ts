/**
 * Takes zstd apart while it is read. The only file that knows zstddec: the reference decoder as WebAssembly. Node's own
 * `createZstdDecompress` isn't used where there is one: 22 takes a cut archive for a whole one, 22 and 24 forget all frames but the
 * first, and each passes over garbage behind the last.
 */
import type { ZSTDDecoder } from 'zstddec/stream';
import { corrupt } from './faults.js';
import type { Source } from './source.js';
import { assertPlausible } from './unpacked.js';
import { zstdPieces } from './zstd-frames.js';

/** The decoder gives at most so much at once, and a piece is a block of at most as much. */
const MOST_STEPS_A_PIECE = 8;
const NOTHING = new Uint8Array();

/** All frames, one behind the other, in pieces that may be empty. Whatever isn't a whole sequence of sound frames is an archive_corrupt. */
export async function* unzstd(archive: Source): AsyncGenerator<Uint8Array> {
  const decoding = new Decoding(await decoder());
  let offset = 0;
  let unpacked = 0;
  const step = () => {
    const output = stepOf(decoding, archive, offset);
    unpacked += output?.length ?? 0;
    assertPlausible(archive.path, offset, unpacked);
    return output;
  };
  try {
    for await (const { bytes, end } of zstdPieces(archive)) {
      decoding.offer(bytes);
      while (decoding.hasNext) yield step() ?? NOTHING;
      offset = end;
    }
    for (let output = step(); output !== undefined; output = step()) yield output;
  } finally {
    decoding.release();
  }
}

function stepOf(decoding: Decoding, { path }: Source, offset: number): Uint8Array | undefined {
  try {
    return decoding.step();
  } catch {
    throw corrupt('zstd', path, 'its content is not sound', offset);
  }
}

/** One decoder at work. It asks for input by itself, and can't wait for it: a piece is offered before the one before is used up. */
class Decoding {
  readonly #output: Generator<Uint8Array>;
  #next: Uint8Array | undefined;
  #wasEmpty = false;
  #isOver = false;

  constructor(decoder: ZSTDDecoder) {
    this.#output = decoder.decodeStreaming(this.#input());
  }

  /** What was offered last isn't begun yet. */
  get hasNext(): boolean {
    return this.#next !== undefined;
  }

  offer(piece: Uint8Array): void {
    this.#next = piece;
  }

  /**
   * Some output, maybe none; undefined when it is done with everything and nothing was offered. Throws where the input is no sound zstd:
   * a piece that gives nothing is used up, and the decoder says in no other way that it can't go on.
   */
  step(): Uint8Array | undefined {
    const { hasNext } = this;
    try {
      const { value, done } = this.#output.next();
      this.#isOver = done === true;
      if (this.#isOver) return undefined;
      if (this.#wasEmpty && hasNext === this.hasNext) throw new Error('it makes no progress');
      this.#wasEmpty = value.length === 0;
      return value;
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }

  /** Gives the decoder's memory back, which it does only by itself, at its end. */
  release(): void {
    this.#next = undefined;
    for (let steps = 0; !this.#isOver && steps < MOST_STEPS_A_PIECE; steps++) {
      try {
        this.step();
      } catch {
        return;
      }
    }
  }

  *#input(): Generator<Uint8Array> {
    while (this.#next !== undefined) {
      const piece = this.#next;
      this.#next = undefined;
      yield piece;
    }
  }
}

async function decoder(): Promise<ZSTDDecoder> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const made = new ZSTDDecoder();
  await made.init();
  return made;
}
