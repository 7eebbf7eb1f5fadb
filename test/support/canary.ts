/** The credentials of all tests hold one mark, and all that is written in a test is searched for it, in every form that it may have. */
import assert from 'node:assert/strict';

/** Put together, so that copies of the tests themselves don't hold it. With signs that addresses write in another way. */
const MARK = ['canary', '2f81+c0', '9e4d'].join('/');

/** For whatever takes an API key or a token. Another one that is secret as well has something in front of it or behind it. */
export const API_KEY = `key-${MARK}`;

/** Of webhooks: what calls are signed with. */
export const WEBHOOK_SECRET = `hook-${MARK}`;

/** What to look for: the mark, and wherever it may stand in something longer that was encoded as a whole. */
const FORMS: readonly (readonly [form: string, bytes: Buffer])[] = [
  ['plain', Buffer.from(MARK)],
  ['in an address', Buffer.from(encodeURIComponent(MARK))],
  ['in an address, in small letters', Buffer.from(encodeURIComponent(MARK).replaceAll(/%../g, lower))],
  ['in hex', Buffer.from(Buffer.from(MARK).toString('hex'))],
  ['in HEX', Buffer.from(Buffer.from(MARK).toString('hex').toUpperCase())],
  ...[0, 1, 2].map((before) => [`in base64 behind ${before} bytes`, base64Behind(before)] as const),
];

interface Mark {
  readonly form: string;
  /** Bytes from the beginning. */
  readonly at: number;
}

/** Where the mark stands, form by form. */
export function* marksIn(bytes: Buffer): Generator<Mark> {
  for (const [form, looked] of FORMS)
    for (let at = bytes.indexOf(looked); at !== -1; at = bytes.indexOf(looked, at + 1)) yield { form, at };
}

/** Throws where the mark of a secret stands in it. `where` says what it is. */
export function assertUnmarked(where: string, written: string | Buffer): void {
  const bytes = typeof written === 'string' ? Buffer.from(written) : written;
  for (const { form, at } of marksIn(bytes)) {
    const around = bytes.toString('latin1', Math.max(0, at - 100), at);
    assert.fail(`${where}: a secret stands at byte ${at}, ${form}, behind ${JSON.stringify(around)}`);
  }
}

/** What a command has said, when no secret stands in it. */
export function unmarked<T extends { readonly stdout: string; readonly stderr: string }>(said: T): T {
  assertUnmarked('standard output', said.stdout);
  assertUnmarked('standard error', said.stderr);
  return said;
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** The signs that depend on nothing but the mark; none of them is written in another way in an address. */
function base64Behind(before: number): Buffer {
  const bytes = before + MARK.length;
  const text = Buffer.concat([Buffer.alloc(before), Buffer.from(MARK)]).toString('base64url');
  return Buffer.from(text.slice(Math.ceil((before * 8) / 6), Math.floor((bytes * 8) / 6)));
}
