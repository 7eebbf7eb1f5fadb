/**
 * Puts the simulated machine in place of the real one, for paths below /simulated and, while a simulated process runs, for what the
 * system tells of processes and for random names. Everything else goes where it always goes.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import type { FileCalls } from './file-calls.js';
import type { Random } from './random.js';
import type { Owner } from './schedule.js';

/** The world that runs: one at a time. */
export interface Lent {
  readonly calls: FileCalls;
  readonly random: Random;
  /** The process whose code is running. */
  current(): { readonly owner: Owner; readonly pid: number } | undefined;
}

let lent: Lent | undefined;

/** From now on the program runs in this world; undefined for the real one. */
export function lend(world: Lent | undefined): void {
  lent = world;
}

const PROMISED = [
  'open',
  'readFile',
  'readlink',
  'writeFile',
  'mkdir',
  'readdir',
  'link',
  'rename',
  'unlink',
  'rm',
  'access',
  'stat',
  'utimes',
] as const;

type Function = (...args: unknown[]) => unknown;

/** `ours` gets the arguments, and says by undefined that it isn't for it. */
function divert(module: object, name: string, ours: (args: unknown[]) => (() => unknown) | undefined): void {
  const theirs: unknown = Reflect.get(module, name);
  if (!isFunction(theirs)) throw new Error(`no ${name}`);
  const diverted: Function = (...args) => {
    const own = ours(args);
    return own === undefined ? Reflect.apply(theirs, module, args) : own();
  };
  Reflect.set(module, name, diverted);
}

function isFunction(value: unknown): value is Function {
  return typeof value === 'function';
}

function isSimulated(path: unknown): boolean {
  if (typeof path !== 'string' || lent === undefined) return false;
  return path.startsWith('/simulated') || (path.startsWith('/proc/') && lent.current() !== undefined);
}

for (const name of PROMISED) {
  divert(promises, name, (args) => {
    const calls = lent?.calls;
    if (calls === undefined || !isSimulated(args[0])) return undefined;
    const own: unknown = calls[name];
    return isFunction(own) ? () => own(...args) : undefined;
  });
}

divert(fs, 'fstatSync', ([fd]) => {
  const calls = lent?.calls;
  return calls !== undefined && isFd(fd) ? () => ({ size: calls.size(fd) }) : undefined;
});
divert(fs, 'readSync', ([fd, into, , , position]) => {
  const calls = lent?.calls;
  if (calls === undefined || !isFd(fd) || !(into instanceof Uint8Array)) return undefined;
  return () => calls.read(fd, into, Number(position));
});
divert(fs, 'readFileSync', ([path]) => {
  const calls = lent?.calls;
  if (calls === undefined || typeof path !== 'string' || !path.startsWith('/simulated')) return undefined;
  return () => calls.content(path);
});
divert(fs, 'createReadStream', ([path]) => {
  const calls = lent?.calls;
  if (calls === undefined || typeof path !== 'string' || !isSimulated(path)) return undefined;
  return () => Readable.from([calls.content(path)]);
});
divert(crypto, 'randomUUID', () => {
  const world = lent;
  return world?.current() === undefined ? undefined : () => [8, 4, 4, 4, 12].map((n) => world.random.hex(n)).join('-');
});
syncBuiltinESMExports();

const realPid = process.pid;
Object.defineProperty(process, 'pid', { get: () => lent?.current()?.pid ?? realPid, configurable: true });

function isFd(fd: unknown): fd is number {
  return typeof fd === 'number' && fd > 1_000_000;
}
