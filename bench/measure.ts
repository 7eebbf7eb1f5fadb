/** How long a process takes, what it costs, and how large it gets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const POLL_MS = 10;
/** A shell knows what its children have used, theirs included; it tells on descriptor 3, which they don't get. */
const TIMED = '"$@" 3>&-; code=$?; times >&3; exit $code';

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Measured {
  /** From start to exit, loading included. */
  readonly seconds: number;
  /** User and system time of the process and of all its children. */
  readonly cpu: number;
  /** MiB of the largest process; 0 where the system has no /proc. */
  readonly peakMb: number;
  /** The exit code; null where a signal ended it. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Never throws for what it does. */
export async function measure({ argv, cwd, env }: Command): Promise<Measured> {
  const began = performance.now();
  const child = spawn('sh', ['-c', TIMED, 'sh', ...argv], {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const peak = watchPeak(child.pid ?? 0);
  const texts = child.stdio.slice(1).map((stream) => {
    const pieces: Buffer[] = [];
    stream?.on('data', (piece: Buffer) => pieces.push(piece));
    return () => Buffer.concat(pieces).toString();
  });
  let seconds = 0;
  child.once('exit', () => (seconds = (performance.now() - began) / 1_000));
  await once(child, 'close');
  const [stdout = '', stderr = '', times = ''] = texts.map((text) => text());
  return { seconds, cpu: cpuOf(times), peakMb: peak(), exit: child.exitCode, stdout, stderr };
}

/** What commands are started with: nothing of the caller's that would change what they do. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(?:BATCHCTL_|NODE_|CI$|npm_)/.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), ...more };
}

/** Looks at a process and its children until asked; the highest mark of any of them, in MiB. */
export function watchPeak(pid: number): () => number {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, ...family(pid).map(highestMark))), POLL_MS);
  return () => {
    clearInterval(timer);
    return Math.round(peak / 1024);
  };
}

function family(pid: number): number[] {
  const children = proc(`${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

function highestMark(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(proc(`${pid}/status`))?.[1] ?? 0);
}

function proc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    // It ended meanwhile, or this system has no such thing.
    return '';
  }
}

/** The second line of `times` is what the children used: `0m1.23s 0m0.45s`. */
function cpuOf(times: string): number {
  const spans = [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spans.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
