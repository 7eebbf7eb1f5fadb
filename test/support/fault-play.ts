/** Plays one fault to one request of one connection. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answerWith, playAnswer, write } from './fault-answer.js';
import type { Fault } from './fault.js';
import { bytesOf, type Answer, type Request } from './forward.js';
import type { Head, SocketReader } from './socket-reader.js';

export interface Delivery {
  readonly socket: Socket;
  readonly reader: SocketReader;
  readonly head: Head;
  /** Asks the service. */
  readonly ask: (request: Request) => Promise<Answer>;
  /** Takes the requests that reach the service later. */
  readonly hold: Request[];
}

/** Resolves when the answer is out, or the connection is given up. */
export async function playFault(delivery: Delivery, fault: Fault | undefined): Promise<void> {
  const { socket, reader, head, ask } = delivery;
  if (await playEarly(delivery, fault)) return;
  const body = await reader.body(head);
  if (body === undefined) return;
  const request = { method: head.method, path: head.path, headers: head.headers, body };
  if (await playWithout(delivery, request, fault)) return;
  const sent = spoilRequest(request, fault);
  if (fault?.kind !== 'duplicate') return await playAnswer(socket, await ask(sent), fault);
  const first = ask(sent);
  if (!fault.atOnce) await first;
  const [answer] = await Promise.all([first, ask(sent)]);
  await playAnswer(socket, answer, fault);
}

/** What happens before the body is read. True where that is all. */
async function playEarly(delivery: Delivery, fault: Fault | undefined): Promise<boolean> {
  const { socket, reader, head } = delivery;
  if (fault?.kind === 'reset-request') {
    await reader.reach(Math.min(fault.at, wholeLength(head)));
    socket.resetAndDestroy();
    return true;
  }
  if (fault?.kind === 'bandwidth') await readSlowly(delivery, fault.rate);
  if (fault?.kind !== 'answer' || fault.isEarly !== true) return false;
  await write(socket, bytesOf(answerWith(fault.with)));
  // Long enough for the answer to be out; the rest of the request is refused.
  await delay(5);
  socket.resetAndDestroy();
  return true;
}

/** What the service has no part in, or only unseen. False where it is to be asked as usual. */
async function playWithout(
  { socket, ask, hold }: Delivery,
  request: Request,
  fault: Fault | undefined,
): Promise<boolean> {
  if (fault?.kind === 'latency') await delay(fault.ms);
  if (fault === undefined || !('forwards' in fault || fault.kind === 'answer'))
    return await playBriefly({ socket, hold }, request, fault);
  if (fault.forwards === true) await ask(request);
  if (fault.kind === 'fin') socket.end();
  else if (fault.kind === 'answer') await write(socket, bytesOf(answerWith(fault.with)));
  else if (!socket.destroyed) await once(socket, 'close');
  return true;
}

async function playBriefly(
  { socket, hold }: Pick<Delivery, 'socket' | 'hold'>,
  request: Request,
  fault: Fault | undefined,
): Promise<boolean> {
  if (fault?.kind === 'raw') {
    socket.end(fault.bytes);
    return true;
  }
  if (fault?.kind === 'ghost') {
    hold.push(request);
    socket.resetAndDestroy();
    return true;
  }
  if (fault?.kind !== 'bounce' || !request.body.includes(fault.holding)) return false;
  await write(socket, bytesOf(answerWith(fault.with)));
  return true;
}

function spoilRequest(request: Request, fault: Fault | undefined): Request {
  if (fault?.kind === 'strip') {
    return { ...request, headers: new Map([...request.headers].filter(([name]) => name !== fault.header)) };
  }
  if (fault?.kind !== 'flip') return request;
  return { ...request, body: flipped(request.body, fault.at) };
}

/** A copy with one bit that is another. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at % Math.max(1, copy.length);
  copy.fill((copy[place] ?? 0) ^ 1, place, place + 1);
  return copy;
}

/** Bytes of a request. */
function wholeLength({ bytes, headers }: Head): number {
  return bytes + Number(headers.get('content-length') ?? 0);
}

async function readSlowly({ socket, reader, head }: Delivery, rate: number): Promise<void> {
  const whole = wholeLength(head);
  for (let bytes = head.bytes; bytes < whole; bytes += Math.ceil(rate / 50)) {
    socket.resume();
    if (!(await reader.reach(Math.min(bytes, whole)))) return;
    socket.pause();
    await delay(20);
  }
  socket.resume();
}
