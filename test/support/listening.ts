/** `batchctl listen` within this process, and whoever calls it. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { main, realTools } from '../../src/main.js';
import { unmarked, WEBHOOK_SECRET } from './canary.js';

export const SECRET = WEBHOOK_SECRET;
const WAIT_MS = 10_000;
/** All waits are so many times shorter: nobody has to sit through them, and their order stays. */
const HASTE = 15;

export interface Listening {
  readonly url: string;
  /** Lines on standard output so far. */
  readonly lines: () => readonly string[];
  readonly said: () => string;
  /** Waits for so many lines on standard output. */
  readonly told: (count: number) => Promise<readonly string[]>;
  /** Posts a body, to the status. */
  readonly post: (body: string | Uint8Array, headers: Record<string, string>) => Promise<number>;
  /** Ends it in good order, to its exit code. */
  readonly stop: () => Promise<number>;
  /** The exit code when it ends by itself. */
  readonly ended: Promise<number>;
}

export async function startListening(
  test: TestContext,
  env: Readonly<Record<string, string>>,
  ...flags: readonly string[]
): Promise<Listening> {
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (piece: string) => {
      text[name] += piece;
      return true;
    },
    on: () => undefined,
  });
  const stopping = new AbortController();
  const tools = realTools(stopping.signal, new AbortController().signal);
  const ended: Promise<number> = main({
    args: ['listen', '--port', '0', ...flags],
    env: { BATCHCTL_WEBHOOK_SECRET: SECRET, ...env },
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: { isTTY: false, readLine: () => Promise.resolve(undefined) },
    tools: {
      ...tools,
      sleep: async (ms, signal) => await tools.sleep(ms / HASTE, signal),
    },
  }).finally(() => unmarked(text));
  const stop = async (): Promise<number> => {
    stopping.abort();
    return await ended;
  };
  test.after(stop);
  await until(
    () => text.stderr.includes('Ctrl-C'),
    () => text.stderr,
  );
  const url = /http:[^;]+/.exec(text.stderr)?.[0] ?? '';
  const lines = () => text.stdout.split('\n').slice(0, -1);
  return {
    url,
    lines,
    said: () => text.stderr,
    told: async (count) => {
      await until(
        () => lines().length >= count,
        () => text.stdout + text.stderr,
      );
      return lines();
    },
    post: async (body, headers) => {
      const answer = await fetch(`${url}/any/path`, { method: 'POST', body, headers });
      await answer.text();
      return answer.status;
    },
    stop,
    ended,
  };
}

async function until(isSo: () => boolean, seen: () => string): Promise<void> {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > WAIT_MS) assert.fail(`it never came, only: ${seen()}`);
    await delay(10);
  }
}

/** As Papr's workflow signs: the body as it is. */
export function signed(body: string | Uint8Array, secret = SECRET): Record<string, string> {
  return { 'x-papr-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}

/** By the Standard Webhooks specification, so many seconds ago. */
export function standard(body: string, id: string, age = 0): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1000) - age);
  const signature = createHmac('sha256', SECRET).update(`${id}.${time}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
}

/** Directories of the imports in the working directory. */
export function importsHere(): string[] {
  return readdirSync('.batchctl/imports').map((name) => join('.batchctl/imports', name));
}

/** Every journal of the working directory, to the byte. */
export function journals(): string {
  return importsHere()
    .map((path) => readFileSync(join(path, 'journal.ndjson'), 'utf8'))
    .join('');
}

/** The batches that the journals have receipts for, in their order. */
export function batchesIn(text: string): string[] {
  return [...text.matchAll(/"receipt":\{"id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}
