/** Faults of the way and of the service that pass: each meets one request of one import, and every row is applied once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOMB, EMPTY, MALFORMED, NO_CONTENT, oversized, PORTAL, STRANGER } from '../support/bad-answers.js';
import { FaultBench, numbered, saidBy } from '../support/fault-bench.js';
import { firstOfKeys, type Canned, type Fault } from '../support/fault.js';

/** The row of the matrix that it belongs to, and what it is. */
type Case = readonly [row: string, what: string, fault: Fault];

const LONG = 1_000_000;
const JSON_TYPE = [['content-type', 'application/json']] as const;
const READ_AND_LOST: Canned = { status: 202, headers: JSON_TYPE, body: '{"success":true,"data":{}}' };

const CASES: readonly Case[] = [
  ...[0, 1, 40, 200, LONG].map((at): Case => ['N4', `RST at byte ${at} of a request`, { kind: 'reset-request', at }]),
  ...[0, 1, 12, 60, 250].map((at): Case => ['N4', `RST at byte ${at} of an answer`, { kind: 'reset-answer', at }]),
  ['N5', 'FIN in place of an answer', { kind: 'fin', forwards: false }],
  ['N5', 'FIN in place of an answer, behind the commit', { kind: 'fin', forwards: true }],
  ['N6', 'the service commits, and the answer is lost', { kind: 'drop' }],
  ['N8', 'a copy by a middlebox, behind the first', { kind: 'duplicate', atOnce: false }],
  ['N8', 'a copy by a middlebox, at the same time', { kind: 'duplicate', atOnce: true }],
  ['N9', 'a copy that arrives when its connection is long gone', { kind: 'ghost' }],
  ['N11', 'an answer byte by byte', { kind: 'slice', ms: 0 }],
  ['N12', 'an answer that unpacks to 50 MB', { kind: 'answer', with: BOMB, forwards: true }],
  ['N12', 'an answer of 9 MB', { kind: 'answer', with: oversized(9_000_000), forwards: true }],
  ['N13', 'an answer cut short of its length', { kind: 'truncate', at: 20 }],
  ['N13', 'a chunk cut short', { kind: 'truncate', at: 20, isChunked: true }],
  ['N13', 'JSON that lacks its end', { kind: 'shorten', by: 3 }],
  ['N14', 'a 200 without a body', { kind: 'answer', with: EMPTY, forwards: true }],
  ['N14', 'a 204', { kind: 'answer', with: NO_CONTENT, forwards: true }],
  ['N14', 'a portal', { kind: 'answer', with: PORTAL }],
  ['N14', 'JSON of another API', { kind: 'answer', with: STRANGER }],
  ['N15', 'a 202 before the body was read, then RST', { kind: 'answer', with: READ_AND_LOST, isEarly: true }],
  ['N16', '100 Continue that nobody asked for', { kind: 'interim', status: 100, count: 1 }],
  ['N16', '103 Early Hints', { kind: 'interim', status: 103, count: 3 }],
  ['N16', 'a flood of 102', { kind: 'interim', status: 102, count: 2_000 }],
  ...Object.entries(MALFORMED).map(([what, fault]): Case => ['N17', what, fault]),
  ['N18', 'a connection that closes behind its answer', { kind: 'close-idle', ms: 0 }],
  ['N18', 'a connection that closes as the next request is written', { kind: 'close-idle', ms: 1 }],
  ['N19', 'a narrow line', { kind: 'bandwidth', rate: 20_000 }],
  ...[500, 502, 503, 504].map((status): Case => ['H7', `${status} behind the commit`, { kind: 'status', status }]),
  ...[408, 421, 425].map((status): Case => ['H9', String(status), { kind: 'answer', with: { status } }]),
  ['H15', '202 with a count and without a job', { kind: 'rewrite', from: '"jobId"', to: '"jab"' }],
  ['K6', '409: the first copy is still in progress', { kind: 'answer', with: { status: 409 } }],
];

/** Those that a client has no reason to answer with another try. */
const UNNOTICED = new Set<Fault['kind']>(['duplicate', 'slice', 'interim', 'close-idle', 'bandwidth']);

test('faults that pass: the same key, never two requests of it at once, and every row once', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(CASES.length);
  const schedule = firstOfKeys(...CASES.map(([, , fault]) => fault));
  const report = await bench.import({ schedule, flags: { batchSize: 1 } });
  const { proxy } = bench;
  const ghosts = await proxy.release();
  const applied = await bench.applied();
  const keys = [...new Set(proxy.actions.map(({ key }) => key))].filter((key) => key !== undefined);

  assert.equal(report.exitCode, 0, saidBy(report));
  assert.equal(keys.length, CASES.length);
  for (const [index, [row, what, fault]] of CASES.entries()) {
    await t.test(`${row}: ${what}`, () => {
      const own = proxy.actions.filter(({ key, method }) => method === 'POST' && key === keys[index]);
      assert.equal(own[0]?.fault, fault.kind);
      assert.equal(own.at(-1)?.status, 202, 'answered in the end');
      assert.equal(own.length, UNNOTICED.has(fault.kind) ? 1 : 2);
      assert.equal(applied.filter((id) => id === index + 1).length, 1, 'applied once');
    });
  }
  await t.test('R6: never two requests of one key at once', () => assert.equal(proxy.mostLive, 1));
  await t.test('N9: the ghost reached the service', () => assert.equal(ghosts, 1));
  await t.test('K9, K10: a key is a UUID in small letters, without quotes', () => {
    for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  assert.deepEqual(applied, numbered(CASES.length));
});

const SLOW: readonly Case[] = [
  ['N7', 'an answer that comes when nobody waits for it any more', { kind: 'latency', ms: 400 }],
  ['N10', 'a peer that is gone without a word', { kind: 'swallow', forwards: false }],
  ['N10', 'a peer that is gone behind the commit', { kind: 'swallow', forwards: true }],
  ['N11', 'an answer that never gets to its end', { kind: 'slice', ms: 10 }],
];

test('answers that take too long: given up, and never two requests of a key at once', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(SLOW.length);
  const schedule = firstOfKeys(...SLOW.map(([, , fault]) => fault));
  const report = await bench.import({ schedule, flags: { batchSize: 1, concurrency: SLOW.length }, answerMs: 500 });
  assert.equal(report.exitCode, 0, saidBy(report));
  const posts = bench.proxy.actions.filter(({ method }) => method === 'POST');
  for (const [row, what, fault] of SLOW) {
    await t.test(`${row}: ${what}`, () => {
      const own = posts.filter(({ key }) => key === posts.find((action) => action.fault === fault.kind)?.key);
      assert.ok(own.length >= 2);
      assert.equal(own.at(-1)?.status, 202);
    });
  }
  await t.test('R6, K13: the attempt before is gone when the next one begins', () => {
    assert.equal(bench.proxy.mostLive, 1);
  });
  assert.deepEqual(await bench.applied(), numbered(SLOW.length));
});
