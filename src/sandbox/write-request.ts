/** A POST or DELETE from its first byte to its answer: body, faults, then one transaction for everything that it leaves behind. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Answer, Receiver } from './dialect.js';
import type { Exchange } from './exchange.js';
import { distortAnswer, injectedAnswer } from './fault-answers.js';
import type { FiredFaults } from './fault-plan.js';
import { keepAnswer, keptAnswer } from './kept-answers.js';
import { passBody, readBody } from './read-body.js';
import { RequestRefusal } from './refusal.js';
import { logRequest } from './request-log.js';

/** Answers a write, or breaks the connection where a fault says so. Undefined where no answer is to be sent. */
export async function answerWrite(exchange: Exchange): Promise<Answer | undefined> {
  const { app, route, request } = exchange;
  const receiver = route.receive?.(app.database, request.headers);
  try {
    return await answerBody(exchange, receiver);
  } finally {
    receiver?.release();
  }
}

async function answerBody(exchange: Exchange, receiver: Receiver | undefined): Promise<Answer | undefined> {
  const { app, dialect, request } = exchange;
  const fired = app.faults.next('write');
  const body = await readWhole(exchange, receiver);
  if (body === 'gone') return undefined;
  if (body === 'too large') return refuseLarge(exchange, fired);
  const received = { fired, receiver, ...body };
  const slow = fired.value('slow');
  if (slow !== undefined) await setTimeout(Number(slow), undefined, { ref: false });
  if (fired.has('hang') || fired.has('reset-before')) {
    app.database.transaction(() => {
      log(exchange, { fired, bytes: body.bytes, status: null });
    });
    if (fired.has('reset-before')) request.socket.resetAndDestroy();
    return undefined;
  }
  const answer = commit(exchange, received);
  if (answer.job !== undefined) app.workers.get(dialect.name)?.add(answer.job);
  if (!fired.has('reset-after')) return distortAnswer(answer, fired);
  request.socket.resetAndDestroy();
  return undefined;
}

type Whole = Pick<Received, 'body' | 'bytes'>;

/** The body, or its length where a receiver has taken it. */
async function readWhole(exchange: Exchange, receiver: Receiver | undefined): Promise<Whole | 'too large' | 'gone'> {
  const { request } = exchange;
  if (receiver === undefined) {
    const body = await readBody(request, limitOf(exchange));
    return typeof body === 'string' ? body : { body, bytes: body.length };
  }
  const bytes = await passBody(request, limitOf(exchange), (chunk) => {
    receiver.take(chunk);
  });
  return typeof bytes === 'string' ? bytes : { body: NOTHING, bytes };
}

const NOTHING = Buffer.alloc(0);

function limitOf({ dialect, route }: Exchange): number {
  return route.maxBytes ?? dialect.maxBytes;
}

/** Refused before the rest is read; what still comes is thrown away so that the client gets to see the answer. */
function refuseLarge(exchange: Exchange, fired: FiredFaults): Answer {
  const { app, dialect, request, route, correlationId } = exchange;
  const bytes = Number(request.headers['content-length'] ?? limitOf(exchange) + 1);
  app.database.transaction(() => {
    log(exchange, { fired, bytes, status: 413 });
  });
  request.resume();
  const refusal = new RequestRefusal(413, `the body exceeds ${limitOf(exchange)} bytes`);
  return dialect.refuse(refusal, correlationId, route.method);
}

interface Received {
  readonly fired: FiredFaults;
  readonly body: Buffer;
  readonly bytes: number;
  readonly receiver: Receiver | undefined;
}

/** Job, kept answer and log line are committed together, or none of them. */
function commit(exchange: Exchange, received: Received): Answer {
  const { app, dialect, route, correlationId } = exchange;
  const { method } = route;
  return app.database.transaction(() => {
    let answer: Answer;
    try {
      const { fired, body, bytes } = received;
      answer = injectedAnswer(dialect, { fired, body, bytes, correlationId, method }) ?? decide(exchange, received);
    } catch (error) {
      if (!(error instanceof RequestRefusal)) throw error;
      answer = dialect.refuse(error, correlationId, method);
    }
    log(exchange, { fired: received.fired, bytes: received.bytes, status: answer.status });
    return answer;
  });
}

function decide(exchange: Exchange, { fired, body, receiver }: Received): Answer {
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
  const answer = route.handle({
    database: app.database,
    params,
    query,
    headers,
    body,
    receiver,
    correlationId,
    at,
    fired,
  });
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
