/** What the address of a webhook answers, and what it doesn't wait for. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { BatchctlError, EXIT } from '../../src/errors.js';
import { serveCalls } from '../../src/cli/call-server.js';
import type { IncomingCall } from '../../src/webhook/incoming.js';

const LIMIT = { timeout: 20_000 };
const MEBIBYTE = 1024 * 1024;

interface Served {
  readonly url: string;
  readonly taken: readonly IncomingCall[];
}

async function serve(t: TestContext, patienceMs = 10_000): Promise<Served> {
  const taken: IncomingCall[] = [];
  const take = (call: IncomingCall): 200 => {
    taken.push(call);
    return 200;
  };
  const server = await serveCalls({ host: '127.0.0.1', port: 0, patienceMs, take });
  t.after(() => server.close());
  return { url: server.url, taken };
}

test('a call comes as its headers and its very bytes, and is answered as JSON', LIMIT, async (t) => {
  const { url, taken } = await serve(t);
  const body = Uint8Array.of(0, 255, 10, 13);
  const answer = await fetch(`${url}/a/b?c`, { method: 'POST', body, headers: { 'X-Webhook-Event': 'x' } });
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'received' }]);
  assert.deepEqual(taken[0]?.body, Buffer.from(body));
  assert.equal(taken[0]?.headers['x-webhook-event'], 'x');
});

test('whoever looks in is told where this is; nothing but a POST is a call', LIMIT, async (t) => {
  const { url, taken } = await serve(t);
  const front = await fetch(url);
  assert.match(await front.text(), /^batchctl listens here.*\n$/);
  assert.deepEqual([front.status, (await fetch(`${url}/x`)).status], [200, 404]);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const answer = await fetch(url, { method, body: '{}' });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
  }
  assert.deepEqual(taken, []);
});

test('a body of 1 MiB is taken, a longer one is answered with 413, announced or not', LIMIT, async (t) => {
  const { url, taken } = await serve(t);
  const post = async (bytes: number, isChunked: boolean): Promise<number> => {
    const body = new Blob([Buffer.alloc(bytes, 0x20)]);
    const answer = await fetch(url, {
      method: 'POST',
      ...(isChunked ? { body: body.stream(), duplex: 'half' } : { body }),
    });
    return answer.status;
  };
  assert.deepEqual([await post(MEBIBYTE, false), await post(MEBIBYTE, true)], [200, 200]);
  assert.deepEqual([await post(MEBIBYTE + 1, false), await post(8 * MEBIBYTE, true)], [413, 413]);
  assert.deepEqual(
    taken.map(({ body }) => body.length),
    [MEBIBYTE, MEBIBYTE],
  );
});

test('a request that takes too long is cut, wherever it stops, and the others are served', LIMIT, async (t) => {
  const { url, taken } = await serve(t, 300);
  const beginnings = ['', 'POST / HTTP/1.1\r\nHost: x\r\n', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'];
  const since = performance.now();
  await Promise.all(
    beginnings.map(async (text) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      // To wait for the end one has to read.
      socket.on('error', () => undefined).resume();
      await once(socket, 'close');
    }),
  );
  const ms = performance.now() - since;
  assert.ok(ms >= 290, `${ms} ms`);
  assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 200);
  assert.equal(taken.length, 1);
});

test('a client that leaves in the midst of its body is no call, and harms nobody', LIMIT, async (t) => {
  const { url, taken } = await serve(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{');
  await once(socket, 'ready');
  socket.resetAndDestroy();
  assert.equal((await fetch(url, { method: 'POST', body: '{}' })).status, 200);
  assert.equal(taken.length, 1);
});

function isPortError(error: unknown): boolean {
  return error instanceof BatchctlError && error.exit === EXIT.usage && error.hint?.includes('--port') === true;
}

test('a port that is in use, and one that can be none: exit 2', LIMIT, async (t) => {
  const { url } = await serve(t);
  for (const port of [Number(new URL(url).port), 65_536]) {
    await assert.rejects(serveCalls({ host: '127.0.0.1', port, patienceMs: 1, take: () => 200 }), isPortError);
  }
});
