/** A request passed on to the service behind the fault proxy, and its answer as bytes. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Headers } from './fault.js';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Headers of one connection, and those that are written anew. */
const OF_THE_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);

/** Throws where the service breaks the connection. */
export async function forward(upstream: string, { method, path, headers, body }: Request): Promise<Answer> {
  const kept = [...headers].filter(([name]) => !OF_THE_HOP.has(name));
  const sent = { ...Object.fromEntries(kept), 'content-length': body.length };
  const asked = httpRequest(upstream + path, { method, headers: sent, agent: false });
  asked.end(body);
  const answers: IncomingMessage[] = await once(asked, 'response');
  const pieces: Buffer[] = [];
  for (const answer of answers) for await (const piece of answer) pieces.push(Buffer.from(piece));
  const [answer] = answers;
  return { status: answer?.statusCode ?? 0, headers: pairs(answer?.rawHeaders ?? []), body: Buffer.concat(pieces) };
}

function pairs(raw: readonly string[]): Headers {
  const names = raw.filter((_, index) => index % 2 === 0);
  return names
    .map((name, index) => [name, raw[index * 2 + 1] ?? ''] as const)
    .filter(([name]) => !OF_THE_HOP.has(name.toLowerCase()));
}

/** The head of an answer. `length` null leaves out Content-Length. */
export function headOf({ status, headers }: Pick<Answer, 'status' | 'headers'>, length: number | null): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} Said`, ...lines, ...(length === null ? [] : [`content-length: ${length}`]), '', ''].join(
    '\r\n',
  );
}

export function bytesOf(answer: Answer): Buffer {
  return Buffer.concat([Buffer.from(headOf(answer, answer.body.length)), answer.body]);
}
