/** The place of one import's journal, held by one run at a time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncDirectory } from '../disk.js';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import { acquireLock, LockHeld } from '../lock.js';

const HEARTBEAT_MS = 10_000;

/** What holding takes of the run's tools. */
export interface HoldTools {
  readonly clock: { now(): number };
  every(ms: number, task: () => void): () => void;
}

export interface Hold {
  readonly directory: string;
  release(): Promise<void>;
}

/** The directory under the state directory that holds the imports. */
export function importsDirectory(stateDir: string): string {
  return join(stateDir, 'imports');
}

/** Makes a directory for state: nobody else's to read, and none of git's business. Throws a BatchctlError (state). */
export async function prepareStateDir(stateDir: string): Promise<void> {
  try {
    await makeDirectory(stateDir);
    await writeFile(join(stateDir, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw unusable(stateDir, error);
  }
}

/** Throws a BatchctlError: locked where another run holds the import, state where nothing can be written. */
export async function lockImport(stateDir: string, name: string, tools: HoldTools): Promise<Hold> {
  const directory = join(importsDirectory(stateDir), name);
  await prepareStateDir(stateDir);
  try {
    await makeDirectory(directory);
    const lock = await acquireLock(join(directory, 'lock'), tools.clock);
    const stop = tools.every(HEARTBEAT_MS, () => void lock.beat().catch(() => undefined));
    return {
      directory,
      release: async () => {
        stop();
        // One that stays is a dead process's soon, and whoever comes next takes it over.
        await lock.release().catch(() => undefined);
      },
    };
  } catch (error) {
    if (!(error instanceof LockHeld)) throw unusable(directory, error);
    const { pid, host } = error.holder;
    const message = `another run holds this import: process ${pid} on ${host}, in ${directory}`;
    throw new BatchctlError(EXIT.locked, 'import_locked', message, {
      hint: 'wait until it has ended, then run this again',
    });
  }
}

/** Those above it too. A journal is on disk only where every directory on the way to it is. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  let above = resolve(path);
  do {
    above = dirname(above);
    await syncDirectory(above);
  } while (above !== top);
}

function unusable(path: string, error: unknown): BatchctlError {
  const hint = 'give access there, or name another place with --state-dir PATH';
  return new BatchctlError(EXIT.state, 'state_unusable', `${path} can't be written: ${messageOf(error)}`, {
    cause: error,
    hint,
  });
}
