/** The HTTP server that a service calls: it reads a request whole, within limits, and has somebody else judge it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import type { IncomingCall } from '../webhook/incoming.js';

/** Far above any report on a batch. */
const MOST_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 100;
/** How often requests are looked at for being too slow. */
const CHECK_MS = 500;

export interface CallServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** ms that a request may take from its first byte to its last. */
  readonly patienceMs: number;
  /** The status that a call is answered with; it must not wait for anything. */
  readonly take: (call: IncomingCall) => 200 | 400 | 401;
}

export interface CallServer {
  readonly url: string;
  /** Ends open connections. May be called twice. */
  close(): Promise<void>;
}

/** Listens when it resolves. Throws a BatchctlError (usage) where the port or the address can't be had. */
export async function serveCalls({ host, port, patienceMs, take }: CallServerOptions): Promise<CallServer> {
  const limits = { requestTimeout: patienceMs, headersTimeout: patienceMs, connectionsCheckingInterval: CHECK_MS };
  const server = createServer(limits, (request, response) => {
    // Whoever leaves before the end has nobody to be told.
    respond(request, response, take).catch(() => response.destroy());
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, host, port);
  return {
    url: urlOf(server, port),
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [200, 'received'],
  [400, 'unreadable'],
  [401, 'refused'],
  [404, 'not found'],
  [405, 'only POST'],
  [413, 'too large'],
]);

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  take: CallServerOptions['take'],
): Promise<void> {
  if (request.method === 'GET' && request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('batchctl listens here for calls of services\n');
    return;
  }
  // Also of what is refused anyway: a connection that is closed before its end may lose the answer.
  const body = await read(request);
  if (request.method !== 'POST') answer(response, request.method === 'GET' ? 404 : 405);
  else if (body === undefined) answer(response, 413);
  else answer(response, take({ headers: headersOf(request), body }));
}

/** The body, or undefined where it is too long; then all of it was passed over. Rejects where it ends too early. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    const part = Buffer.from(piece);
    bytes += part.length;
    if (bytes <= MOST_BYTES) pieces.push(part);
    else pieces.length = 0;
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(pieces);
}

function answer(response: ServerResponse, status: number): void {
  const body = `${JSON.stringify({ status: WORDS.get(status) })}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  response.end(body);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const reason = systemCode(error) === 'EADDRINUSE' ? 'it is in use' : messageOf(error);
    const message = `${host} port ${port} can't be listened on: ${reason}`;
    const hint = 'name another port with --port, or 0 for any that is free';
    throw new BatchctlError(EXIT.usage, 'port_unusable', message, { hint, cause: error });
  }
}

function urlOf(server: Server, port: number): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) return `port ${port}`;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
