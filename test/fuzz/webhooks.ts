/** Calls: whoever finds the address can send anything. */
import assert from 'node:assert/strict';
import { isReadable, readCall } from '../../src/webhook/call.js';
import type { IncomingCall } from '../../src/webhook/incoming.js';
import { signedId } from '../../src/webhook/signed-id.js';
import { verifyCall } from '../../src/webhook/verify.js';
import {
  DIRECT,
  DIRECT_SORTED,
  EMPTY_KEY,
  SECRET,
  SIGNED_AT,
  STANDARD,
  STANDARD_SECRET,
  STANDARD_TIME,
  TEMPORAL,
  TEMPORAL_PLAIN,
  TEMPORAL_RAW,
} from '../webhook/calls.js';
import { signed } from '../support/listening.js';
import type { Decoder } from './oracle.js';

/** No seed is signed with it. */
const OTHER = 'another secret';

const time = Object.entries(STANDARD_TIME).map(([name, value]) => `${name}: ${value}`);

export const CALLS: Decoder = {
  name: 'calls of webhooks',
  seeds: [
    `x-webhook-signature: ${DIRECT_SORTED}\nx-webhook-event: batch.completed\n\n${Buffer.from(DIRECT).toString('latin1')}`,
    `x-papr-signature: ${TEMPORAL_RAW}\n\n${TEMPORAL}`,
    `x-papr-signature: ${TEMPORAL_PLAIN}\nx-webhook-secret: x\n\n${TEMPORAL}`,
    `webhook-signature: ${STANDARD}\n${time.join('\n')}\n\n${TEMPORAL}`,
    `x-webhook-signature: ${EMPTY_KEY}\n\n{}`,
  ],
  tokens: [
    'sha256=',
    'v1,',
    ' ',
    '\n\n',
    '0'.repeat(64),
    'webhook-id: x\n',
    '"batch_id":"b"',
    '9'.repeat(400),
    '\\ud83d',
  ],
  decode: (input) => {
    const call = callIn(input.toString('latin1'));
    const forged = verifyCall(call, OTHER, SIGNED_AT);
    assert.ok(forged.kind === 'forged' || forged.kind === 'unsigned', forged.kind);
    for (const secret of [SECRET, STANDARD_SECRET]) {
      assert.match(verifyCall(call, secret, SIGNED_AT).reason, /^[ -~]{1,100}$/);
      assert.ok(signedId(call, secret, SIGNED_AT) !== '');
    }
    const { successful, failed, ...texts } = readCall(call);
    for (const count of [successful, failed]) assert.ok(count === null || (Number.isSafeInteger(count) && count >= 0));
    for (const text of Object.values(texts)) assert.ok(text === null || (typeof text === 'string' && text !== ''));
    if (!isReadable(call)) assert.equal(texts.batchId, null);
    // What is signed is genuine, whatever it says.
    const genuine = { body: call.body, headers: signed(call.body, OTHER) };
    assert.equal(verifyCall(genuine, OTHER, SIGNED_AT).kind, 'genuine');
  },
};

/** Header lines, an empty one and the body. */
function callIn(text: string): IncomingCall {
  const [head = '', ...body] = text.split('\n\n');
  const headers = head.split('\n').map((line) => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')];
  });
  return { headers: Object.fromEntries(headers), body: Buffer.from(body.join('\n\n'), 'latin1') };
}
