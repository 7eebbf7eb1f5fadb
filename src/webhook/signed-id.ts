import { headerOf, type IncomingCall } from './incoming.js';
import { standardVerdict } from './standard-signature.js';

/**
 * The delivery's id where its signature covers it: then a call with the same one is the same call. Null for any other, whose id may
 * have been added by whoever passed it on. `now` is ms since 1970.
 */
export function signedId(call: IncomingCall, secret: string, now: number): string | null {
  if (standardVerdict(call, secret, now)?.kind !== 'genuine') return null;
  return headerOf(call, 'webhook-id') ?? null;
}
