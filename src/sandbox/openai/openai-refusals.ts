/** Who may ask OpenAI, and how it says no. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';

/** Type and code of an error by its status, where nothing more is known. */
const KINDS: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['invalid_request_error', 'insufficient_permissions'],
  429: ['requests', 'rate_limit_exceeded'],
  500: ['server_error', null],
  503: ['server_error', null],
};

/** Any key will do here. */
export function admit(_method: string, headers: IncomingHttpHeaders): void {
  if (/^Bearer +\S/i.test(headers.authorization ?? '')) return;
  throw new RequestRefusal(401, "You didn't provide an API key: send it as a bearer token.");
}

export function refuse({ status, message, details }: RequestRefusal, correlationId: string): Answer {
  const [type, usual] = KINDS[status] ?? ['invalid_request_error', null];
  const error = { message, type, param: details.path ?? null, code: details.code ?? usual };
  const headers = { ...answerHeaders(correlationId), ...details.headers };
  return { status, headers, body: JSON.stringify({ error }) };
}

/** A field of a body that the API doesn't know: it refuses the whole request for it. */
export function unknownParameter(name: string): RequestRefusal {
  const details = { code: 'unknown_parameter', path: name };
  return new RequestRefusal(400, `Unknown parameter: '${name}'.`, details);
}

/** The request's id, as clients print it with an error. */
export function answerHeaders(correlationId: string): Readonly<Record<string, string>> {
  return { 'x-request-id': `req_${correlationId.replaceAll('-', '')}` };
}
