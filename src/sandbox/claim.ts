/** One server a database: the file `<db>.server` says which, and a second process uses that one. */
import { mkdir, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import { acquireLock, LockHeld, type Holder, type Lock } from '../lock.js';

/** Milliseconds to wait for a server that is being started or stopped by another process. */
const PATIENCE = 10_000;
const PAUSE = 50;

/** Another process's server, in use by this one until it is released. */
export interface SharedServer {
  readonly url: string;
  readonly id: string;
  release(): void;
}

/**
 * The right to open the database, or the server that has it open already.
 * Throws BatchctlError: EXIT.locked for a holder that doesn't answer, EXIT.state where the file can't be written.
 */
export async function claimDatabase(db: string): Promise<Lock | SharedServer> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const claimed = await lockDatabase(db);
    if (!(claimed instanceof LockHeld)) return claimed;
    const shared = await hold(claimed.holder);
    if (shared !== undefined) return shared;
    if (Date.now() > deadline) {
      const { pid, host } = claimed.holder;
      const message = `${db}: process ${pid} on ${host} has this sandbox and doesn't answer`;
      const hint = 'end that process, or name another database with --db';
      throw new BatchctlError(EXIT.locked, 'sandbox_held', message, { hint });
    }
    await setTimeout(PAUSE);
  }
}

async function lockDatabase(db: string): Promise<Lock | LockHeld> {
  try {
    await mkdir(dirname(db), { recursive: true, mode: 0o700 });
    const lock = await acquireLock(`${db}.server`, Date);
    // SQLite's own lock here is a directory, which a killed process leaves behind. Its owner was the former holder.
    await rm(`${db}.lock`, { recursive: true, force: true });
    return lock;
  } catch (error) {
    if (error instanceof LockHeld) return error;
    const message = `${db}: the sandbox's database can't be used: ${messageOf(error)}`;
    throw new BatchctlError(EXIT.state, 'sandbox_database', message, { cause: error });
  }
}

/** Opens a hold on the announced server; undefined if it isn't there, or isn't the one that was announced. */
async function hold({ note }: Holder): Promise<SharedServer | undefined> {
  const { url, id } = { ...note };
  if (url === undefined || id === undefined) return undefined;
  return await new Promise((resolve) => {
    const request = get(`${url}/_sandbox/hold`, { agent: false, timeout: PATIENCE });
    const release = (): void => {
      request.destroy();
    };
    const giveUp = (): void => {
      release();
      resolve(undefined);
    };
    request.on('timeout', giveUp);
    // Once the hold stands, a server that goes away is noticed by whoever sends to it next.
    request.on('error', giveUp);
    request.on('response', (response: IncomingMessage) => {
      response.on('error', giveUp);
      if (response.headers['x-sandbox-id'] !== id) {
        giveUp();
        return;
      }
      request.setTimeout(0);
      response.resume();
      // A hold alone must not keep a process alive.
      request.socket?.unref();
      resolve({ url, id, release });
    });
  });
}
