/** A file for the user: written beside its final name, then renamed, so that there is never half of one. */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from '../disk.js';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import type { WrittenFile } from '../record.js';

const BUFFER_LENGTH = 65_536;

/** Nobody may look into the directory, or what it lies on can't do it. */
const NOT_SYNCED = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP']);

/** What the file holds, as messages and flags call it. */
type Kind = 'rejects' | 'results';

/** A file under construction. */
export class ReportFile {
  readonly #kind: Kind;
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #text = '';

  private constructor(kind: Kind, path: string, temporary: string, file: FileHandle) {
    this.#kind = kind;
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  /** `path` is the name that it will have if that is free, `token` makes the temporary one; begins with `head`. Throws a BatchctlError (state). */
  static async create(kind: Kind, path: string, token: string, head: string): Promise<ReportFile> {
    const temporary = `${path}.${token}.tmp`;
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    try {
      await assertReplaceable(path);
      const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      const report = new ReportFile(kind, path, temporary, file);
      report.#text = head;
      return report;
    } catch (error) {
      throw unwritable(kind, path, error);
    }
  }

  /** Adds whole lines. Throws a BatchctlError (state). */
  async add(lines: string): Promise<void> {
    this.#text += lines;
    if (this.#text.length > BUFFER_LENGTH) await this.#flush();
  }

  /**
   * Gives the file its name, and both are on disk then. What is there already is replaced only where it still is as `before` says it
   * was written; a file with the same content as that one isn't written again, even where somebody has fixed it since.
   */
  async finish(before: WrittenFile | null): Promise<WrittenFile> {
    await this.#complete();
    try {
      const sha256 = this.#hash.digest('hex');
      if (before?.sha256 === sha256 && (await exists(before.path))) {
        await rm(this.#temporary);
        return before;
      }
      const path = await freePath(this.#path, sha256, before);
      await rename(this.#temporary, path);
      await syncName(path);
      return { path, sha256 };
    } catch (error) {
      throw unwritable(this.#kind, this.#path, error);
    }
  }

  /** Leaves nothing behind where that can be helped, and never hides why it had to be. May be called at any time before `finish`. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }

  /** Half a file is of no use to anybody. */
  async #complete(): Promise<void> {
    try {
      await this.#flush();
      await this.#file.sync();
      await this.#file.close();
    } catch (error) {
      await this.discard();
      throw unwritable(this.#kind, this.#path, error);
    }
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes).catch((error: unknown) => {
      throw unwritable(this.#kind, this.#path, error);
    });
  }
}

/** `path`, or with the first number before its extension under which there is nothing, the same, or our own last one as it was. */
async function freePath(path: string, sha256: string, before: WrittenFile | null): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? path : path.replace(/(\.[^./]+)?$/, `.${number}$1`);
    if (!(await exists(candidate))) return candidate;
    await assertReplaceable(candidate);
    const found = await hashOf(candidate);
    const isOurs = candidate === before?.path && found === before.sha256;
    if (isOurs || found === sha256) return candidate;
  }
}

/** What stands there is read, to see whose it is: a pipe or a device would be read for ever. */
async function assertReplaceable(path: string): Promise<void> {
  if ((await exists(path)) && !(await stat(path)).isFile()) throw new Error('something else than a file is there');
}

/** The journal says soon that the file is there: after a power loss it must not be the one before. */
async function syncName(path: string): Promise<void> {
  try {
    await syncDirectory(dirname(path));
  } catch (error) {
    if (!NOT_SYNCED.has(systemCode(error) ?? '')) throw error;
  }
}

/** Something is there under this name. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

function unwritable(kind: Kind, path: string, error: unknown): BatchctlError {
  if (error instanceof BatchctlError) return error;
  const message = `the ${kind} file ${path} can't be written: ${messageOf(error)}`;
  const hint = `make room or name another place with --${kind} PATH, then run the same command again`;
  return new BatchctlError(EXIT.state, `${kind}_unwritable`, message, { cause: error, hint });
}
