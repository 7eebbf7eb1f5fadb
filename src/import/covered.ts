/** The imports that a deletion covers. They are held while it goes on, and their journals say what became of their rows. */
import { BatchctlError, EXIT } from '../errors.js';
import { lockImport } from '../journal/hold.js';
import { Journal } from '../journal/journal.js';
import type { JournalState } from '../journal/state.js';
import type { Scope } from '../target/scope.js';
import { frozenPlan } from './frozen.js';
import { journalsIn, readState } from './recall.js';
import type { Tools } from './tools.js';

/** Whose rows are deleted, and where. A `user` of null is everybody. */
export type Area = Pick<Scope, 'target' | 'baseUrl' | 'account' | 'user'>;

interface Held {
  readonly journal: Journal;
  /** What it says of an earlier deletion. */
  readonly before: JournalState['deletion'];
  release(): Promise<void>;
}

type How = 'begun' | 'done' | 'refused';

export class CoveredImports {
  readonly #held: readonly Held[];
  readonly #clock: Tools['clock'];

  private constructor(held: readonly Held[], { clock }: Tools) {
    this.#held = held;
    this.#clock = clock;
  }

  /** Takes all of them or none. Throws a BatchctlError: locked where one is running, state where a journal can't be read or written. */
  static async hold(stateDir: string, area: Area, tools: Tools): Promise<CoveredImports> {
    const held: Held[] = [];
    try {
      for (const { name, importId } of await namesIn(stateDir, area)) {
        held.push(await holdOne({ stateDir, name, importId }, tools));
      }
    } catch (error) {
      await releaseAll(held);
      throw error;
    }
    return new CoveredImports(held, tools);
  }

  get count(): number {
    return this.#held.length;
  }

  /** Writes down that it begins; where that fails, that nothing came of it. Throws a BatchctlError (state). */
  async begin(): Promise<void> {
    try {
      for (const { journal } of this.#held) await this.#write(journal, 'begun');
    } catch (error) {
      await this.takeBack().catch(() => undefined);
      throw error;
    }
  }

  /** All of it is gone: the imports begin anew. Throws a BatchctlError (state) when it was tried with each of them. */
  async finish(): Promise<void> {
    await this.#each(({ journal }) => this.#write(journal, 'done'));
  }

  /** Nothing was deleted by this command. What an earlier one may have deleted stays as it was. Throws like `finish`. */
  async takeBack(): Promise<void> {
    await this.#each(({ journal, before }) => this.#write(journal, before ?? 'refused'));
  }

  async release(): Promise<void> {
    await releaseAll(this.#held);
  }

  async #write(journal: Journal, how: How): Promise<void> {
    await journal.append({ type: 'DELETED', at: new Date(this.#clock.now()).toISOString(), how });
  }

  async #each(task: (held: Held) => Promise<void>): Promise<void> {
    const ends = await Promise.allSettled(this.#held.map(task));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

interface Name {
  /** Of the directory. */
  readonly name: string;
  readonly importId: string;
}

/** A journal that can't be read may be of any import: then it isn't known what is covered. */
async function namesIn(stateDir: string, area: Area): Promise<Name[]> {
  const journals = await journalsIn(stateDir);
  return journals.flatMap(({ name, path }) => {
    const begin = readState(path)?.begin;
    if (begin === undefined || !covers(area, frozenPlan(begin).scope)) return [];
    return [{ name, importId: begin.importId }];
  });
}

function covers({ target, baseUrl, account, user }: Area, scope: Scope): boolean {
  const isThere = scope.target === target && scope.baseUrl === baseUrl && scope.account === account;
  return isThere && (user === null || scope.user === user);
}

async function holdOne(
  { stateDir, name, importId }: Name & { readonly stateDir: string },
  tools: Tools,
): Promise<Held> {
  const hold = await lockImport(stateDir, name, tools).catch((error: unknown) => {
    throw isLocked(error) ? running(importId, error) : error;
  });
  try {
    const journal = await Journal.open(hold.directory, tools.disk);
    const release = async () => {
      await journal.close();
      await hold.release();
    };
    return { journal, before: journal.state?.deletion, release };
  } catch (error) {
    await hold.release();
    throw error;
  }
}

function isLocked(error: unknown): error is BatchctlError {
  return error instanceof BatchctlError && error.exit === EXIT.locked;
}

function running(importId: string, error: BatchctlError): BatchctlError {
  const message = `${importId}: ${error.message}; nothing was deleted`;
  return new BatchctlError(EXIT.locked, error.code, message, { cause: error, hint: error.hint });
}

async function releaseAll(held: readonly Held[]): Promise<void> {
  for (const one of held) await one.release();
}
