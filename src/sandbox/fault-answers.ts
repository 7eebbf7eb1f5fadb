/** The answers that faults put in place of the true one, and what they do to a true one. */
import type { Buffer } from 'node:buffer';
import type { Answer, Dialect } from './dialect.js';
import type { FiredFaults } from './fault-plan.js';
import { RequestRefusal } from './refusal.js';

const STATUSES = [401, 403, 404, 409, 429, 500, 503];

/** A request that has come in; `bytes` were counted where the body wasn't held. */
interface Spoilt {
  readonly fired: FiredFaults;
  readonly body: Buffer;
  readonly bytes: number;
  readonly correlationId: string;
  readonly method: string;
}

/** The answer to a request that a fault keeps from being looked at; undefined where none does. */
export function injectedAnswer(
  dialect: Dialect,
  { fired, body, bytes, correlationId, method }: Spoilt,
): Answer | undefined {
  const refusal = injectedRefusal(dialect, { fired, body, bytes });
  if (refusal !== undefined) return dialect.refuse(refusal, correlationId, method);
  const redirect = fired.value('redirect');
  if (redirect !== undefined) {
    return {
      status: Number(redirect === '' ? 307 : redirect),
      headers: { location: `${dialect.basePath}/moved` },
      body: '',
    };
  }
  if (fired.has('empty')) return { status: 200, body: '' };
  if (!fired.has('html')) return undefined;
  return { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>\n' };
}

function injectedRefusal(
  dialect: Dialect,
  { fired, body, bytes }: Pick<Spoilt, 'fired' | 'body' | 'bytes'>,
): RequestRefusal | undefined {
  const status = STATUSES.find((status) => fired.has(String(status)));
  if (status !== undefined) {
    const retryAfter = fired.value(String(status));
    const headers = retryAfter === undefined || retryAfter === '' ? {} : { 'retry-after': retryAfter };
    return new RequestRefusal(status, `a fault that was asked for (${status})`, { headers, injected: true });
  }
  const limit = fired.value('413');
  if (limit !== undefined && bytes > Number(limit)) {
    return new RequestRefusal(413, `the body exceeds ${limit === '' ? 'the limit' : `${limit} bytes`}`);
  }
  const field = fired.value('422');
  if (field !== undefined) return dialect.unknownField(body, field);
  return fired.has('422-bare') ? new RequestRefusal(422, 'unknown field') : undefined;
}

/** A true answer as a fault sends it. What is kept for the idempotency key stays true. */
export function distortAnswer(answer: Answer, fired: FiredFaults): Answer {
  if (!fired.has('count')) return answer;
  return {
    ...answer,
    body: answer.body.toString().replace(/(?<="(?:acceptedRecords|total_successful)":)\d+/, oneLess),
  };
}

function oneLess(count: string): string {
  return String(Number(count) - 1);
}
