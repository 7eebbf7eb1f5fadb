/** What rows are read from: text by position, whatever it is kept in. */
import { crc32 } from 'node:zlib';
import type { SourceIdentity } from '../record.js';

const PIECE_BYTES = 262_144;

/** The front of a source. */
export interface Head {
  readonly bytes: Buffer;
  /** The source ends where they end. */
  readonly isAll: boolean;
}

/** Positions count bytes of the text: of what is UTF-8 when archives are unpacked and encodings converted. */
export abstract class Source {
  /** What people are told that it is. */
  abstract readonly path: string;
  /** Bytes of the text; undefined as long as nobody has met its end. */
  abstract readonly size: number | undefined;

  /**
   * Reads from `position` on, at most as much as there is room for; 0 at the end, and only there. May be called for any position, and
   * again while another call is under way. Throws a BatchctlError (source) where the source can't be read, or isn't any more what it
   * was when it was opened: by the time that its end is reached, as the last row may then be half of one.
   */
  abstract read(into: Uint8Array, position: number): Promise<number>;

  /**
   * What tells this source from another one. May read it to its end: then `size` is known, and an archive is known to be whole.
   * Throws like `read`.
   */
  abstract identity(): Promise<SourceIdentity>;

  /** Throws a BatchctlError (source) where it isn't any more what it was when it was opened. */
  abstract verify(): Promise<void>;

  /** May be called once, and while reads are under way: they come to nothing. */
  abstract close(): Promise<void>;

  /**
   * Where a source that can be read only once may put what it has read, under the name `stdin`; null: nothing but the front will be
   * read twice, so that the rest needn't be kept. Others keep nothing.
   */
  async keepIn(_directory: string | null): Promise<void> {}

  /** What is kept is of the same import as what an earlier run has kept, and takes its place. */
  async replaceOlder(): Promise<void> {}

  /** The import is complete: nothing that was kept is needed any more. */
  async forget(): Promise<void> {}

  /** Ends when there was time enough to wait for more of the front; undefined where it is always waited for. */
  lookAge(): Promise<undefined> | undefined {
    return undefined;
  }

  /** The first bytes: `most`, or all that there are, or what has come in the time that it may take. */
  async head(most: number): Promise<Head> {
    const bytes = Buffer.allocUnsafe(Math.min(most, this.size ?? most));
    const late = this.lookAge();
    let length = 0;
    while (length < bytes.length) {
      const reading = this.read(bytes.subarray(length), length);
      const read = await (late === undefined || length === 0 ? reading : Promise.race([reading, late]));
      if (read === 0) return { bytes: bytes.subarray(0, length), isAll: true };
      if (read === undefined) {
        // Whatever comes of it is there when the same bytes are asked for again.
        reading.catch(() => undefined);
        return { bytes: Buffer.from(bytes.subarray(0, length)), isAll: false };
      }
      length += read;
    }
    return { bytes, isAll: length === this.size };
  }

  /** The bytes from `start` to `end`, or to where the source ends. */
  async range(start: number, end: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(end - start);
    let length = 0;
    while (length < bytes.length) {
      const read = await this.read(bytes.subarray(length), start + length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  }

  /** CRC-32 of the bytes from `start` to `end`, read piece by piece; undefined where the source is shorter. */
  async crc(start: number, end: number): Promise<number | undefined> {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - start));
    let crc = 0;
    for (let at = start; at < end;) {
      const read = await this.read(piece.subarray(0, Math.min(piece.length, end - at)), at);
      if (read === 0) return undefined;
      crc = crc32(piece.subarray(0, read), crc);
      at += read;
    }
    return crc;
  }
}

/** All bytes of a source as they are kept, before anything is unpacked or converted, from the first one on. */
export async function* bytesOf(source: Source, from = 0): AsyncGenerator<Buffer> {
  for (let at = from; ;) {
    // Whoever takes a piece may hold on to it.
    const piece = Buffer.allocUnsafeSlow(65_536);
    const read = await source.read(piece, at);
    if (read === 0) return;
    at += read;
    yield piece.subarray(0, read);
  }
}
