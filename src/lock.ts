/** One holder a file: a lock that outlives nobody, on a local disk exactly, on a shared one by heartbeat. */
import { randomUUID } from 'node:crypto';
import { link, readFile, readlink, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from './errors.js';

/** Who holds a lock: written into its file as JSON. What the system doesn't tell (outside Linux) is null. */
export interface Holder {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process: with the pid it names one process for good. */
  readonly startTime: string | null;
  readonly bootId: string | null;
  readonly host: string;
  readonly pidNamespace: string | null;
  /** Random, new for each acquisition. */
  readonly token: string;
  /** What the holder announced. */
  readonly note?: Readonly<Record<string, string>>;
}

/** A lock in hand. Its file is whole at every moment: whoever reads it finds a complete holder. */
export interface Lock {
  /** Tells other hosts that the holder lives; call it every 10 s. Rejects with LockHeld if they took it over. */
  beat(): Promise<void>;
  /** Puts a note into the file, for whoever finds it held. */
  announce(note: Readonly<Record<string, string>>): Promise<void>;
  /** Removes the file if it is still this lock's. May be called twice. */
  release(): Promise<void>;
}

/** Wall clock, milliseconds since 1970. */
export interface LockClock {
  now(): number;
}

/** Somebody who lives holds the lock, be it another part of this process. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  readonly holder: Holder;

  constructor(path: string, holder: Holder) {
    super(`${path} is held by process ${holder.pid} on ${holder.host}`);
    this.holder = holder;
  }
}

/** Age in milliseconds from which a heartbeat counts as silent. */
const SILENT = 60_000;

/** Takes the lock, from a dead holder too. Throws LockHeld, or the system's error where the file can't be written. */
export async function acquireLock(path: string, clock: LockClock): Promise<Lock> {
  const me = await identify();
  for (;;) {
    const found = await inspect(path);
    if (found === undefined) {
      if (await create(path, me)) return handle(path, me, clock);
    } else if (await isAlive(found, me, clock)) {
      throw new LockHeld(path, found.holder ?? { ...me, pid: 0, host: 'an unknown host' });
    } else if (await takeOver(path, found, { me, clock })) {
      return handle(path, me, clock);
    }
  }
}

interface Found {
  readonly text: string;
  readonly modified: number;
  /** Absent where the text isn't a holder's. */
  readonly holder: Holder | undefined;
}

/**
 * Replaces a dead holder's file in one rename, under a lock of its own whose name comes from the dead holder's token.
 * Whoever has that lock and still finds that token is alone: only its owner may replace the file, and a dead holder
 * can't release it. So no moment exists at which the path is free, and a late rival finds another token. A process
 * killed in here leaves a stale lock of the same kind, which is taken over in the same way.
 */
async function takeOver(path: string, stale: Found, { me, clock }: { me: Holder; clock: LockClock }): Promise<boolean> {
  const claim = await acquireLock(`${path}.${stale.holder?.token.slice(0, 8) ?? 'torn'}`, clock);
  try {
    const now = await inspect(path);
    if (now?.text !== stale.text || now.modified !== stale.modified) return false;
    await replace(path, me);
    return true;
  } finally {
    await claim.release();
  }
}

function handle(path: string, me: Holder, clock: LockClock): Lock {
  const holder = async (): Promise<Holder | undefined> => (await inspect(path))?.holder;
  return {
    async beat() {
      const now = await holder();
      if (now !== undefined && now.token !== me.token) throw new LockHeld(path, now);
      const seconds = clock.now() / 1000;
      await utimes(path, seconds, seconds);
    },
    async announce(note) {
      await replace(path, { ...me, note });
    },
    async release() {
      if ((await holder())?.token === me.token) await unlink(path);
    },
  };
}

async function inspect(path: string): Promise<Found | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, modified: mtimeMs, holder: parse(text) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, token }: Partial<Record<keyof Holder, unknown>> = value;
  return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string';
}

async function isAlive({ holder, modified }: Found, me: Holder, clock: LockClock): Promise<boolean> {
  if (holder === undefined || holder.host !== me.host) return clock.now() - modified < SILENT;
  if (holder.bootId !== me.bootId) return false;
  if (holder.pidNamespace !== me.pidNamespace) return clock.now() - modified < SILENT;
  const running = await processStart(holder.pid);
  if (running === undefined) return false;
  return running === null || (holder.startTime ?? running) === running;
}

/** Writes beside the path first: a crash can't leave half a lock. False if somebody else's file is there by now. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = await write(path, holder);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function replace(path: string, holder: Holder): Promise<void> {
  await rename(await write(path, holder), path);
}

async function write(path: string, holder: Holder): Promise<string> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600, flush: true });
  return draft;
}

async function identify(): Promise<Holder> {
  const [startTime, bootId, pidNamespace] = await Promise.all([
    processStart(process.pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    readlink('/proc/self/ns/pid').catch(() => null),
  ]);
  return {
    pid: process.pid,
    startTime: startTime ?? null,
    bootId,
    host: hostname(),
    pidNamespace,
    token: randomUUID(),
  };
}

/** The start time of a process; null where the system doesn't tell, undefined if there is none (or only its zombie). */
async function processStart(pid: number): Promise<string | null | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in parentheses and may hold anything: count from behind it (proc(5)).
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  if (fields.length > 19) return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  try {
    process.kill(pid, 0);
    return null;
  } catch (error) {
    return systemCode(error) === 'ESRCH' ? undefined : null;
  }
}
