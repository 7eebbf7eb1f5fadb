/** Which import waits for which batch: by the journals as they are now, each read again only when it has changed. */
import { stat } from 'node:fs/promises';
import { BatchctlError } from '../errors.js';
import { journalsIn, readState } from './recall.js';

interface Known {
  /** Of the file that was read. */
  readonly mark: string;
  /** Every batch or job of an import that isn't finished. */
  readonly batches: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export class BatchIndex {
  readonly #stateDir: string;
  readonly #say: (text: string) => void;
  readonly #known = new Map<string, Known>();

  /** `say` is told of journals that can't be read; they are passed over. */
  constructor(stateDir: string, say: (text: string) => void) {
    this.#stateDir = stateDir;
    this.#say = say;
  }

  /** The directory names of the imports that were given these ids, by the id. Locks nothing. Throws a BatchctlError (state). */
  async find(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const { name, path } of await journalsIn(this.#stateDir)) {
      const batches = await this.#batches(path);
      for (const id of ids) if (batches.has(id)) found.set(id, name);
    }
    return found;
  }

  async #batches(path: string): Promise<ReadonlySet<string>> {
    const file = await stat(path).catch(() => undefined);
    if (file === undefined) return NONE;
    const mark = `${file.ino}:${file.size}:${file.mtimeMs}`;
    const known = this.#known.get(path);
    if (known?.mark === mark) return known.batches;
    const batches = this.#read(path);
    this.#known.set(path, { mark, batches });
    return batches;
  }

  #read(path: string): ReadonlySet<string> {
    try {
      const state = readState(path);
      if (state === undefined || state.complete) return NONE;
      const open = [...state.parts.values()].flatMap(({ receipt }) => receipt?.id ?? []);
      return new Set([...open, ...state.chunks.receipts.flatMap((id) => id ?? [])]);
    } catch (error) {
      if (!(error instanceof BatchctlError)) throw error;
      this.#say(error.message);
      return NONE;
    }
  }
}
