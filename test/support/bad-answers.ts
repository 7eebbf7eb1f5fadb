/** Answers that are none of a batch API: what stands between a client and a service, or breaks between them. */
import { gzipSync } from 'node:zlib';
import type { Canned, Fault } from './fault.js';

const JSON_TYPE = ['content-type', 'application/json'] as const;

export const EMPTY: Canned = { status: 200 };
export const NO_CONTENT: Canned = { status: 204 };

/** What a hotel's network answers to everything. */
export const PORTAL: Canned = {
  status: 200,
  headers: [['content-type', 'text/html']],
  body: '<!doctype html><title>Welcome</title><form action="/login">Room number</form>',
};

/** JSON, and of another API. */
export const STRANGER: Canned = { status: 200, headers: [JSON_TYPE], body: '{"ok":true,"result":{"message_id":7}}' };

const MEMBER = gzipSync(Buffer.alloc(1_000_000, 0x20));

/** A thousand times as long when it is unpacked: 50 MB. */
export const BOMB: Canned = {
  status: 200,
  headers: [JSON_TYPE, ['content-encoding', 'gzip']],
  // An archive of many members, each of which is quick to make.
  body: Buffer.alloc(50 * MEMBER.length, MEMBER),
};

/** Longer than any answer of a batch API. Bytes. */
export function oversized(bytes: number): Canned {
  return { status: 200, headers: [JSON_TYPE], body: `{"data":"${'x'.repeat(bytes)}"}` };
}

export function redirect(status: number, location: string): Canned {
  return { status, headers: [['location', location]] };
}

const OK = 'HTTP/1.1 200 OK\r\n';

export const NO_HTTP: Fault = { kind: 'raw', bytes: '220 mail.example.com ESMTP\r\n' };

/** Answers that no parser may take, by name. */
export const MALFORMED: Readonly<Record<string, Fault>> = {
  'more header than anybody sends': { kind: 'raw', bytes: `${OK}x-much: ${'h'.repeat(100_000)}\r\n\r\n{}` },
  'endless headers': { kind: 'raw', bytes: OK + 'x: y\r\n'.repeat(20_000) },
  'two lengths': { kind: 'raw', bytes: `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}` },
  'a chunk of no size': { kind: 'raw', bytes: `${OK}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n` },
  'a chunk cut short': { kind: 'raw', bytes: `${OK}transfer-encoding: chunked\r\n\r\nff\r\n{}` },
  'no HTTP at all': NO_HTTP,
  'another protocol': {
    kind: 'raw',
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
  },
};
