/** A receiver of webhook calls that writes down what comes, and answers with the statuses that it is told. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Receiver {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Resolves when so many calls for the path have come, and their answers were read; rejects when the test's time is up. */
  readonly received: (path: string, count: number) => Promise<readonly ReceivedCall[]>;
}

/** Statuses by path, one call after the other; the last one stays, 200 by default. With 0 there is no answer at all. */
export async function startReceiver(
  t: TestContext,
  statuses: Readonly<Record<string, readonly number[]>> = {},
): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const answered: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const before = calls.filter((call) => call.path === path).length;
      calls.push({ path, headers: request.headers, body, at: Date.now() });
      const status = statuses[path]?.[before] ?? statuses[path]?.at(-1) ?? 200;
      if (status === 0) answered.push(path);
      else response.writeHead(status, { location: '/elsewhere' }).end();
      // The caller closes the connection once it has the answer: then it has written it down too.
      request.socket.once('close', () => {
        if (status !== 0) answered.push(path);
      });
    });
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const received = async (path: string, count: number): Promise<readonly ReceivedCall[]> => {
    for (;;) {
      if (answered.filter((other) => other === path).length >= count) return calls.filter((call) => call.path === path);
      await setTimeout(5, undefined, { signal: t.signal });
    }
  };
  return { url, calls, received };
}
