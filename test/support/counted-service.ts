/** A service that counts who comes, and answers as it likes: for commands that must not so much as knock. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';

export class CountedService {
  readonly url: string;
  connections = 0;
  /** Method and path of each request. */
  readonly requests: string[] = [];

  private constructor(url: string) {
    this.url = url;
  }

  static async open(test: TestContext, answer: RequestListener): Promise<CountedService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    assert(typeof address === 'object' && address !== null);
    const service = new CountedService(`http://127.0.0.1:${address.port}`);
    server.on('connection', () => (service.connections += 1));
    server.on('request', (request, response) => {
      service.requests.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    return service;
  }
}

/** Papr's answer when all of `count` memories are gone. */
export function allDeleted(count: number): string {
  const counts = { total_processed: count, total_successful: count, total_failed: 0 };
  return JSON.stringify({
    code: 200,
    status: 'success',
    message: null,
    error: null,
    successful: [],
    errors: [],
    ...counts,
  });
}

/** Papr's answer when it has taken all of `count` memories. */
export function allAdded(count: number): string {
  const successful = Array.from({ length: count }, () => ({ code: 200, status: 'success', data: [], error: null }));
  return JSON.stringify({ code: 200, status: 'success', successful, errors: [], total_processed: count });
}
