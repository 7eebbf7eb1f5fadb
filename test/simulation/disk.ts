/**
 * A disk: names and files, and what of them would outlive a loss of power. As on the usual journaling file systems, changes of names
 * become safe in the order in which they were made, at the latest when anything made after them is synced.
 */
import { Inode } from './inode.js';
import type { Random } from './random.js';

type Names = Map<string, Inode | 'directory'>;

export class Disk {
  readonly #random: Random;
  #names: Names = new Map([['/simulated', 'directory']]);
  readonly #safeNames: Names = new Map(this.#names);
  #changes: ((names: Names) => void)[] = [];
  /** A sync that says it has done what it hasn't. */
  isLying = false;

  constructor(random: Random) {
    this.#random = random;
  }

  find(path: string): Inode | 'directory' | undefined {
    return this.#names.get(path);
  }

  /** Throws ENOENT. */
  file(path: string): Inode {
    const found = this.#names.get(path);
    if (found instanceof Inode) return found;
    throw systemError(found === undefined ? 'ENOENT' : 'EISDIR', path);
  }

  /** Everything directly below a directory. */
  list(path: string): string[] {
    const below = [...this.#names.keys()].filter((name) => name.startsWith(`${path}/`));
    return below.map((name) => name.slice(path.length + 1)).filter((name) => !name.includes('/'));
  }

  /** Those above it too. Answers with the first one that wasn't there. */
  makeDirectory(path: string): string | undefined {
    const [, ...steps] = path.split('/');
    const paths = steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`);
    const missing = paths.filter((part) => !this.#names.has(part));
    for (const part of missing) this.#change((names) => names.set(part, 'directory'));
    return missing[0];
  }

  /** A new name for a file. Throws ENOENT where its directory isn't there. */
  put(path: string, file: Inode): void {
    if (this.#names.get(path.slice(0, path.lastIndexOf('/'))) !== 'directory') throw systemError('ENOENT', path);
    this.#change((names) => names.set(path, file));
  }

  remove(path: string): void {
    this.#change((names) => names.delete(path));
  }

  /** One change: there is no moment between the two names. */
  rename(from: string, to: string): void {
    const file = this.file(from);
    this.#change((names) => names.set(to, file).delete(from));
  }

  /** A file that is all there and safe, as if it had always been. */
  place(path: string, content: string | Buffer, mtimeMs: number): void {
    this.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    const file = new Inode();
    file.bytes = typeof content === 'string' ? Buffer.from(content) : content;
    file.mtimeMs = mtimeMs;
    this.put(path, file);
    file.sync();
    this.#commit();
  }

  /** What is below a directory, copied to another one as a program would see it. Both are safe behind it. */
  copy(from: string, to: string): void {
    for (const [path, found] of this.#names) {
      if (found instanceof Inode && path.startsWith(`${from}/`) && !path.endsWith('/lock'))
        this.place(to + path.slice(from.length), Buffer.from(found.bytes), found.mtimeMs);
    }
  }

  eachFile(look: (path: string, bytes: Buffer) => void): void {
    for (const [path, found] of this.#names) if (found instanceof Inode) look(path, found.bytes);
  }

  /** Makes a file safe, or only names where there is none. */
  sync(file: Inode | undefined): void {
    if (this.isLying) return;
    file?.sync();
    this.#commit();
  }

  losePower(): void {
    const kept = this.#random.between(0, this.#changes.length);
    for (const change of this.#changes.slice(0, kept)) change(this.#safeNames);
    this.#changes = [];
    this.#names = new Map(this.#safeNames);
    for (const file of this.#names.values()) if (file instanceof Inode) file.losePower(this.#random);
  }

  #change(change: (names: Names) => void): void {
    change(this.#names);
    this.#changes.push(change);
  }

  #commit(): void {
    for (const change of this.#changes) change(this.#safeNames);
    this.#changes = [];
  }

  /** Some file of this name, in whichever directory below, holds the text safely. */
  holdsSafely(under: string, name: string, text: string): boolean {
    return [...this.#safeNames].some(
      ([path, found]) => found instanceof Inode && path.startsWith(under) && path.endsWith(name) && found.holds(text),
    );
  }
}

/** What the system's calls throw. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${path}`), { code });
}
