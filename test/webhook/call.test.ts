import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCall, type BatchNews } from '../../src/webhook/call.js';
import { call, DIRECT, TEMPORAL } from './calls.js';

const NOTHING: BatchNews = { batchId: null, event: null, status: null, successful: null, failed: null, id: null };

function news(body: string | Buffer, headers: Record<string, string> = {}): BatchNews {
  return readCall(call(body, headers));
}

test('the shape of the documents', () => {
  const body = { batch_id: 'b1', status: 'completed', total_successful: 9, total_failed: 0 };
  assert.deepEqual(news(JSON.stringify(body)), {
    ...NOTHING,
    batchId: 'b1',
    status: 'completed',
    successful: 9,
    failed: 0,
  });
});

test('the shape of a direct call', () => {
  assert.deepEqual(news(DIRECT, { 'x-webhook-event': 'batch.completed' }), {
    batchId: '6f1c',
    event: 'batch.completed',
    status: 'partial',
    successful: 2,
    failed: 1,
    id: null,
  });
});

test('the shape of a call by Temporal, and the id of a standard delivery', () => {
  assert.deepEqual(news(TEMPORAL, { 'webhook-id': 'msg_1' }), {
    batchId: 'batch_9',
    event: 'batch_completed',
    status: 'success',
    successful: 2,
    failed: 0,
    id: 'msg_1',
  });
});

test('a value of another kind says nothing', () => {
  for (const value of ['null', '[]', '{}', '-1', '1.5', '1e3', 'true', '""', '12345678901234567890']) {
    const body = `{"batch_id":${value},"event":${value},"status":${value},"total_successful":${value},"total_failed":${value},"results":${value}}`;
    assert.deepEqual(news(body), NOTHING, value);
  }
  const strings = '{"total_successful":"1","failed":"2","batch_id":7,"status":8}';
  assert.deepEqual(news(strings), NOTHING);
});

test('a name that comes twice has its last value, as in the text that is signed', () => {
  assert.equal(news('{"batch_id":"a","batch_id":"b"}').batchId, 'b');
  assert.equal(news('{"batch_id":"a","batch_\\u0069d":"b"}').batchId, 'b');
});

test('names of the prototype are names, and nothing is inherited', () => {
  const inherited = '{"batch_id":"x","status":"y","results":{"successful":1}}';
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    assert.deepEqual(news(`{"${name}":${inherited}}`), NOTHING);
    assert.deepEqual(news(`{"results":{"${name}":${inherited}}}`), NOTHING);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'batch_id'), false);
});

test('a body that cannot be read says nothing', () => {
  const deep = `{"batch_id":"a","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const notUtf8 = Buffer.concat([Buffer.from('{"batch_id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const long = `{"batch_id":"a","x":"${'x'.repeat(1024 * 1024)}"}`;
  for (const body of [
    deep,
    notUtf8,
    long,
    '',
    'null',
    '"text"',
    '7',
    '[{"batch_id":"a"}]',
    '{"batch_id":"a"',
    '<html>',
  ]) {
    assert.deepEqual(news(body), NOTHING, body.toString().slice(0, 20));
  }
});
