/** Signatures by the Standard Webhooks specification, version `v1` (symmetric keys). */
import { headerOf, type IncomingCall } from './incoming.js';
import { isSigned } from './signed.js';
import { standardKey } from './standard-secret.js';
import type { Verdict } from './verdict.js';

const TOLERANCE_MS = 5 * 60_000;
const V1 = /^v1,([A-Za-z0-9+/]+={0,2})$/;

/**
 * What the `webhook-*` headers prove, or undefined where there is no `webhook-signature`. `now` is ms since 1970; five
 * minutes before and after it are near enough, for clocks that differ.
 */
export function standardVerdict(call: IncomingCall, secret: string, now: number): Verdict | undefined {
  const claimed = headerOf(call, 'webhook-signature');
  if (claimed === undefined) return undefined;
  const id = headerOf(call, 'webhook-id');
  const timestamp = headerOf(call, 'webhook-timestamp');
  if (id === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return { kind: 'forged', reason: 'Webhook-Signature needs a Webhook-Id and a Webhook-Timestamp in seconds' };
  }
  const key = standardKey(secret);
  const parts = [`${id}.${timestamp}.`, call.body];
  if (!signaturesIn(claimed).some((signature) => isSigned({ key, parts, signature }))) {
    return { kind: 'forged', reason: 'Webhook-Signature fits neither id, time nor body' };
  }
  // Only now is the time worth a word: before, it was whatever the caller wrote.
  const age = now - Number(timestamp) * 1000;
  if (Math.abs(age) <= TOLERANCE_MS) return { kind: 'genuine', reason: 'Webhook-Signature fits' };
  return { kind: 'late', reason: `Webhook-Timestamp is more than 5 minutes ${age < 0 ? 'ahead' : 'ago'}` };
}

/** While a secret is exchanged for another there are two; signatures of other versions are passed over. */
function signaturesIn(header: string): Buffer[] {
  return header.split(' ').flatMap((entry) => {
    const base64 = V1.exec(entry)?.[1];
    return base64 === undefined ? [] : [Buffer.from(base64, 'base64')];
  });
}
