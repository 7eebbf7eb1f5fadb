/** The only way out: one HTTP request, one answer as it came. No retries, no redirects, no errors for a status. */
import { createWriteStream } from 'node:fs';
import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Got, OptionsInit, Request, Response } from 'got';
import { messageOf, systemCode } from '../errors.js';
import type { Body } from '../record.js';
import { blotter } from './blot.js';
import { multipart, type Upload } from './multipart.js';

/** An answer longer than this isn't one of a batch API. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 10_000;

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind the base URL, beginning with a slash; every variable segment already percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | Upload | undefined;
  /** Where a successful answer's body goes instead of into memory; however long it is. */
  readonly into?: string;
  readonly timeoutMs: number;
}

/** A body of an API that doesn't take files: it is always held in memory. */
export function inMemory(body: Body | undefined): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new Error('a request without its body in memory');
}

export interface HttpResponse {
  readonly status: number;
  /** By lower-case name; repeated headers joined. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** Sends one request. Throws TransportError where no whole answer came. When it ends, nothing is sent or read of the body any more. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>;

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** got's words, and the system's, for a connection that didn't come about in time. */
const NO_CONNECTION_YET = /^(?:Timeout awaiting '(?:lookup|connect|secureConnect)'|connect ETIMEDOUT)/;

/** No answer: whether the request was applied isn't known, unless there was no connection at all. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: string;

  /** Without what caused it: the client's own errors hold the request, and its credential. */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  get isUnsent(): boolean {
    return NO_CONNECTION.has(this.code) || (this.code === 'ETIMEDOUT' && NO_CONNECTION_YET.test(this.message));
  }
}

export interface Connection {
  readonly baseUrl: string;
  /** What is sent in secret, and blotted out of every answer. */
  readonly secrets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Ends every open request at once. */
  readonly signal: AbortSignal;
  /** PEM of the authorities that certificates must come from; the usual ones where it is undefined. */
  readonly ca?: string | undefined;
}

/** Opens nothing until the first request; connections are kept alive between them. */
export function createExchange({ baseUrl, secrets, headers, concurrency, signal, ca }: Connection): Exchange {
  const pool = { keepAlive: true, maxSockets: concurrency };
  const base = baseUrl.replace(/\/+$/, '');
  const blot = blotter(secrets);
  // Made once: what got does with its options takes as long as the rest of a short request.
  let client: Promise<Got> | undefined;
  const createClient = async (): Promise<Got> => {
    // Loading it takes as long as all the rest of a run that finds nothing to send.
    const { got } = await import('got');
    return got.extend({
      headers: { 'accept-encoding': 'identity', ...headers },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS },
      agent: { http: new HttpAgent(pool), https: new HttpsAgent({ ...pool, ca }) },
      signal,
    });
  };
  return async (request) => {
    client ??= createClient();
    const { stream } = await client;
    const sending = stream(base + request.path, {
      method: request.method,
      ...payload(request.body, request.headers ?? {}),
      timeout: { request: request.timeoutMs },
    });
    let leaving: ClientRequest | undefined;
    sending.once('request', (request) => {
      leaving = request;
      // Nobody asked for that, and Node would say no more of it.
      request.once('upgrade', (_: unknown, socket: Socket) => {
        socket.destroy();
        sending.destroy(new Error('it answered 101, and would go on in another protocol'));
      });
    });
    try {
      // What else than a GET has no body, got would wait for.
      if (request.body === undefined && request.method !== 'GET') sending.end();
      const { statusCode, headers: answered, text } = await receive(sending, request.into);
      return { status: statusCode, headers: flatten(answered, blot), text: blot(text) };
    } catch (error) {
      throw new TransportError(systemCode(error) ?? 'ERR', blot(messageOf(error)));
    } finally {
      // No copy of a request may be under way when it is sent again; and who is answered before all was sent has left the rest.
      sending.destroy();
      if (leaving?.writableFinished === false) leaving.destroy();
    }
  };
}

type Headers = Readonly<Record<string, string>>;

function payload(body: HttpRequest['body'], headers: Headers): Pick<OptionsInit, 'body' | 'headers'> {
  if (body === undefined) return { headers };
  if (Buffer.isBuffer(body)) return { headers, body };
  const { contentType, length, stream } = multipart(body);
  return { headers: { ...headers, 'content-type': contentType, 'content-length': String(length) }, body: stream() };
}

interface Received {
  readonly statusCode: number;
  readonly headers: RawHeaders;
  readonly text: string;
}

/** The whole answer. Only a success is written to the file. */
async function receive(sending: Request, into: string | undefined): Promise<Received> {
  // From the first moment on: an answer may break in the same packet that it begins with. And a connection can close without an error.
  const broken = new Promise<never>((_, reject) => {
    sending.on('error', reject).once('close', () => reject(new Error('the connection was closed before the answer')));
  });
  const begun = new Promise<Response>((resolve) => sending.once('response', resolve));
  const { statusCode, headers } = await Promise.race([begun, broken]);
  const isForFile = into !== undefined && statusCode === 200;
  if (isForFile) await pipeline(sending, createWriteStream(into, { mode: 0o600 }));
  return { statusCode, headers, text: isForFile ? '' : await Promise.race([readText(sending), broken]) };
}

/** Rejects where it is longer than any answer of a batch API. */
function readText(sending: Request): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    sending.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MAX_RESPONSE_BYTES) reject(new Error(`the answer is longer than ${MAX_RESPONSE_BYTES} bytes`));
      else pieces.push(piece);
    });
    sending.once('end', () => resolve(Buffer.concat(pieces).toString()));
  });
}

type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

function flatten(headers: RawHeaders, blot: (text: string) => string): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === undefined ? value : blot([value].flat().join(', ')),
    ]),
  );
}
