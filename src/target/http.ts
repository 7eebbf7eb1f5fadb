/** The only way out: one HTTP request, one answer as it came. No retries, no redirects, no errors for a status. */
import { createWriteStream } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { OptionsInit, Response } from 'got';
import { messageOf, systemCode } from '../errors.js';
import type { Body } from '../record.js';
import { multipart, type Upload } from './multipart.js';

/** An answer longer than this isn't one of a batch API. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_CHARACTERS = 65_536;
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

/** Sends one request. Throws TransportError where no whole answer came. */
export type Exchange = (request: HttpRequest) => Promise<HttpResponse>;

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** No answer: whether the request was applied isn't known, unless there was no connection at all. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  get isUnsent(): boolean {
    return NO_CONNECTION.has(this.code);
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
}

/** Opens nothing until the first request; connections are kept alive between them. */
export function createExchange({ baseUrl, secrets, headers, concurrency, signal }: Connection): Exchange {
  const pool = { keepAlive: true, maxSockets: concurrency };
  const agent = { http: new HttpAgent(pool), https: new HttpsAgent(pool) };
  const base = baseUrl.replace(/\/+$/, '');
  const blot = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  return async (request) => {
    const options: OptionsInit = {
      method: request.method,
      ...payload(request.body, { 'accept-encoding': 'identity', ...headers, ...request.headers }),
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, request: request.timeoutMs },
      agent,
      signal,
    };
    try {
      const url = base + request.path;
      const answer = await (request.into === undefined
        ? fetchText(url, options)
        : fetchFile(url, options, request.into));
      return { ...answer, headers: flatten(answer.headers, blot), text: blot(answer.text) };
    } catch (error) {
      throw new TransportError(systemCode(error) ?? 'ERR', blot(messageOf(error)), error);
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

interface RawAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly text: string;
}

async function fetchText(url: string, options: OptionsInit): Promise<RawAnswer> {
  // Loading it takes as long as all the rest of a run that finds nothing to send.
  const { got } = await import('got');
  const sending = got(url, { ...options, responseType: 'buffer', resolveBodyOnly: false, isStream: false });
  void sending.on('downloadProgress', ({ transferred }) => {
    if (transferred > MAX_RESPONSE_BYTES) sending.cancel();
  });
  const { statusCode, headers, body } = await sending;
  return { status: statusCode, headers, text: body.toString() };
}

/** Only a success is written to the file; of anything else the beginning is enough. */
async function fetchFile(url: string, options: OptionsInit, path: string): Promise<RawAnswer> {
  const { got } = await import('got');
  const stream = got.stream(url, { ...options, isStream: true });
  const { statusCode, headers } = await new Promise<Response>((resolve, reject) => {
    stream.once('response', resolve).once('error', reject);
  });
  const head = { status: statusCode, headers };
  if (statusCode !== 200) {
    let text = '';
    for await (const piece of stream) if (text.length < MAX_ERROR_CHARACTERS) text += String(piece);
    return { ...head, text };
  }
  await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
  return { ...head, text: '' };
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
