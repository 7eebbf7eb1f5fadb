import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeenCalls } from '../../src/webhook/seen-calls.js';
import { signedId } from '../../src/webhook/signed-id.js';
import { call, SIGNED_AT, STANDARD, STANDARD_SECRET, STANDARD_TIME, TEMPORAL } from './calls.js';

test('the same body or the same id is the same call', () => {
  const seen = new SeenCalls();
  assert.equal(seen.isNew(Buffer.from('one'), null), true);
  assert.equal(seen.isNew(Buffer.from('one'), null), false);
  assert.equal(seen.isNew(Buffer.from('one'), 'msg_1'), false);
  assert.equal(seen.isNew(Buffer.from('two'), 'msg_1'), false);
  assert.equal(seen.isNew(Buffer.from('three'), 'msg_2'), true);
  assert.equal(seen.isNew(Buffer.from('id msg_2'), null), true);
});

test('the oldest calls are forgotten first', () => {
  const seen = new SeenCalls(2);
  for (const body of ['one', 'two', 'three']) assert.equal(seen.isNew(Buffer.from(body), null), true);
  assert.equal(seen.isNew(Buffer.from('three'), null), false);
  assert.equal(seen.isNew(Buffer.from('one'), null), true);
});

test('an id counts only where its signature covers it', () => {
  const signed = { ...STANDARD_TIME, 'webhook-signature': STANDARD };
  assert.equal(signedId(call(TEMPORAL, signed), STANDARD_SECRET, SIGNED_AT), 'msg_1');
  assert.equal(signedId(call(TEMPORAL, { ...signed, 'webhook-id': 'msg_2' }), STANDARD_SECRET, SIGNED_AT), null);
  assert.equal(signedId(call(TEMPORAL, STANDARD_TIME), STANDARD_SECRET, SIGNED_AT), null);
});
