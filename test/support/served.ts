/** `batchctl sandbox` in a process of its own: for commands that are to believe in a real API. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import type { Running, Workplace } from './workplace.js';

export interface Served {
  /** Where Experiture's API is. */
  readonly url: string;
  /** Ends the server, so that its database can be read. */
  stop(): Promise<void>;
}

export async function serve(test: TestContext, place: Workplace, ...args: string[]): Promise<Served> {
  const server = place.begin(['sandbox', '--port', '0', '--db', 'service.db', ...args]);
  test.after(() => stop(server));
  let said = '';
  while (!said.includes('listens on')) {
    const [piece] = await once(server.child.stderr ?? assert.fail('no stderr'), 'data');
    said += String(piece);
  }
  return { url: `${/http:\S+/.exec(said)?.[0] ?? ''}/public/v1`, stop: () => stop(server) };
}

async function stop({ child, done }: Running): Promise<void> {
  child.kill('SIGTERM');
  await done;
}
