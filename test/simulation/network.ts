/** What is between a client and the service: requests and answers get lost, late and twice. */
import { TransportError, type Exchange, type HttpResponse } from '../../src/target/http.js';
import type { NetworkManners } from './manners.js';
import type { Random } from './random.js';
import type { Owner, Schedule } from './schedule.js';
import { refusal, type Answer, type Asked, type Service } from './service.js';

type HttpRequest = Parameters<Exchange>[0];

export interface Between {
  readonly service: Service;
  readonly schedule: Schedule;
  readonly random: Random;
  /** As they are at the moment. */
  readonly manners: () => NetworkManners;
  /** A request with this key is about to leave. */
  leaving(owner: Owner, key: string): void;
  readonly trace: (line: string) => void;
}

/** The exchange of one process; `abort` ends its open requests. */
export function exchangeOver(between: Between, owner: Owner, abort: AbortSignal): Exchange {
  return (request) =>
    new Promise((resolve, reject) => {
      const fail = (code: string) => {
        between.trace(`${owner.name} gets ${code} for ${nameOf(request)}`);
        reject(new TransportError(code, `simulated ${code}`));
      };
      const { schedule } = between;
      const give = schedule.after(request.timeoutMs, owner, () => fail('ETIMEDOUT'));
      const onAbort = () => {
        give();
        fail('ERR_ABORTED');
      };
      abort.addEventListener('abort', onAbort);
      const end = (finish: () => void) => {
        give();
        abort.removeEventListener('abort', onAbort);
        finish();
      };
      carry(between, owner, request, {
        answer: (answer) => end(() => resolve(answer)),
        fail: (code) => end(() => fail(code)),
      });
    });
}

interface Reply {
  answer(answer: HttpResponse): void;
  fail(code: string): void;
}

function carry(between: Between, owner: Owner, request: HttpRequest, reply: Reply): void {
  const { random, schedule, trace } = between;
  const manners = between.manners();
  const key = request.headers?.['idempotency-key'];
  if (key !== undefined) between.leaving(owner, key);
  trace(`${owner.name} sends ${nameOf(request)}`);
  // The program may use the memory for another request by the time that this one arrives.
  const asked = askedBy(request);
  const late = () => 1 + random.below(20) + (random.chance(manners.delays) ? random.below(manners.delayMs) : 0);
  if (random.chance(manners.refusesConnections)) {
    schedule.after(late(), owner, () => reply.fail('ECONNREFUSED'));
    return;
  }
  if (random.chance(manners.turnsAway)) {
    const headers: Record<string, string> = random.chance(0.5) ? { 'retry-after': String(random.below(40)) } : {};
    schedule.after(late(), owner, () => reply.answer({ ...refusal(429, 'RATE', 'too many requests'), headers }));
    return;
  }
  if (random.chance(manners.forbids)) {
    schedule.after(late(), owner, () => reply.answer(refusal(401, 'CDP.AUTH.NO', 'not you')));
    return;
  }
  const arrive = (after: number, isAnswered: boolean) =>
    schedule.after(after, undefined, () => {
      const answer = between.service.take(asked);
      trace(`${nameOf(request)} arrives: ${answer.status}`);
      if (isAnswered) bring(between, owner, answer, { reply, after: late() });
    });
  if (random.chance(manners.doubles)) arrive(late(), false);
  if (random.chance(manners.losesRequests)) {
    if (random.chance(0.5)) schedule.after(late(), owner, () => reply.fail('ECONNRESET'));
    return;
  }
  arrive(late(), true);
}

function bring(
  { random, schedule, manners }: Between,
  owner: Owner,
  answer: Answer,
  { reply, after }: { readonly reply: Reply; readonly after: number },
): void {
  const { losesAnswers, spoilsAnswers } = manners();
  if (random.chance(losesAnswers)) {
    if (random.chance(0.7)) schedule.after(after, owner, () => reply.fail('ECONNRESET'));
    return;
  }
  const spoilt = random.chance(spoilsAnswers) ? spoil(random, answer) : answer;
  schedule.after(after, owner, () => reply.answer(spoilt));
}

/** By a gateway, or in the middle of the body. */
function spoil(random: Random, answer: Answer): Answer {
  if (random.chance(0.5))
    return { status: 502, headers: { 'content-type': 'text/html' }, text: '<h1>Bad Gateway</h1>' };
  return { ...answer, text: answer.text.slice(0, random.below(answer.text.length)) };
}

function askedBy({ method, path, headers, body }: HttpRequest): Asked {
  return { method, path, key: headers?.['idempotency-key'], body: Buffer.isBuffer(body) ? body.toString() : '' };
}

function nameOf({ method, path, headers }: HttpRequest): string {
  return `${method} ${path} ${headers?.['idempotency-key'] ?? ''}`.trimEnd();
}
