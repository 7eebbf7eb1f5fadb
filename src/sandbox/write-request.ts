/** A POST or DELETE from its first byte to its answer: body, faults, then one transaction for everything that it leaves behind. */
import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Answer } from './dialect.js';
import type { Exchange } from './exchange.js';
import { distortAnswer, injectedAnswer } from './fault-answers.js';
import type { FiredFaults } from './fault-plan.js';
import { keepAnswer, keptAnswer } from './kept-answers.js';
import { readBody } from './read-body.js';
import { RequestRefusal } from './refusal.js';
import { logRequest } from './request-log.js';

/** Answers a write, or breaks the connection where a fault says so. Undefined where no answer is to be sent. */
export async function answerWrite(exchange: Exchange): Promise<Answer | undefined> {
  const { app, dialect, request } = exchange;
  const fired = app.faults.next('write');
  const body = await readBody(request, dialect.maxBytes);
  if (body === 'gone') return undefined;
  if (body === 'too large') return refuseLarge(exchange, fired);
  const slow = fired.value('slow');
  if (slow !== undefined) await setTimeout(Number(slow), undefined, { ref: false });
  if (fired.has('hang') || fired.has('reset-before')) {
    app.database.transaction(() => {
      log(exchange, { fired, bytes: body.length, status: null });
    });
    if (fired.has('reset-before')) request.socket.resetAndDestroy();
    return undefined;
  }
  const answer = commit(exchange, { fired, body });
  if (answer.job !== undefined) app.workers.get(dialect.name)?.add(answer.job);
  if (!fired.has('reset-after')) return distortAnswer(answer, fired);
  request.socket.resetAndDestroy();
  return undefined;
}

/** Refused before the rest is read; what still comes is thrown away so that the client gets to see the answer. */
function refuseLarge(exchange: Exchange, fired: FiredFaults): Answer {
  const { app, dialect, request, correlationId } = exchange;
  const bytes = Number(request.headers['content-length'] ?? dialect.maxBytes + 1);
  app.database.transaction(() => {
    log(exchange, { fired, bytes, status: 413 });
  });
  request.resume();
  return dialect.refuse(new RequestRefusal(413, `the body exceeds ${dialect.maxBytes} bytes`), correlationId);
}

interface Received {
  readonly fired: FiredFaults;
  readonly body: Buffer;
}

/** Job, kept answer and log line are committed together, or none of them. */
function commit(exchange: Exchange, received: Received): Answer {
  const { app, dialect, correlationId } = exchange;
  return app.database.transaction(() => {
    let answer: Answer;
    try {
      const { fired, body } = received;
      answer = injectedAnswer(dialect, { fired, body, correlationId }) ?? decide(exchange, received);
    } catch (error) {
      if (!(error instanceof RequestRefusal)) throw error;
      answer = dialect.refuse(error, correlationId);
    }
    log(exchange, { fired: received.fired, bytes: received.body.length, status: answer.status });
    return answer;
  });
}

function decide(exchange: Exchange, { fired, body }: Received): Answer {
  const { app, dialect, request, route, params, query, path, correlationId, now } = exchange;
  const { headers } = request;
  dialect.admit(route.method, headers);
  const key = dialect.idempotencyKey(headers);
  const requestHash = createHash('sha256').update(`${route.method} ${path}\n`).update(body).digest('hex');
  const kept = key === undefined ? undefined : keptAnswer(app.database, key, now);
  if (kept !== undefined) {
    if (kept.requestHash !== requestHash) throw dialect.keyReused();
    return { status: kept.status, body: kept.body, headers: { 'idempotent-replayed': 'true' } };
  }
  const at = new Date(now).toISOString();
  const answer = route.handle({ database: app.database, params, query, headers, body, correlationId, at, fired });
  if (key !== undefined) {
    keepAnswer(app.database, key, {
      answer: { status: answer.status, body: answer.body.toString(), requestHash },
      now,
    });
  }
  return answer;
}

function log(
  { app, route, request, path, now }: Exchange,
  { fired, bytes, status }: { fired: FiredFaults; bytes: number; status: number | null },
): void {
  const header = request.headers['idempotency-key'];
  const key = typeof header === 'string' ? header : undefined;
  const at = new Date(now).toISOString();
  logRequest(app.database, { at, method: route.method, path, key, bytes, status, fault: fired.label });
}
