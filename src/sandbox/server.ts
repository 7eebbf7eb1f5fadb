/** The HTTP server: who may ask, which route answers, how an answer is sent. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../errors.js';
import type { Answer } from './dialect.js';
import { DIALECTS, findDialect } from './dialects.js';
import type { App, Exchange } from './exchange.js';
import { RequestRefusal } from './refusal.js';
import { logRequest } from './request-log.js';
import { findRoute } from './router.js';
import { answerWrite } from './write-request.js';

/** Names of this machine: a web page that got another name to point here is refused. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Where a web page comes from, if it may ask: one of this machine. */
const LOCAL_ORIGIN = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Milliseconds. Longer than a client's pause between two polls: a connection must not close just as it is used again. */
const KEEP_ALIVE = 65_000;

/** A server that isn't listening yet. */
export function createSandboxServer(app: App): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    response.on('error', () => {
      // The client has left; there is nobody to tell.
    });
    void respond(app, request, response);
  });
}

async function respond(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const query = new URLSearchParams(search);
  const correlationId = randomUUID();
  const stranger = strangerIn(request);
  if (stranger !== undefined) {
    send(response, findDialect(path).refuse(stranger, correlationId, request.method ?? ''), correlationId);
  } else if (request.method === 'GET' && path === '/_sandbox/hold') {
    app.holds.add(response, app.id);
  } else if (request.method === 'GET' && path === '/') {
    send(response, introduce(app), correlationId);
  } else {
    const answer = await answerFor(app, { request, path, query, correlationId });
    if (answer !== undefined) send(response, answer, correlationId);
  }
}

/** A page of another place can point a name of its own here, and a form on any page can send here without having to ask first. */
function strangerIn({ headers }: IncomingMessage): RequestRefusal | undefined {
  if (!LOCAL_HOST.test(headers.host ?? ''))
    return new RequestRefusal(403, 'this server answers to 127.0.0.1 and localhost only');
  if (headers.origin === undefined || LOCAL_ORIGIN.test(headers.origin)) return undefined;
  return new RequestRefusal(403, 'this server answers to no web page but those of this machine');
}

function introduce({ id }: App): Answer {
  const apis = DIALECTS.map(({ name, basePath }) => ({ name, basePath }));
  return { status: 200, body: JSON.stringify({ server: 'batchctl sandbox', database: id, apis }) };
}

type Incoming = Pick<Exchange, 'request' | 'path' | 'query' | 'correlationId'>;

async function answerFor(app: App, incoming: Incoming): Promise<Answer | undefined> {
  const { request, path, correlationId } = incoming;
  const dialect = findDialect(path);
  try {
    const match = findRoute(dialect, request.method ?? '', path);
    const exchange = { app, dialect, ...match, ...incoming, now: Date.now() };
    return match.route.method === 'GET' ? answerRead(exchange) : await answerWrite(exchange);
  } catch (error) {
    if (error instanceof RequestRefusal) return dialect.refuse(error, correlationId, request.method ?? '');
    app.log(`${request.method} ${path} failed: ${messageOf(error)}`);
    return dialect.refuse(new RequestRefusal(500, messageOf(error)), correlationId, request.method ?? '');
  }
}

function answerRead({ app, dialect, route, params, query, request, path, correlationId, now }: Exchange): Answer {
  const fired = app.faults.next('poll');
  const at = new Date(now).toISOString();
  if (fired.label !== undefined) {
    const status = Number(fired.label.replace('poll-', ''));
    logRequest(app.database, { at, method: 'GET', path, key: undefined, bytes: 0, status, fault: fired.label });
  }
  dialect.admit('GET', request.headers);
  const { headers } = request;
  return route.handle({
    database: app.database,
    params,
    query,
    headers,
    body: Buffer.alloc(0),
    correlationId,
    at,
    fired,
  });
}

function send(response: ServerResponse, { status, headers, body, stream }: Answer, correlationId: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': stream?.bytes ?? Buffer.byteLength(body),
    'x-correlation-id': correlationId,
    ...headers,
  });
  if (stream === undefined) response.end(body);
  else sendStream(response, stream.pieces);
}

/** A client that leaves stops the reading; where the reading fails, the connection ends, for there is no answer left to give. */
function sendStream(response: ServerResponse, pieces: Iterable<Buffer>): void {
  pipeline(Readable.from(pieces, { highWaterMark: 1 }), response).catch(() => {
    response.destroy();
  });
}
