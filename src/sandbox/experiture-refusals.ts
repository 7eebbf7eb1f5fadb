/** How Experiture says no: its codes by status and its error body. */
import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './dialect.js';
import { RequestRefusal } from './refusal.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The code that the vendor's pages name for a status, and what they say to do about it. */
const CODES: Readonly<Record<number, readonly [code: string, remediation: string]>> = {
  400: ['CDP_ETL.VALIDATION.REQUEST_INVALID', 'Correct the request before sending it again.'],
  401: ['CDP_ETL.AUTH.UNAUTHORIZED', 'Send a bearer token.'],
  403: ['CDP_ETL.AUTH.FORBIDDEN', 'Use a token with the scope for record writes.'],
  404: ['CDP_ETL.NOT_FOUND', 'Check the path.'],
  405: ['CDP_ETL.METHOD_NOT_ALLOWED', 'Use the method that the Allow header names.'],
  409: ['CDP_ETL.CONFLICT.CONCURRENT_WRITE', 'Send the request again after a pause.'],
  413: ['CDP_ETL.VALIDATION.REQUEST_INVALID', 'Send fewer records in one request.'],
  415: ['CDP_ETL.VALIDATION.REQUEST_INVALID', 'Send JSON without a content coding.'],
  422: ['CDP_ETL.VALIDATION.REQUEST_SCHEMA', 'Remove the field, or add it to the object first.'],
  429: ['CDP_ETL.RATE.LIMITED', 'Wait as long as Retry-After says.'],
  500: ['CDP_ETL.INTERNAL.UNHANDLED_EXCEPTION', 'Send the request again with the same Idempotency-Key.'],
  503: ['CDP_ETL.INTERNAL.UNAVAILABLE', 'Send the request again with the same Idempotency-Key.'],
};

/** The error body for a refusal. */
export function refuse({ status, message, details }: RequestRefusal, correlationId: string): Answer {
  const [usual, remediation] = CODES[status] ?? [`CDP_ETL.HTTP_${status}`, ''];
  const place = details.path === undefined ? {} : { details: { path: details.path } };
  const error = { code: details.code ?? usual, message, ...place, remediation };
  return { status, headers: details.headers ?? {}, body: JSON.stringify({ success: false, correlationId, error }) };
}

/** Any bearer token will do here; a write has to be plain JSON. */
export function admit(method: string, headers: IncomingHttpHeaders): void {
  if (!/^Bearer +\S/i.test(headers.authorization ?? '')) {
    throw new RequestRefusal(401, 'a bearer token is required', { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (method !== 'POST') return;
  if (!/^application\/json *(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new RequestRefusal(415, 'Content-Type: must be application/json');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new RequestRefusal(415, 'Content-Encoding: compressed bodies are not accepted');
  }
}

/** The vendor wants a UUID; letters of either case are one key. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && UUID.test(key)) return key.toLowerCase();
  throw new RequestRefusal(400, 'Idempotency-Key: must be a UUID', { path: 'Idempotency-Key' });
}

export function keyReused(): RequestRefusal {
  const code = 'CDP_ETL.IDEMPOTENCY.KEY_REUSED';
  return new RequestRefusal(409, 'Idempotency-Key: this key came with another request before', { code });
}

/** A field that isn't in the object's schema: without a name, the first field of the first record. */
export function unknownField(body: Buffer, field: string): RequestRefusal {
  const path = `records[0].${field === '' ? firstField(body) : field}`;
  return new RequestRefusal(422, `${path}: unknown field`, { path });
}

function firstField(body: Buffer): string {
  try {
    const { records }: { records?: readonly object[] } = JSON.parse(body.toString());
    return Object.keys(records?.[0] ?? {})[0] ?? 'field';
  } catch {
    return 'field';
  }
}
