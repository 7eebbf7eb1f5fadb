/** The end of a process, and what it has said until then: searched for secrets, whoever reads it. */
import type { ChildProcess } from 'node:child_process';
import { unmarked } from './canary.js';

export interface Ran {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** To be called as soon as the process is started. Rejects where it can't be, or where a secret stands in what it has said. */
export async function ended(child: ChildProcess): Promise<Ran> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (piece: Buffer) => (text.stdout += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (text.stderr += piece.toString()));
  return await new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, ...text }));
  }).then(unmarked);
}
