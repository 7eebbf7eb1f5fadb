/** The real program under strace: what it asks of the system, and what happens where the system fails it or it is killed there. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ended, type Ran } from './ended.js';

const COUNTED = fileURLToPath(new URL('counted-names.js', import.meta.url));

/** Why nothing can be traced here; undefined where it can. */
export function whyNoTrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return `strace isn't installed: ${error.message}`;
  return status === 0 ? undefined : `strace isn't allowed to trace: ${stderr.trim()}`;
}

export interface Traced {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where the log goes. */
  readonly log: string;
  /** Of strace, such as `-e` and `inject=fsync:error=EIO:when=2`. */
  readonly options: readonly string[];
}

/**
 * Runs the program to its end. File work is done in one thread, as strace counts calls by thread and by name, and the random names
 * of files are counted from 1.
 */
export async function traced({ args, env, log, options }: Traced): Promise<Ran> {
  const command = ['-f', '-qq', '-o', log, ...options, process.execPath, '--liftoff-only', COUNTED, ...args];
  const child = spawn('strace', command, {
    env: { ...env, UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await ended(child);
}
