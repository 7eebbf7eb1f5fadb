/** What is kept, as the text that it holds: unpacked, and converted to UTF-8. */
import { BatchctlError, EXIT } from '../errors.js';
import { conversionFrom } from './conversion.js';
import { gunzip } from './gunzip.js';
import type { Encoding } from './labels.js';
import { bytesOf, type Source } from './source.js';
import { unzstd } from './zstd.js';

/** As many first bytes as it takes to tell what they are of. */
export const FRONT_BYTES = 4;

type Unpack = (archive: Source) => AsyncGenerator<Uint8Array>;

const ARCHIVES: readonly (readonly [sign: readonly number[], unpack: Unpack])[] = [
  [[0x1f, 0x8b], gunzip],
  [[0x28, 0xb5, 0x2f, 0xfd], unzstd],
  // A zstd archive may begin with a frame that is to be skipped.
  ...Array.from({ length: 16 }, (_, index) => [[0x50 + index, 0x2a, 0x4d, 0x18], unzstd] as const),
];

const UTF_16_MARKS: readonly (readonly [mark: Buffer, encoding: Encoding])[] = [
  [Buffer.of(0xff, 0xfe), 'utf-16le'],
  [Buffer.of(0xfe, 0xff), 'utf-16be'],
];
const UTF_32_MARKS: readonly Buffer[] = [Buffer.of(0xff, 0xfe, 0, 0), Buffer.of(0, 0, 0xfe, 0xff)];

export interface Reading {
  /** As it is kept. */
  readonly source: Source;
  /** Undefined where it isn't an archive. */
  readonly unpack: Unpack | undefined;
  /** Null: as its byte order mark says, or UTF-8. */
  readonly encoding: Encoding | null;
}

/** How to unpack what begins with these bytes, whatever it is called. */
export function unpackerOf(front: Buffer): Unpack | undefined {
  return ARCHIVES.find(([sign]) => sign.every((byte, index) => front[index] === byte))?.[1];
}

/**
 * The encoding of a text that begins with these bytes. A mark of UTF-16 says which of the two it is, whichever was named. Throws a
 * BatchctlError (source) for UTF-32, which nobody reads.
 */
export function encodingOf(front: Buffer, named: Encoding | null, path: string): Encoding {
  if (named !== null && !named.startsWith('utf-')) return named;
  // The mark of UTF-32 little-endian begins with that of UTF-16.
  if (UTF_32_MARKS.some((mark) => front.subarray(0, 4).equals(mark))) throw utf32(path);
  return UTF_16_MARKS.find(([mark]) => front.subarray(0, 2).equals(mark))?.[1] ?? named ?? 'utf-8';
}

/** All of the text, from its front on. */
export async function* textOf({ source, unpack, encoding }: Reading): AsyncGenerator<Uint8Array> {
  const pieces = withFront(unpack?.(source) ?? bytesOf(source));
  const first = await pieces.next();
  if (first.done === true) return;
  const found = encodingOf(first.value, encoding, source.path);
  if (found === 'utf-8') {
    yield first.value;
    yield* pieces;
    return;
  }
  const conversion = conversionFrom(found);
  yield conversion.push(first.value);
  for await (const piece of pieces) yield conversion.push(piece);
  yield conversion.end();
}

/** The same pieces, the first of them long enough to tell what it is of. */
async function* withFront(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Buffer> {
  let front = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    if (front.length >= FRONT_BYTES) yield bytes;
    else {
      front = Buffer.concat([front, bytes]);
      if (front.length >= FRONT_BYTES) yield front;
    }
  }
  if (front.length > 0 && front.length < FRONT_BYTES) yield front;
}

function utf32(path: string): BatchctlError {
  const hint = `convert it first: iconv --from-code UTF-32 --to-code UTF-8 ${path}`;
  return new BatchctlError(EXIT.source, 'encoding_unknown', `${path} is UTF-32, which can't be read`, { hint });
}
