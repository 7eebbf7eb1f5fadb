/** A service's answer as a fault lets it through. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Canned, Fault } from './fault.js';
import { bytesOf, headOf, type Answer } from './forward.js';

/** Resolves when it is out, or the connection is given up. */
export async function playAnswer(socket: Socket, answer: Answer, fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'drop') {
    socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'truncate') {
    socket.end(truncated(answer, fault.at, fault.isChunked === true));
    return;
  }
  if (fault?.kind === 'latency') await delay(fault.ms);
  if (fault?.kind === 'interim')
    await write(socket, Buffer.from(`HTTP/1.1 ${fault.status} Wait\r\n\r\n`.repeat(fault.count)));
  await writeAs(socket, bytesOf(spoilt(answer, fault)), fault);
}

async function writeAs(socket: Socket, bytes: Buffer, fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'slice') return await writeSlowly(socket, bytes, { bytes: 1, ms: fault.ms });
  if (fault?.kind === 'bandwidth')
    return await writeSlowly(socket, bytes, { bytes: Math.ceil(fault.rate / 50), ms: 20 });
  if (fault?.kind !== 'reset-answer') return await write(socket, bytes);
  await write(socket, bytes.subarray(0, fault.at));
  // The bytes must be out before the reset, which overtakes what is still in the socket's buffer.
  await delay(5);
  socket.resetAndDestroy();
}

function truncated(answer: Answer, at: number, isChunked: boolean): Buffer {
  const body = answer.body.subarray(0, at);
  if (!isChunked) return Buffer.concat([Buffer.from(headOf(answer, answer.body.length)), body]);
  const headers = [...answer.headers, ['transfer-encoding', 'chunked'] as const];
  const chunk = `${answer.body.length.toString(16)}\r\n`;
  return Buffer.concat([Buffer.from(headOf({ ...answer, headers }, null) + chunk), body]);
}

function spoilt(answer: Answer, fault: Fault | undefined): Answer {
  if (fault === undefined) return answer;
  const { headers, body } = answer;
  if (fault.kind === 'status') return { ...answer, status: fault.status };
  if (fault.kind === 'shorten') return { ...answer, body: body.subarray(0, -fault.by) };
  if (fault.kind === 'rewrite') return { ...answer, body: Buffer.from(body.toString().replace(fault.from, fault.to)) };
  if (fault.kind !== 'undated') return answer;
  return { ...answer, headers: headers.filter(([name]) => name.toLowerCase() !== 'date') };
}

/** An answer in the service's place. */
export function answerWith({ status, headers = [], body = '' }: Canned): Answer {
  return { status, headers, body: Buffer.from(body) };
}

async function writeSlowly(socket: Socket, bytes: Buffer, pace: { bytes: number; ms: number }): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += pace.bytes) {
    await write(socket, bytes.subarray(at, at + pace.bytes));
    if (pace.ms > 0) await delay(pace.ms);
  }
}

/** Resolves when the bytes are on their way; at once where the connection is gone. */
export async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
}
