/** A plain file, read by range up to the size that it had when it was opened. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import type { SourceIdentity } from '../record.js';

/** How many bytes at either end go into the identity. */
const SAMPLE_BYTES = 65_536;
const PIECE_BYTES = 262_144;

/** Opens a source. Throws a BatchctlError (source) that names the path where it isn't a readable file. */
export async function openFileSource(path: string): Promise<FileSource> {
  let handle: FileHandle | undefined;
  try {
    // Not blocking: a FIFO would otherwise wait for a writer instead of being refused.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) throw new BatchctlError(EXIT.source, 'source_not_a_file', `${path} is not a file`);
    return new FileSource(path, handle, found);
  } catch (error) {
    await handle?.close();
    throw error instanceof BatchctlError ? error : unreadable(path, error);
  }
}

export class FileSource {
  readonly path: string;
  /** Bytes when it was opened. Nothing behind them is ever read. */
  readonly size: number;
  readonly #mtimeMs: number;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, { size, mtimeMs }: Pick<SourceIdentity, 'size' | 'mtimeMs'>) {
    this.path = path;
    this.size = size;
    this.#mtimeMs = mtimeMs;
    this.#handle = handle;
  }

  /**
   * Reads from `position` on as much as there is room for; 0 at the end. Throws a BatchctlError (source) where the file can't be read,
   * ends before the size that it had, or has changed by the time its end is reached: the last row may then be half of one.
   */
  async read(into: Uint8Array, position: number): Promise<number> {
    const wanted = Math.min(into.length, this.size - position);
    if (wanted <= 0) {
      await this.#assertUnchanged();
      return 0;
    }
    const { bytesRead } = await this.#handle.read(into, 0, wanted, position).catch((error: unknown) => {
      throw unreadable(this.path, error);
    });
    if (bytesRead === 0) throw this.#changed(`ends at byte ${position}, and had ${this.size} bytes when it was opened`);
    return bytesRead;
  }

  /** The bytes from `start` to `end`. */
  async range(start: number, end: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let at = 0; at < bytes.length;) at += await this.read(bytes.subarray(at), start + at);
    return bytes;
  }

  /** CRC-32 of the bytes from `start` to `end`, read piece by piece; undefined where the file is shorter. */
  async crc(start: number, end: number): Promise<number | undefined> {
    if (end > this.size) return undefined;
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - start));
    let crc = 0;
    for (let at = start; at < end;) {
      const read = await this.read(piece.subarray(0, Math.min(piece.length, end - at)), at);
      crc = crc32(piece.subarray(0, read), crc);
      at += read;
    }
    return crc;
  }

  async identity(): Promise<SourceIdentity> {
    const head = await this.range(0, Math.min(SAMPLE_BYTES, this.size));
    const tail = await this.range(Math.max(0, this.size - SAMPLE_BYTES), this.size);
    return { size: this.size, mtimeMs: this.#mtimeMs, head: sha256(head), tail: sha256(tail) };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #assertUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.#handle.stat();
    if (size !== this.size) throw this.#changed(`had ${this.size} bytes when it was opened and has ${size} now`);
    if (mtimeMs !== this.#mtimeMs) throw this.#changed('was written to');
  }

  #changed(how: string): BatchctlError {
    const message = `${this.path} changed while it was read: it ${how}`;
    return new BatchctlError(EXIT.source, 'source_changed', message, {
      hint: 'when nothing writes to the file any more, run the same command again: it goes on where this run stopped',
    });
  }
}

function unreadable(path: string, error: unknown): BatchctlError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
  };
  const reason = reasons[systemCode(error) ?? ''] ?? messageOf(error);
  return new BatchctlError(EXIT.source, 'source_unreadable', `${path} can't be read: ${reason}`, { cause: error });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
