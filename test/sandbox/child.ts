/** Runs a sandbox in a process of its own, so that it can be killed. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ended, type Ran } from '../support/ended.js';

export interface SandboxProcess {
  readonly url: string;
  readonly id: string;
  readonly shared: boolean;
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
  /** What it has logged so far. */
  readonly log: () => string;
}

/** Resolves when the process has its server, its own or another's. */
export async function spawnSandbox(db: string, faults = ''): Promise<SandboxProcess> {
  const file = fileURLToPath(new URL('server-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--liftoff-only', '--import', 'tsx', file, db, faults], { stdio: 'pipe' });
  const done = ended(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, id, shared }: Pick<SandboxProcess, 'url' | 'id' | 'shared'> = JSON.parse(line);
    return { url, id, shared, child, done, log: () => log };
  }
  return assert.fail(`the sandbox did not start: ${log}`);
}

/** Kills it with SIGKILL. */
export async function kill({ child, done }: SandboxProcess): Promise<void> {
  child.kill('SIGKILL');
  await done;
}

/** Tells it to close; resolves when the process has ended. */
export async function stop({ child, done }: SandboxProcess): Promise<void> {
  child.stdin?.write('stop\n');
  await done;
}
