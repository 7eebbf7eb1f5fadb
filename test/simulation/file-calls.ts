/** The system's file calls on the simulated disk: each takes its time, may fail, and does what it does in one moment. */
import { constants } from 'node:fs';
import { systemError, type Disk } from './disk.js';
import { Inode } from './inode.js';
import { OpenFile, statsOf, type Change, type Stats } from './open-file.js';
import type { Random } from './random.js';
import type { Owner, Schedule } from './schedule.js';

/** Who runs on the machine, as /proc tells it. */
interface ProcessTable {
  readonly bootId: string;
  /** The start time of a living process; undefined where there is none. */
  startOf(pid: number): number | undefined;
}

export interface Surroundings {
  readonly disk: Disk;
  readonly schedule: Schedule;
  readonly random: Random;
  readonly processes: ProcessTable;
  /** The error code that a call comes to, where it fails. */
  failure(call: string, path: string): string | undefined;
  /** Something was written to a file, and its writer goes on. */
  written(path: string, text: string): void;
  readonly trace: (line: string) => void;
}

type Options = Readonly<Record<string, unknown>>;

export class FileCalls {
  readonly #given: Surroundings;
  readonly #open = new Map<number, Inode>();
  /** Changes that a kill catches in the middle. */
  readonly #under = new Map<Change, Owner>();
  #lastFd = 1_000_000;

  constructor(given: Surroundings) {
    this.#given = given;
  }

  readonly open = async (path: string, flags: unknown = 'r'): Promise<OpenFile> => {
    const bits = flagsOf(flags);
    const file = await this.#do('open', path, () => this.#find(path, bits));
    this.#lastFd += 1;
    if (file !== undefined) this.#open.set(this.#lastFd, file);
    return new OpenFile(this.#lastFd, path, file, { do: this.#do, change: this.#change, disk: this.#given.disk });
  };

  readonly readFile = async (path: string): Promise<string> =>
    path.startsWith('/proc/') ? this.#proc(path) : this.#do('read', path, () => this.#disk.file(path).bytes.toString());

  readonly readlink = async (path: string): Promise<string> => this.#do('readlink', path, () => 'pid:[4026531836]');

  readonly writeFile = async (
    path: string,
    data: string,
    { flag = 'w', flush = false }: Options = {},
  ): Promise<void> => {
    await this.#do('write', path, () => {
      const file = this.#find(path, flagsOf(flag)) ?? new Inode();
      file.bytes = Buffer.from(data);
      file.mtimeMs = this.#given.schedule.now;
    });
    if (flush === true) await this.#do('sync', path, () => this.#disk.sync(this.#disk.file(path)));
  };

  readonly mkdir = async (path: string): Promise<string | undefined> =>
    this.#do('mkdir', path, () => this.#disk.makeDirectory(path));

  readonly readdir = async (path: string): Promise<string[]> => this.#do('readdir', path, () => this.#disk.list(path));

  readonly link = async (from: string, to: string): Promise<void> =>
    this.#do('link', to, () => {
      if (this.#disk.find(to) !== undefined) throw systemError('EEXIST', to);
      this.#disk.put(to, this.#disk.file(from));
    });

  readonly rename = async (from: string, to: string): Promise<void> =>
    this.#do('rename', to, () => this.#disk.rename(from, to));

  readonly unlink = async (path: string): Promise<void> =>
    this.#do('unlink', path, () => {
      this.#disk.file(path);
      this.#disk.remove(path);
    });

  readonly rm = async (path: string): Promise<void> => this.#do('unlink', path, () => this.#disk.remove(path));

  readonly access = async (path: string): Promise<void> =>
    this.#do('access', path, () => {
      if (this.#disk.find(path) === undefined) throw systemError('ENOENT', path);
    });

  readonly stat = async (path: string): Promise<Stats> => this.#do('stat', path, () => statsOf(this.#disk.file(path)));

  readonly utimes = async (path: string, _accessed: number, modified: number): Promise<void> =>
    this.#do('utimes', path, () => {
      this.#disk.file(path).mtimeMs = modified * 1000;
    });

  /** Whole, at once: for the calls that don't wait. */
  read(fd: number, into: Uint8Array, position: number): number {
    return (this.#open.get(fd) ?? new Inode()).bytes.copy(into, 0, position);
  }

  size(fd: number): number {
    return this.#open.get(fd)?.bytes.length ?? 0;
  }

  content(path: string): Buffer {
    return this.#disk.file(path).bytes;
  }

  /** What a killed process was writing may be there, whole or in part. */
  killed(owner: Owner): void {
    for (const [change, by] of this.#under) {
      if (by !== owner) continue;
      this.#under.delete(change);
      if (this.#given.random.chance(0.5)) change(this.#given.random.next());
    }
  }

  get #disk(): Disk {
    return this.#given.disk;
  }

  /** A file, made where the flags say so; undefined for a directory. */
  #find(path: string, flags: number): Inode | undefined {
    const found = this.#disk.find(path);
    if (found === 'directory') return undefined;
    if (found !== undefined && (flags & constants.O_EXCL) !== 0) throw systemError('EEXIST', path);
    if (found === undefined && (flags & constants.O_CREAT) === 0) throw systemError('ENOENT', path);
    const file = found ?? new Inode();
    if (found === undefined) this.#disk.put(path, file);
    if ((flags & constants.O_TRUNC) !== 0) file.bytes = Buffer.alloc(0);
    return file;
  }

  readonly #do = <Result>(call: string, path: string, act: () => Result): Promise<Result> => {
    const { schedule, random, trace } = this.#given;
    const owner = schedule.current;
    return new Promise((resolve, reject) => {
      schedule.after(random.below(3), owner, () => {
        const code = this.#given.failure(call, path);
        trace(`${owner?.name} ${call} ${path}${code === undefined ? '' : ` ${code}`}`);
        try {
          if (code !== undefined) throw systemError(code, path);
          resolve(act());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  };

  /** A change that can be made in part: where it fails, and where its process is killed meanwhile. */
  readonly #change = async (path: string, text: string, change: Change): Promise<void> => {
    const owner = this.#given.schedule.current;
    if (owner !== undefined) this.#under.set(change, owner);
    try {
      await this.#do('write', path, () => change(1));
    } catch (error) {
      change(this.#given.random.next());
      throw error;
    } finally {
      this.#under.delete(change);
    }
    this.#given.written(path, text);
  };

  async #proc(path: string): Promise<string> {
    const { processes } = this.#given;
    if (path.endsWith('/boot_id')) return processes.bootId;
    const pid = Number(path.split('/')[2]);
    const start = processes.startOf(pid);
    if (start === undefined) throw systemError('ENOENT', path);
    return `${pid} (node) S ${'0 '.repeat(18)}${start} 0 0`;
  }
}

function flagsOf(flags: unknown): number {
  if (typeof flags === 'number') return flags;
  const { O_CREAT, O_EXCL, O_TRUNC, O_RDONLY } = constants;
  if (flags === 'wx') return O_CREAT | O_EXCL;
  return flags === 'w' ? O_CREAT | O_TRUNC : O_RDONLY;
}
