/** The idempotency key: a pure function of where a request goes, where its rows stand in the source, and its exact bytes. */
import { createHash } from 'node:crypto';
import type { Scope } from '../target/scope.js';

export interface KeyParts {
  readonly scope: Scope;
  readonly importId: string;
  readonly salt: string | null;
  /** Row number, from 1, of the first row. It keeps two equal chunks of one source apart. */
  readonly firstRow: number;
  readonly items: number;
  /** SHA-256 of the request body, hex. It keeps a key from ever meeting another body. */
  readonly body: string;
  /** Grows only where everything sent under the generation before is known to have been refused. */
  readonly generation: number;
}

/** The same parts give the same key on every machine and in every version; test/unit/key.test.ts holds a published example. */
export function deriveKey(parts: KeyParts, form: 'uuid4' | 'hex'): string {
  const { target, baseUrl, account, object, operation, matchKey, user } = parts.scope;
  const place = [target, baseUrl, account, object, operation, matchKey, user, parts.importId, parts.salt];
  const text = JSON.stringify(['batchctl/1', ...place, parts.firstRow, parts.items, parts.body, parts.generation]);
  const hash = createHash('sha256').update(text).digest();
  return form === 'hex' ? hash.toString('hex') : uuid4(hash);
}

/** The first 16 bytes with the bits set that make a UUID one of version 4. */
function uuid4(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
