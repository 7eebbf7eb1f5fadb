/** One run of the real program, stopped at a moment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { unmarked } from '../support/canary.js';
import { BINARY } from '../support/workplace.js';
import { awaitMoment, journalOf, Stopper, type Signals } from './kills-moment.js';
import type { Stop } from './kills-plan.js';
import type { KillableServer } from './kills-server.js';

/** No run may take longer than this. ms. */
const HANGS = 300_000;
/** A moment that doesn't come by itself is now. ms. */
const LATE = 5_000;

export interface Command {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** What it gets on standard input, piece by piece. */
  readonly input: readonly Buffer[];
  /** The service that runs beside it, if one does. */
  readonly server: KillableServer | undefined;
}

export interface Ran {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the first signal to the end, and from the second; undefined where it was not sent to a living process. ms. */
  readonly sinceFirst: number | undefined;
  readonly sinceSecond: number | undefined;
}

/** Runs it to its end, or to the moment that comes first. */
export async function runProgram(command: Command, stop?: Stop & Signals): Promise<Ran> {
  const { directory, env, args, input, server } = command;
  const before = journalOf(directory);
  const child = spawn(process.execPath, ['--liftoff-only', BINARY, ...args], { cwd: directory, env });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (text.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text.stderr += piece.toString()));
  // Whoever is killed doesn't read on.
  child.stdin.on('error', () => undefined);
  const ended = new AbortController();
  const done = new Promise<Pick<Ran, 'exit' | 'signal'>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal }));
  });
  const hung = setTimeout(() => child.kill('SIGKILL'), HANGS);
  const stopper = stop === undefined ? undefined : new Stopper(child, stop, server);
  child.on('exit', () => {
    stopper?.exited();
    ended.abort();
  });
  void feed(child, input);
  if (stopper !== undefined && stop !== undefined) {
    const late = setTimeout(() => stopper.fire(0), LATE);
    child.on('exit', () => clearTimeout(late));
    await awaitMoment(stop.moment, stopper, { directory, before, server, ended: ended.signal });
  }
  const end = await done;
  clearTimeout(hung);
  if (server !== undefined) server.relay.watch = () => 'pass';
  if (end.signal === 'SIGKILL' && stop?.signal !== 'SIGKILL') throw new Error(`it hangs: ${args.join(' ')}`);
  if (stop === undefined && end.signal !== null)
    throw new Error(`it hangs, or was killed by another: ${args.join(' ')}`);
  return { ...end, ...unmarked(text), sinceFirst: stopper?.sinceFirst, sinceSecond: stopper?.sinceSecond };
}

async function feed(child: ChildProcess, input: readonly Buffer[]): Promise<void> {
  for (const [index, piece] of input.entries()) {
    if (index > 0) await delay(100);
    child.stdin?.write(piece);
  }
  child.stdin?.end();
}
