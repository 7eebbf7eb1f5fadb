/** A plain file, read by range up to the size that it had when it was opened. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { BatchctlError, EXIT } from '../errors.js';
import type { SourceIdentity } from '../record.js';
import { changed, unreadable } from './faults.js';
import { Source } from './source.js';

/** How many bytes at either end go into the identity. */
const SAMPLE_BYTES = 65_536;

/** Opens a file. `name` is what people are told that it is. Throws a BatchctlError (source) where it isn't a readable file. */
export async function openFileSource(path: string, name = path): Promise<FileSource> {
  let handle: FileHandle | undefined;
  try {
    // Not blocking: a FIFO would otherwise wait for a writer instead of being refused.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (found.isDirectory()) throw new BatchctlError(EXIT.source, 'source_not_a_file', `${name} is not a file`);
    if (!found.isFile()) throw notAFile(name);
    return new FileSource(name, handle, found);
  } catch (error) {
    await handle?.close();
    throw error instanceof BatchctlError ? error : unreadable(name, error);
  }
}

export class FileSource extends Source {
  readonly path: string;
  /** Bytes when it was opened. Nothing behind them is ever read. */
  readonly size: number;
  readonly #mtimeMs: number;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, { size, mtimeMs }: Pick<SourceIdentity, 'size' | 'mtimeMs'>) {
    super();
    this.path = path;
    this.size = size;
    this.#mtimeMs = mtimeMs;
    this.#handle = handle;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    const wanted = Math.min(into.length, this.size - position);
    if (wanted <= 0) {
      await this.verify();
      return 0;
    }
    const { bytesRead } = await this.#handle.read(into, 0, wanted, position).catch((error: unknown) => {
      throw unreadable(this.path, error);
    });
    if (bytesRead === 0)
      throw changed(this.path, `ends at byte ${position}, and had ${this.size} bytes when it was opened`);
    return bytesRead;
  }

  /** Of size, time and both ends: nothing else of it is read. */
  async identity(): Promise<SourceIdentity> {
    const head = await this.range(0, Math.min(SAMPLE_BYTES, this.size));
    const tail = await this.range(Math.max(0, this.size - SAMPLE_BYTES), this.size);
    return { size: this.size, mtimeMs: this.#mtimeMs, head: sha256(head), tail: sha256(tail) };
  }

  async verify(): Promise<void> {
    const { size, mtimeMs } = await this.#handle.stat().catch((error: unknown) => {
      throw unreadable(this.path, error);
    });
    if (size !== this.size) throw changed(this.path, `had ${this.size} bytes when it was opened and has ${size} now`);
    if (mtimeMs !== this.#mtimeMs) throw changed(this.path, 'was written to');
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** A FIFO or a device can be read only once, which is what standard input is for. */
function notAFile(name: string): BatchctlError {
  return new BatchctlError(EXIT.source, 'source_not_a_file', `${name} is not a file`, {
    hint: `to import what comes out of it: batchctl import - < ${name}`,
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
