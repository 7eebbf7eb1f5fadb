/** The place of one import's journal, held by one run at a time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(join(stateDir, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw unusable(stateDir, error);
  }
}

/** Throws a BatchctlError: locked where another run holds the import, state where nothing can be written. */
export async function lockImport(stateDir: string, name: string, tools: HoldTools): Promise<Hold> {
  const directory = join(importsDirectory(stateDir), name);
  await prepareStateDir(stateDir);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const lock = await acquireLock(join(directory, 'lock'), tools.clock);
    const stop = tools.every(HEARTBEAT_MS, () => void lock.beat().catch(() => undefined));
    return {
      directory,
      release: async () => {
        stop();
        await lock.release();
      },
    };
  } catch (error) {
    if (!(error instanceof LockHeld)) throw unusable(directory, error);
    const { pid, host } = error.holder;
    const message = `another run holds this import: process ${pid} on ${host}`;
    throw new BatchctlError(EXIT.locked, 'import_locked', message, {
      hint: 'wait until it has ended, then run this again',
    });
  }
}

function unusable(path: string, error: unknown): BatchctlError {
  const hint = 'give access there, or name another place with --state-dir PATH';
  return new BatchctlError(EXIT.state, 'state_unusable', `${path} can't be written: ${messageOf(error)}`, {
    cause: error,
    hint,
  });
}
