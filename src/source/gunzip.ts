/** Takes gzip apart while it is read. */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BatchctlError, messageOf, systemCode } from '../errors.js';
import { corrupt } from './faults.js';
import { bytesOf, type Source } from './source.js';
import { assertPlausible } from './unpacked.js';

const PIECE_BYTES = 65_536;

/**
 * All members, one behind the other. Zeros behind the last one are padding; whatever else isn't a member, and every end before that of a
 * member, is an archive_corrupt.
 */
export async function* gunzip(archive: Source): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: PIECE_BYTES });
  // What fails is thrown by the loop below.
  pipeline(Readable.from(bytesOf(archive)), unzip, () => undefined);
  try {
    let unpacked = 0;
    for await (const piece of unzip) {
      if (!Buffer.isBuffer(piece)) continue;
      unpacked += piece.length;
      assertPlausible(archive.path, unzip.bytesWritten, unpacked);
      yield piece;
    }
  } catch (error) {
    if (error instanceof BatchctlError) throw error;
    throw corrupt('gzip', archive.path, whatIs(error), unzip.bytesWritten);
  } finally {
    unzip.destroy();
  }
  await assertPadding(archive, unzip.bytesWritten);
}

function whatIs(error: unknown): string {
  return systemCode(error) === 'Z_BUF_ERROR' ? 'it is cut off' : messageOf(error);
}

/** Zlib ignores everything behind a zero: also a member, whose rows would be missing. */
async function assertPadding(archive: Source, from: number): Promise<void> {
  let at = from;
  for await (const piece of bytesOf(archive, from)) {
    const other = piece.findIndex((byte) => byte !== 0);
    if (other >= 0) throw corrupt('gzip', archive.path, 'there is something behind its end', at + other);
    at += piece.length;
  }
}
