import { isUtf8 } from 'node:buffer';

/** A request that came to a webhook's address, before anything of it is believed. */
export interface IncomingCall {
  /** Names in lower case, as Node.js gives them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came: what is signed is bytes, not what they mean. */
  readonly body: Buffer;
}

/** Far above any report on a batch, and little enough that a hostile body costs less than a second. */
const MOST_BYTES = 1024 * 1024;

/** The body as text, or undefined where it isn't UTF-8 or is longer than 1 MiB. */
export function bodyText(body: Buffer): string | undefined {
  return body.length <= MOST_BYTES && isUtf8(body) ? body.toString('utf8') : undefined;
}

/** A header's value without blanks around it. An empty one says as much as none: undefined. */
export function headerOf({ headers }: IncomingCall, name: string): string | undefined {
  const value = headers[name]?.trim();
  return value === '' ? undefined : value;
}
