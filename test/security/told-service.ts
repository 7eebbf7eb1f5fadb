/** A service of which every answer is told beforehand, and what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';

export interface Told {
  readonly url: string;
  /** Method and path of each request, as they stood on the wire. */
  readonly asked: readonly string[];
}

/** `answer` is called when a request was read whole. */
export async function tell(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Told> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

/** An answer of Experiture's that refuses, with these words. */
export function refusal(response: ServerResponse, status: number, message: string, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ success: false, error: { code: 'CDP_ETL.VALIDATION.REQUEST_SCHEMA', message } }));
}
