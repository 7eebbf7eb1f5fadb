/** The real program on a pseudo-terminal, and somebody who types. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ended } from './ended.js';
import { BINARY, type Workplace } from './workplace.js';

const TYPED = fileURLToPath(new URL('typed.py', import.meta.url));

/** Why such a test is skipped here; false where it isn't. */
export const needsTerminal =
  spawnSync('python3', ['--version']).status === 0 ? false : 'python3 is not there to hold the terminal';

export interface Shown {
  readonly exit: number | null;
  /** All that the terminal was sent. */
  readonly shown: string;
}

/** `script`: what is waited for, and what is typed then, in turns. */
export async function onTerminal(place: Workplace, script: readonly string[], args: readonly string[]): Promise<Shown> {
  return await typeTo(place, script, [process.execPath, BINARY, ...args]);
}

/** Likewise with a shell's command line, in which `batchctl` is the real program. */
export async function shellOnTerminal(place: Workplace, script: readonly string[], line: string): Promise<Shown> {
  const program = `batchctl() { "${process.execPath}" "${BINARY}" "$@"; }`;
  return await typeTo(place, script, ['sh', '-c', `${program}; ${line}`]);
}

async function typeTo(place: Workplace, script: readonly string[], command: readonly string[]): Promise<Shown> {
  const child = spawn('python3', [TYPED, ...script, '--', ...command], {
    cwd: place.directory,
    env: { ...place.env, TERM: 'xterm' },
  });
  const { exit, stdout: shown } = await ended(child);
  return { exit, shown };
}
