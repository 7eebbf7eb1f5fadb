/** The journal of one import: opened by one run at a time, appended to, never changed. */
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openAfresh, syncDirectory } from '../disk.js';
import { encodeCheckpoint, writeCheckpoint } from './checkpoint.js';
import { encodeLine } from './codec.js';
import type { Begin, Entry } from './entry.js';
import { journalError } from './journal-error.js';
import { repair, UNSYNCED_BYTES, type Repaired } from './repair.js';
import { fold } from './fold.js';
import type { JournalState } from './state.js';

const FILE = 'journal.ndjson';
/** A long journal's checkpoint is long too: for so many bytes of it there is one byte of journal. */
const CHECKPOINTS_A_BYTE = 8;

/** How bytes reach the disk: the two steps between which a machine can stop. Injected so that tests stop it there. */
export interface Disk {
  /** So many bytes of a journal may have to be read before a checkpoint is worth its while; a larger one is worth it less often. */
  readonly checkpointBytes: number;
  write(file: FileHandle, bytes: Uint8Array): Promise<void>;
  sync(file: FileHandle): Promise<void>;
}

/**
 * Entries are durable when `append` resolves; those appended meanwhile share one write and one fdatasync (group commit).
 * The first failure ends it: a failed fdatasync may have dropped what it was given, and asking again would not tell.
 */
export class Journal {
  readonly directory: string;
  readonly #file: FileHandle;
  readonly #disk: Disk;
  #state: JournalState | undefined;
  #entries: number;
  /** Of the file, as far as they are on disk. */
  #bytes: number;
  /** From where on it is time for another checkpoint. */
  #due: number;
  #lines: string[] = [];
  #queued: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(directory: string, file: FileHandle, disk: Disk, begun: Repaired) {
    this.directory = directory;
    this.#file = file;
    this.#disk = disk;
    this.#state = begun.state;
    this.#entries = begun.entries;
    this.#bytes = begun.bytes;
    this.#due = begun.known + disk.checkpointBytes;
  }

  /**
   * Opens, and makes if need be, the journal in `directory`; the caller holds its lock. A torn tail is cut off.
   * Throws a BatchctlError (state) where it can't be read, written or believed.
   */
  static async open(directory: string, disk: Disk): Promise<Journal> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = await openFile(directory);
      const begun = await repair(join(directory, FILE)).catch(async (error: unknown) => {
        await file.close();
        throw error;
      });
      return new Journal(directory, file, disk, begun);
    } catch (error) {
      throw journalError(join(directory, FILE), error);
    }
  }

  /** Of the file. */
  get path(): string {
    return join(this.directory, FILE);
  }

  /** What the entries add up to; undefined before BEGIN. Changes with every append. */
  get state(): JournalState | undefined {
    return this.#state;
  }

  /** Writes an entry. Resolves when it is on disk; rejects with a BatchctlError (state), then and ever after. */
  append(entry: Entry): Promise<void> {
    this.#state = fold(this.#state, entry);
    this.#lines.push(encodeLine(entry, this.#entries));
    this.#entries += 1;
    this.#queued ??= this.#running = this.#running.then(() => this.#commit());
    return this.#queued;
  }

  /**
   * Begins a new journal in this one's place, which is kept under a number of its own. At every moment the directory holds the old one
   * or the new one, whole. This one is closed.
   */
  async beginAnew(begin: Begin): Promise<Journal> {
    const { path } = this;
    const next = `${path}.new`;
    try {
      await this.close();
      const file = await openAfresh(next);
      try {
        await this.#disk.write(file, Buffer.from(encodeLine(begin, 0)));
        await this.#disk.sync(file);
      } finally {
        await file.close();
      }
      if (this.#entries > 0) await link(path, join(this.directory, await nextName(this.directory)));
      await rename(next, path);
      await syncDirectory(this.directory);
    } catch (error) {
      throw journalError(path, error);
    }
    return Journal.open(this.directory, this.#disk);
  }

  /** Waits for what was appended, and closes the file. May be called twice. */
  async close(): Promise<void> {
    await this.#running.catch(() => undefined);
    await this.#file.close().catch(() => undefined);
  }

  async #commit(): Promise<void> {
    const bytes = Buffer.from(this.#lines.join(''));
    const checkpoint = this.#checkpoint(bytes.length);
    this.#lines = [];
    this.#queued = undefined;
    try {
      for (let done = 0; done < bytes.length; done += UNSYNCED_BYTES) {
        const part = bytes.subarray(done, done + UNSYNCED_BYTES);
        await this.#disk.write(this.#file, part);
        await this.#disk.sync(this.#file);
        this.#bytes += part.length;
      }
    } catch (error) {
      // What was given to a sync that failed can be read, and may never be on disk: no later run may build on it.
      await this.#file.truncate(this.#bytes).catch(() => undefined);
      throw journalError(this.path, error);
    }
    if (checkpoint !== undefined) await writeCheckpoint(this.path, checkpoint);
  }

  /** Of what is known when the lines at hand are on disk, where it is time for one. */
  #checkpoint(more: number): Buffer | undefined {
    const bytes = this.#bytes + more;
    if (this.#state === undefined || bytes < this.#due) return undefined;
    const known = { state: this.#state, entries: this.#entries, bytes };
    const checkpoint = encodeCheckpoint(known, this.#lines.at(-1) ?? '');
    this.#due = bytes + this.#disk.checkpointBytes + checkpoint.length / CHECKPOINTS_A_BYTE;
    return checkpoint;
  }
}

function openFile(directory: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  return open(join(directory, FILE), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
}

async function nextName(directory: string): Promise<string> {
  const used = (await readdir(directory)).map((name) => Number(/^journal\.(\d+)\.ndjson$/.exec(name)?.[1] ?? 0));
  return `journal.${Math.max(0, ...used) + 1}.ndjson`;
}
