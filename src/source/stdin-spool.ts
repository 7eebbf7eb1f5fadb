/** Where standard input is kept, so that it can be read again by position: in memory at first, then in a file. */
import { rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openAfresh } from '../disk.js';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import { Memory } from './memory.js';

/** Under the import's directory; the second while it isn't known to be of the same import as the first. */
const NAME = 'stdin';
const NEW_NAME = 'stdin.new';

interface Spooled {
  readonly directory: string;
  readonly path: string;
  readonly file: FileHandle;
}

export class StdinSpool {
  /** What came first, as long as there is no file. */
  #head = new Memory(0);
  /** What came behind it where nothing is kept: up to where it was read. */
  #passing: Memory | undefined;
  #spooled: Spooled | undefined;
  /** Bytes appended. */
  length = 0;

  /** Throws a BatchctlError (state) where it can't be written. Not again before it has ended. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#spooled === undefined) (this.#passing ?? this.#head).append(bytes);
    else await write(this.#spooled, bytes, this.length);
    this.length += bytes.length;
  }

  /** Reads from a position within what was appended. Where nothing is kept, what was read is gone. */
  async read(into: Uint8Array, position: number): Promise<number> {
    if (this.#spooled === undefined) {
      const passed = this.#passing?.read(into, position) ?? 0;
      this.#passing?.letGo(position + passed);
      return passed === 0 ? this.#head.read(into, position) : passed;
    }
    const wanted = Math.min(into.length, this.length - position);
    const { path, file } = this.#spooled;
    const { bytesRead } = await file.read(into, 0, wanted, position);
    if (bytesRead > 0) return bytesRead;
    throw unusable(path, new Error('it has become shorter'));
  }

  /** From now on what comes is kept there, behind what has come; null: is let go when it has been read. */
  async keepIn(directory: string | null): Promise<void> {
    if (directory === null) {
      this.#passing = new Memory(this.length);
      return;
    }
    const path = join(directory, NEW_NAME);
    const file = await attempt(path, async () => await openAfresh(path));
    const spooled = { directory, path, file };
    // More may come while what has come is written.
    for (let done = 0; done < this.#head.bytes.length;) {
      const bytes = this.#head.bytes.subarray(done);
      await write(spooled, bytes, done);
      done += bytes.length;
    }
    this.#spooled = spooled;
    this.#head = new Memory(0);
  }

  /** Takes the place of what an earlier run has kept. */
  async replaceOlder(): Promise<void> {
    if (this.#spooled === undefined) return;
    const { directory, path } = this.#spooled;
    await attempt(path, async () => await rename(path, join(directory, NAME)));
  }

  /** Nothing is kept any more, of this run or of an earlier one. */
  async forget(): Promise<void> {
    if (this.#spooled === undefined) return;
    for (const name of [NAME, NEW_NAME]) await rm(join(this.#spooled.directory, name), { force: true });
  }

  /** What never took an older one's place is removed. */
  async close(): Promise<void> {
    if (this.#spooled === undefined) return;
    await this.#spooled.file.close();
    await rm(join(this.#spooled.directory, NEW_NAME), { force: true });
  }
}

async function write({ path, file }: Spooled, bytes: Uint8Array, position: number): Promise<void> {
  // A disk that is nearly full takes a part without an error.
  for (let done = 0; done < bytes.length;) {
    const from = done;
    const { bytesWritten } = await attempt(path, () => file.write(bytes, from, bytes.length - from, position + from));
    done += bytesWritten;
  }
}

async function attempt<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): BatchctlError {
  const message = `${path}, where standard input is kept, can't be used: ${messageOf(error)}`;
  const hint = 'make room there, or name another place with --state-dir PATH; then run the same command again';
  return new BatchctlError(EXIT.state, 'spool_unusable', message, { cause: error, hint });
}
