/** The only way out: one HTTP request, one answer as it came. No retries, no redirects, no errors for a status. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { OptionsOfBufferResponseBody } from 'got';
import { messageOf, systemCode } from '../errors.js';

/** An answer longer than this isn't one of a batch API. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 10_000;

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind the base URL, beginning with a slash; every variable segment already percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly timeoutMs: number;
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
  /** Sent as a header of the target's choosing, and blotted out of every answer. */
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Ends every open request at once. */
  readonly signal: AbortSignal;
}

/** Opens nothing until the first request; connections are kept alive between them. */
export function createExchange({ baseUrl, secret, headers, concurrency, signal }: Connection): Exchange {
  const pool = { keepAlive: true, maxSockets: concurrency };
  const agent = { http: new HttpAgent(pool), https: new HttpsAgent(pool) };
  const base = baseUrl.replace(/\/+$/, '');
  const blot = (text: string) => (secret === '' ? text : text.replaceAll(secret, '[redacted]'));
  return async (request) => {
    const options: OptionsOfBufferResponseBody = {
      method: request.method,
      headers: { 'accept-encoding': 'identity', ...headers, ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      responseType: 'buffer',
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, request: request.timeoutMs },
      agent,
      signal,
    };
    try {
      // Loading it takes as long as all the rest of a run that finds nothing to send.
      const { got } = await import('got');
      const sending = got(base + request.path, options);
      void sending.on('downloadProgress', ({ transferred }) => {
        if (transferred > MAX_RESPONSE_BYTES) sending.cancel();
      });
      const response = await sending;
      return {
        status: response.statusCode,
        headers: flatten(response.headers, blot),
        text: blot(response.body.toString()),
      };
    } catch (error) {
      throw new TransportError(systemCode(error) ?? 'ERR', blot(messageOf(error)), error);
    }
  };
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
