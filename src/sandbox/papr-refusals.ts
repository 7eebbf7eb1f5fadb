/** How Papr says no: its envelope with index -1, except for the 422 of a body that its models refuse. */
import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './dialect.js';
import { failure } from './papr-envelope.js';
import { extraKey } from './papr-item.js';
import { Unprocessable, type Complaint } from './papr-validation.js';
import { RequestRefusal } from './refusal.js';

/** What the vendor says where a fault asks for the status alone. */
const USUAL: Readonly<Record<number, string>> = {
  401: 'Missing authentication',
  403: 'The mini interactions of this plan are used up',
  429: 'Too many requests',
  503: 'Service unavailable',
};

/** The error body for a refusal of a request with this method. */
export function refuse(refusal: RequestRefusal, _correlationId: string, method: string): Answer {
  const { status, message, details } = refusal;
  const headers = details.headers ?? {};
  if (status === 422) {
    const detail = refusal instanceof Unprocessable ? refusal.detail : [bare(message)];
    return { status, headers, body: JSON.stringify({ detail }) };
  }
  const error = (details.injected === true ? USUAL[status] : undefined) ?? message;
  // The vendor's delete-all leaves the HTTP status of an unauthenticated request at 200.
  const isTrap = status === 401 && method === 'DELETE';
  return { ...failure(status, error, isTrap ? 200 : status), headers };
}

/** Any key or bearer token will do here; a write has to be JSON. */
export function admit(method: string, headers: IncomingHttpHeaders): void {
  const key = headers['x-api-key'] ?? '';
  if (key === '' && !/^Bearer +\S/i.test(headers.authorization ?? '')) {
    throw new RequestRefusal(401, 'Missing authentication');
  }
  if (method === 'POST' && !/^application\/json *(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new RequestRefusal(415, 'Content-Type must be application/json');
  }
}

/** Papr knows no such header: a repeated request is a second request. */
export function idempotencyKey(): undefined {
  return undefined;
}

/** Never asked for, as there are no keys. */
export function keyReused(): RequestRefusal {
  return new RequestRefusal(409, 'this key came with another request before');
}

/** A key that the item's model doesn't have: without a name, the first key of the first item. */
export function unknownField(body: Buffer, field: string): RequestRefusal {
  return new Unprocessable([extraKey(['body', 'memories', 0, field === '' ? firstField(body) : field])]);
}

function bare(msg: string): Complaint {
  return { loc: ['body'], msg, type: 'value_error' };
}

function firstField(body: Buffer): string {
  try {
    const { memories }: { memories?: readonly object[] } = JSON.parse(body.toString());
    return Object.keys(memories?.[0] ?? {})[0] ?? 'field';
  } catch {
    return 'field';
  }
}
