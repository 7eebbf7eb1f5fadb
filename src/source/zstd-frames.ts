/** How a zstd archive is put together: frames of blocks (RFC 8878, section 3.1). What is in the blocks is the decoder's. */
import type { BatchctlError } from '../errors.js';
import { ByteQueue } from './byte-queue.js';
import { corrupt } from './faults.js';
import type { Source } from './source.js';

const FRAME = 0xfd2fb528;
/** The last four bits are free. */
const SKIPPABLE = 0x184d2a50;
const MOST_BLOCK_BYTES = 131_072;
/** The decoder's own limit, and that of the zstd command: a frame must not be able to ask for more memory. */
const MOST_WINDOW_BYTES = 134_217_728;
/** Nobody writes even two, one behind the other; zeros over a whole disk would be as many as take hours. */
const MOST_EMPTY_BLOCKS = 1000;

interface ZstdPiece {
  readonly bytes: Buffer;
  /** Where in the archive it ends. */
  readonly end: number;
}

/**
 * The pieces of all frames: each a frame's header, one block with its header, or a checksum, so that the decoder takes each of them
 * whole. Skippable frames are left out. Throws a BatchctlError (archive_corrupt) where it ends within a frame, or goes on with none.
 */
export async function* zstdPieces(archive: Source): AsyncGenerator<ZstdPiece> {
  const queue = new ByteQueue(archive);
  const need = async (bytes: number) => {
    const taken = await queue.take(bytes);
    if (taken.length === bytes) return taken;
    throw corrupt('zstd', archive.path, 'it is cut off', queue.position);
  };
  for (;;) {
    const start = queue.position;
    const sign = await queue.take(4);
    if (sign.length === 0) return;
    const magic = sign.length < 4 ? 0 : sign.readUInt32LE(0);
    if ((magic & ~0xf) === SKIPPABLE) await skip((await need(4)).readUInt32LE(0), need);
    else if (magic === FRAME) {
      const fault = (what: string) => corrupt('zstd', archive.path, what, queue.position);
      for await (const bytes of frame(sign, need, fault)) yield { bytes, end: queue.position };
    } else throw corrupt('zstd', archive.path, 'there is something behind its end', start);
  }
}

/** A skippable frame may be as long as 4 GiB. */
async function skip(bytes: number, need: Need): Promise<void> {
  for (let left = bytes; left > 0; left -= MOST_BLOCK_BYTES) await need(Math.min(left, MOST_BLOCK_BYTES));
}

type Need = (bytes: number) => Promise<Buffer>;

async function* frame(sign: Buffer, need: Need, fault: (what: string) => BatchctlError): AsyncGenerator<Buffer> {
  const flags = await need(1);
  const { fieldBytes, hasWindow, hasChecksum } = headerOf(flags.readUInt8(0));
  const fields = await need(fieldBytes);
  if (hasWindow && windowBytes(fields.readUInt8(0)) > MOST_WINDOW_BYTES)
    throw fault('it needs more than 128 MiB of memory');
  yield Buffer.concat([sign, flags, fields]);
  let empty = 0;
  for (let isLast = false; !isLast;) {
    const head = await need(3);
    const word = head.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    const size = word >> 3;
    if (size > MOST_BLOCK_BYTES) throw fault('a block is longer than blocks may be');
    empty = size === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_BLOCKS) throw fault('there is nothing in it but empty blocks');
    // A block of one byte repeated has only that byte.
    yield Buffer.concat([head, await need(((word >> 1) & 3) === 1 ? 1 : size)]);
  }
  if (hasChecksum) yield await need(4);
}

/** What the frame header's first byte says of it. */
function headerOf(flags: number): { fieldBytes: number; hasWindow: boolean; hasChecksum: boolean } {
  const hasWindow = (flags & 0x20) === 0;
  const sizeFlag = flags >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(!hasWindow) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  return { fieldBytes: Number(hasWindow) + dictionaryBytes + sizeBytes, hasWindow, hasChecksum: (flags & 4) !== 0 };
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
