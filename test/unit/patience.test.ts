/** Waiting for a source that is still being written, and fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patience } from '../../src/import/patience.js';

test('a read that fails is what the wait throws, and nothing goes on sleeping', async () => {
  let sleeping = 0;
  const sleep = async (_ms: number, signal: AbortSignal): Promise<void> => {
    sleeping += 1;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    sleeping -= 1;
  };
  const tools = { clock: { now: () => 0, uptime: () => 0, bootId: null }, sleep };
  const patience = new Patience(tools, 1_000, new AbortController().signal);
  await assert.rejects(patience.wait(Promise.reject(new Error('EIO')), {}), /EIO/);
  await Promise.resolve();
  assert.equal(sleeping, 0);
});
