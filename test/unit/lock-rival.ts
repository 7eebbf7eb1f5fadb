/** A process that tries for locks: told a path it answers `won TOKEN` or `held TOKEN`, told `release` it lets go. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { acquireLock, LockHeld, type Lock } from '../../src/lock.js';

let lock: Lock | undefined;

async function answer(line: string): Promise<string> {
  if (line === 'release') {
    await lock?.release();
    lock = undefined;
    return 'released';
  }
  try {
    lock = await acquireLock(line, Date);
    return `won ${String(JSON.parse(readFileSync(line, 'utf8')).token)}`;
  } catch (error) {
    if (error instanceof LockHeld) return `held ${error.holder.token}`;
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${await answer(line)}\n`);
