/** One POST to a webhook, on this machine only. */
import { Buffer } from 'node:buffer';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Milliseconds for one try. */
const TIMEOUT = 30_000;

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

/** The address, if it is on this machine: a rehearsal's rows must not reach anybody. Undefined for all others. */
export function loopbackUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  return LOOPBACK.test(url.hostname) ? url : undefined;
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer's status; a redirect is not followed. Rejects where none comes within 30 s, or when the signal says stop. */
export async function postMessage(url: URL, { headers, body }: Message, stop: AbortSignal): Promise<number> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT)]);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const length = { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request(url, { method: 'POST', agent: false, signal, headers: { ...headers, ...length } });
    outgoing.on('error', reject);
    // A call alone must not keep the process alive.
    outgoing.on('socket', (socket) => socket.unref());
    outgoing.on('response', (response) => {
      response.on('error', reject);
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    outgoing.end(body);
  });
}
