import { headerOf, type IncomingCall } from './incoming.js';
import { paprVerdict } from './papr-signature.js';
import { standardVerdict } from './standard-signature.js';
import type { Verdict } from './verdict.js';

/**
 * Does the call come from somebody who has the secret? One signature that fits is enough. `now` is ms since 1970. An
 * empty secret is nobody's: a signature never fits it. Never throws.
 *
 * Papr's signatures cover no time, so that a genuine call can be sent again by whoever saw it: take it as a hint to ask.
 */
export function verifyCall(call: IncomingCall, secret: string, now: number): Verdict {
  const verdicts = [
    paprVerdict(call, 'X-Webhook-Signature', secret),
    paprVerdict(call, 'X-Papr-Signature', secret),
    standardVerdict(call, secret, now),
  ].filter((verdict) => verdict !== undefined);
  return (
    verdicts.find(({ kind }) => kind === 'genuine') ??
    verdicts.find(({ kind }) => kind === 'late') ??
    verdicts[0] ??
    unsigned(call)
  );
}

/**
 * Papr sends the secret itself along with every call, so a right X-Webhook-Secret proves only that somebody saw a call
 * once, and nothing about this body. It isn't even compared.
 */
function unsigned(call: IncomingCall): Verdict {
  const reason =
    headerOf(call, 'x-webhook-secret') === undefined
      ? 'it has no signature'
      : 'it has no signature, and X-Webhook-Secret proves nothing: whoever saw one call has it';
  return { kind: 'unsigned', reason };
}
