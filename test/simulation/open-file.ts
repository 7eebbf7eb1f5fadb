/** An open file of the simulated disk, with those methods of a FileHandle that the program uses. */
import { systemError, type Disk } from './disk.js';
import { Inode } from './inode.js';

/** Makes a change as far as this share of it, from 0 to 1. */
export type Change = (share: number) => void;

export interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Undefined is a directory. */
export function statsOf(file: Inode | undefined): Stats {
  const { bytes, mtimeMs } = file ?? new Inode();
  return { size: bytes.length, mtimeMs, isFile: () => file !== undefined, isDirectory: () => file === undefined };
}

interface Calls {
  readonly disk: Disk;
  do<Result>(call: string, path: string, act: () => Result): Promise<Result>;
  change(path: string, text: string, change: Change): Promise<void>;
}

export class OpenFile {
  readonly fd: number;
  readonly #path: string;
  readonly #file: Inode | undefined;
  readonly #calls: Calls;

  /** `file` is undefined for a directory. */
  constructor(fd: number, path: string, file: Inode | undefined, calls: Calls) {
    this.fd = fd;
    this.#path = path;
    this.#file = file;
    this.#calls = calls;
  }

  async stat(): Promise<Stats> {
    return await this.#calls.do('stat', this.#path, () => statsOf(this.#file));
  }

  async read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }> {
    return await this.#calls.do('read', this.#path, () => {
      const bytesRead = this.#content.bytes.copy(into, offset, position, position + length);
      return { bytesRead };
    });
  }

  async appendFile(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    await this.#calls.change(this.#path, bytes.toString(), (share) => {
      const file = this.#content;
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, Math.floor(share * bytes.length))]);
    });
  }

  async writeFile(bytes: Buffer): Promise<void> {
    await this.appendFile(bytes);
  }

  /** A text at the end of the file, or bytes anew where they stand already. */
  async write(
    data: string | Buffer,
    offset?: number,
    length?: number,
    position = 0,
  ): Promise<{ bytesWritten: number }> {
    if (typeof data === 'string') await this.appendFile(data);
    else await this.#calls.do('write', this.#path, () => this.#content.writeAgain(position, data.subarray(offset)));
    return { bytesWritten: length ?? data.length };
  }

  async truncate(length: number): Promise<void> {
    this.#file?.tryToMend();
    await this.#calls.do('truncate', this.#path, () => {
      this.#content.bytes = this.#content.bytes.subarray(0, length);
    });
  }

  async sync(): Promise<void> {
    try {
      await this.#calls.do('sync', this.#path, () => this.#calls.disk.sync(this.#file));
    } catch (error) {
      this.#file?.failSync();
      throw error;
    }
  }

  async datasync(): Promise<void> {
    await this.sync();
  }

  async close(): Promise<void> {}

  get #content(): Inode {
    if (this.#file === undefined) throw systemError('EISDIR', this.#path);
    return this.#file;
  }
}
