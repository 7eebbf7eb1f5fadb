/** Papr's signatures: `sha256=` and the hex HMAC-SHA256 of a JSON text that needn't be the body. */
import { bodyText, headerOf, type IncomingCall } from './incoming.js';
import { jsonTree } from './json-tree.js';
import { pythonDumps, pythonDumpsSorted } from './python-json.js';
import { isSigned } from './signed.js';
import type { Verdict } from './verdict.js';

/** What a Papr header proves, or undefined where the call has none. Papr sends it empty when it has no secret. */
export function paprVerdict(
  call: IncomingCall,
  header: 'X-Webhook-Signature' | 'X-Papr-Signature',
  secret: string,
): Verdict | undefined {
  const claimed = headerOf(call, header.toLowerCase());
  if (claimed === undefined) return undefined;
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(claimed)?.[1];
  if (hex === undefined) return { kind: 'forged', reason: `${header} isn't sha256= and 64 hex digits` };
  const signature = Buffer.from(hex, 'hex');
  const key = Buffer.from(secret);
  for (const { content, what } of readings(call.body)) {
    if (isSigned({ key, parts: [content], signature })) return { kind: 'genuine', reason: `${header} fits ${what}` };
  }
  return { kind: 'forged', reason: `${header} fits the body in no form` };
}

interface Reading {
  readonly content: string | Buffer;
  readonly what: string;
}

/**
 * What may have been signed. Papr signs the sorted or unsorted output of `json.dumps`, and then lets an HTTP library
 * write the body, with other blanks, other escapes and in another order. All readings mean the same as the body.
 */
function* readings(body: Buffer): Generator<Reading> {
  yield { content: body, what: 'the body as it came' };
  const text = bodyText(body);
  const tree = text === undefined ? undefined : jsonTree(text);
  if (tree === undefined) return;
  yield { content: pythonDumps(tree), what: 'the body as Python writes it' };
  yield { content: pythonDumpsSorted(tree), what: 'the body as Python writes it with sorted keys' };
}
