import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { IncomingCall } from '../../src/webhook/incoming.js';
import { verifyCall } from '../../src/webhook/verify.js';
import { runs } from '../support/properties.js';
import {
  call,
  DIRECT,
  DIRECT_SORTED,
  EMPTY_KEY,
  EMPTY_KEY_STANDARD,
  PREFIX_KEY_STANDARD,
  SECRET,
  SIGNED_AT,
  STANDARD,
  STANDARD_RAW_SECRET,
  STANDARD_SECRET,
  STANDARD_TIME,
  TEMPORAL,
  TEMPORAL_PLAIN,
  TEMPORAL_RAW,
} from './calls.js';
import { jsonText } from './json-texts.js';
import { Python, withoutPython } from './python.js';

function kindOf(call: IncomingCall, secret = SECRET, now = SIGNED_AT): string {
  return verifyCall(call, secret, now).kind;
}

const GENUINE: readonly (readonly [what: string, call: IncomingCall, secret: string, reason: RegExp])[] = [
  ['the body as it came', call(TEMPORAL, { 'x-webhook-signature': TEMPORAL_RAW }), SECRET, /X-Webhook-.* as it came$/],
  ['json.dumps', call(TEMPORAL, { 'x-papr-signature': TEMPORAL_PLAIN }), SECRET, /X-Papr-.* Python writes it$/],
  ['json.dumps, sorted', call(DIRECT, { 'x-webhook-signature': DIRECT_SORTED }), SECRET, /sorted keys$/],
  ['json.dumps, sorted, in the other header', call(DIRECT, { 'x-papr-signature': DIRECT_SORTED }), SECRET, /sorted/],
  ['upper-case hex', call(DIRECT, { 'x-papr-signature': DIRECT_SORTED.toUpperCase() }), SECRET, /sorted/],
  [
    'Standard Webhooks',
    call(TEMPORAL, { ...STANDARD_TIME, 'webhook-signature': STANDARD }),
    STANDARD_SECRET,
    /^Webhook-Signature fits$/,
  ],
  [
    'Standard Webhooks, the secret a text',
    call(TEMPORAL, { ...STANDARD_TIME, 'webhook-signature': STANDARD_RAW_SECRET }),
    SECRET,
    /^Webhook-Signature fits$/,
  ],
  [
    'the second of two standard signatures, after one of another version',
    call(TEMPORAL, { ...STANDARD_TIME, 'webhook-signature': `v1a,${STANDARD.slice(3)} v1,AAAA ${STANDARD}` }),
    STANDARD_SECRET,
    /fits/,
  ],
  [
    'a signature that fits beside one that does not',
    call(TEMPORAL, { 'x-webhook-signature': DIRECT_SORTED, 'x-papr-signature': TEMPORAL_RAW }),
    SECRET,
    /X-Papr/,
  ],
];

for (const [what, genuine, secret, reason] of GENUINE) {
  test(`genuine: ${what}`, () => {
    const verdict = verifyCall(genuine, secret, SIGNED_AT);
    assert.equal(verdict.kind, 'genuine');
    assert.match(verdict.reason, reason);
    assert.equal(kindOf(genuine, `${secret}.`), 'forged', 'another secret');
    const changed = call(genuine.body.toString().replace('batch_id', 'batch_ID'), genuine.headers);
    assert.equal(kindOf(changed, secret), 'forged', 'another body');
  });
}

test('a byte that changes in a signature makes it forged', () => {
  const hex = '0123456789abcdef';
  for (let at = 'sha256='.length; at < DIRECT_SORTED.length; at++) {
    const other = hex[(hex.indexOf(DIRECT_SORTED.charAt(at)) + 1) % 16];
    const wrong = `${DIRECT_SORTED.slice(0, at)}${other}${DIRECT_SORTED.slice(at + 1)}`;
    assert.equal(kindOf(call(DIRECT, { 'x-webhook-signature': wrong })), 'forged', `digit ${at}`);
  }
});

test('a header that claims a signature and has none is forged', () => {
  const wrong = [
    DIRECT_SORTED.slice(7),
    DIRECT_SORTED.slice(0, -1),
    `${DIRECT_SORTED}0`,
    `md5=${'0'.repeat(64)}`,
    SECRET,
  ];
  for (const value of [...wrong, `${DIRECT_SORTED}, ${DIRECT_SORTED}`, 'sha256=']) {
    assert.equal(kindOf(call(DIRECT, { 'x-webhook-signature': value })), 'forged', value);
  }
});

test('a standard signature covers id and time, and needs both', () => {
  const headers = { ...STANDARD_TIME, 'webhook-signature': STANDARD };
  const verdict = (change: Record<string, string>) =>
    verifyCall(call(TEMPORAL, { ...headers, ...change }), STANDARD_SECRET, SIGNED_AT);
  assert.equal(verdict({}).kind, 'genuine');
  for (const change of [{ 'webhook-id': 'msg_2' }, { 'webhook-timestamp': '1767323046' }]) {
    assert.equal(verdict(change).kind, 'forged');
    assert.match(verdict(change).reason, /fits neither/);
  }
  const unfit = ['', 'now', '1e9', '-1', '1767323045.0', '9'.repeat(400)].map((time) => ({
    'webhook-timestamp': time,
  }));
  for (const change of [...unfit, { 'webhook-id': '' }]) {
    assert.equal(verdict(change).kind, 'forged');
    assert.match(verdict(change).reason, /needs a Webhook-Id and a Webhook-Timestamp/, JSON.stringify(change));
  }
  // Without a version, or of another one.
  for (const signature of [STANDARD.slice(3), `v1a,${STANDARD.slice(3)}`, `v2,${STANDARD.slice(3)}`]) {
    assert.equal(verdict({ 'webhook-signature': signature }).kind, 'forged', signature);
  }
});

test('a standard signature of more than five minutes ago, or ahead, is late', () => {
  const genuine = call(TEMPORAL, { ...STANDARD_TIME, 'webhook-signature': STANDARD });
  const kind = (ms: number) => kindOf(genuine, STANDARD_SECRET, SIGNED_AT + ms);
  assert.deepEqual([-300_000, 0, 300_000].map(kind), ['genuine', 'genuine', 'genuine']);
  assert.deepEqual([-300_001, 300_001, Infinity, NaN].map(kind), ['late', 'late', 'late', 'late']);
  assert.match(verifyCall(genuine, STANDARD_SECRET, SIGNED_AT - 300_001).reason, /ahead$/);
  assert.match(verifyCall(genuine, STANDARD_SECRET, SIGNED_AT + 300_001).reason, /ago$/);
  assert.equal(kindOf(genuine, SECRET, SIGNED_AT + 300_001), 'forged', 'a wrong signature is not even late');
  const besides = call(TEMPORAL, { ...genuine.headers, 'x-webhook-signature': DIRECT_SORTED });
  assert.equal(kindOf(besides, STANDARD_SECRET, SIGNED_AT + 300_001), 'late', 'beside one that does not fit');
});

test('without a signature a call is unsigned, whatever secret it brings along', () => {
  assert.equal(kindOf(call(DIRECT)), 'unsigned');
  assert.equal(kindOf(call(DIRECT, STANDARD_TIME)), 'unsigned');
  // What the vendor sends when it was given no secret.
  assert.equal(kindOf(call(DIRECT, { 'x-webhook-signature': '', 'x-papr-signature': ' ' })), 'unsigned');
  const verdict = verifyCall(call(DIRECT, { 'x-webhook-secret': SECRET }), SECRET, SIGNED_AT);
  assert.equal(verdict.kind, 'unsigned');
  assert.match(verdict.reason, /X-Webhook-Secret proves nothing/);
});

test('an empty secret signs nothing', () => {
  const standard = { ...STANDARD_TIME, 'webhook-signature': EMPTY_KEY_STANDARD };
  assert.equal(kindOf(call('{}', { 'x-webhook-signature': EMPTY_KEY }), ''), 'forged');
  for (const secret of ['', 'whsec_', 'whsec_=', 'whsec_?']) {
    assert.equal(kindOf(call('{}', standard), secret), 'forged', secret);
    const prefix = call('{}', { ...STANDARD_TIME, 'webhook-signature': PREFIX_KEY_STANDARD });
    assert.equal(kindOf(prefix, secret), 'forged', `${secret}: the prefix as a key`);
  }
});

test('what Python signs is genuine, under any secret', { skip: withoutPython }, async (t) => {
  const python = new Python();
  t.after(() => python.end());
  await fc.assert(
    fc.asyncProperty(jsonText, fc.string({ unit: 'grapheme', minLength: 1 }), async (text, secret) => {
      const opinion = await python.ask(text, secret);
      assert(opinion !== undefined);
      const { plainSignature, sortedSignature } = opinion;
      assert.equal(kindOf(call(text, { 'x-papr-signature': plainSignature }), secret), 'genuine');
      assert.equal(kindOf(call(text, { 'x-webhook-signature': sortedSignature }), secret), 'genuine');
      assert.equal(kindOf(call(`[${text}]`, { 'x-webhook-signature': sortedSignature }), secret), 'forged');
    }),
    runs(500),
  );
});

test('over HTTP: headers and bytes as a server gets them', async (t) => {
  const verdicts: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      verdicts.push(kindOf({ headers: Object.fromEntries(headers), body: Buffer.concat(pieces) }));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  const send = (body: string, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${address.port}/`, { method: 'POST', body, headers: { connection: 'close', ...headers } });
  await send(DIRECT, { 'X-Webhook-Signature': DIRECT_SORTED });
  await send(DIRECT, { 'X-Webhook-Signature': TEMPORAL_RAW });
  await send(DIRECT, { 'X-Webhook-Signature': '' });
  assert.deepEqual(verdicts, ['genuine', 'forged', 'unsigned']);
});
