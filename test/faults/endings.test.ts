/** Faults that don't pass: how a run ends, what it says, and that the same command goes on when they are gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountedService } from '../support/counted-service.js';
import { TARGETS } from '../../src/target/registry.js';
import { BOMB, NO_CONTENT, NO_HTTP, oversized, redirect, STRANGER } from '../support/bad-answers.js';
import { FaultBench, numbered, saidBy } from '../support/fault-bench.js';
import { everyGet, everyPost, type Canned, type Fault } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

const JSON_TYPE = [['content-type', 'application/json']] as const;

interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly exit: number;
  readonly says: RegExp;
  /** Requests that it takes to come to that: one retry is allowed, and made where it could help. */
  readonly requests: 1 | 2;
  /** The service has applied the row, and nobody knows. */
  readonly isApplied?: true;
}

function answer(status: number, body = ''): Fault {
  return { kind: 'answer', with: { status, headers: JSON_TYPE, body } };
}

function failure(code: string): string {
  return JSON.stringify({ success: false, error: { code, message: 'no' } });
}

const AWAY = /not available, 2 times in a row/;
const REUSED = failure('CDP_ETL.IDEMPOTENCY.KEY_REUSED');

const CASES: readonly Case[] = [
  { name: 'N4: RST', fault: { kind: 'reset-request', at: 60 }, exit: 5, says: AWAY, requests: 2 },
  { name: 'N12: 50 MB in a small archive', fault: canned(BOMB), exit: 12, says: /not the answer of this/, requests: 2 },
  { name: 'N12: 9 MB', fault: canned(oversized(9_000_000)), exit: 5, says: /longer than 8388608 bytes/, requests: 2 },
  { name: 'N13: cut short', fault: { kind: 'truncate', at: 9 }, exit: 5, says: AWAY, requests: 2, isApplied: true },
  { name: 'N14: a 204', fault: canned(NO_CONTENT), exit: 12, says: /answered 204/, requests: 2 },
  { name: 'N14: JSON of another API', fault: canned(STRANGER), exit: 12, says: /no job and no outcome/, requests: 2 },
  { name: 'N17: an answer that is no HTTP', fault: NO_HTTP, exit: 5, says: AWAY, requests: 2 },
  { name: 'N20: a proxy that asks who is there', fault: answer(407), exit: 7, says: /407/, requests: 1 },
  { name: 'H7: 502', fault: answer(502), exit: 5, says: AWAY, requests: 2 },
  { name: 'H13: 410', fault: answer(410), exit: 12, says: /refused with 410/, requests: 1 },
  { name: 'H15: a no under 200', fault: answer(200, failure('X.AUTH.NO')), exit: 7, says: /AUTH/, requests: 1 },
  {
    name: 'H15: 202 without a job',
    fault: answer(202, '{"data":{"acceptedRecords":1}}'),
    exit: 12,
    says: /names no job/,
    requests: 2,
  },
  ...[400, 409, 422].map((status): Case => ({
    name: `K7: ${status}: the key belongs to something else`,
    fault: answer(status, REUSED),
    exit: 8,
    says: /used this import's keys/,
    requests: 1,
  })),
];

function canned(answer: Canned): Fault {
  return { kind: 'answer', with: answer };
}

for (const { name, fault, exit, says, requests, isApplied } of CASES) {
  test(`${name}, for ever: exit ${exit}`, async (t) => {
    const bench = await FaultBench.open(t);
    bench.write(1);
    const report = await bench.import({ schedule: everyPost(fault), flags: { maxRetries: 1 } });
    assert.equal(report.exitCode, exit, saidBy(report));
    assert.match(saidBy(report), says);
    assert.equal(bench.proxy.actions.length, requests);
    assert.equal(report.rows.accepted + report.rows.rejected, 0, 'nothing is claimed');
    assert.deepEqual(await bench.applied(), isApplied === true ? [1] : []);
  });
}

/** What each status is about, where nothing more is said; undefined for those that another try may better. */
const MEANINGS = new Map<number, string | undefined>([
  ...[408, 409, 421, 425, 429, 500, 501, 502, 503, 504, 507].map((status) => [status, undefined] as const),
  ...[401, 403, 407].map((status) => [status, 'credential'] as const),
  ...[301, 302, 303, 307, 308, 404, 405, 406, 410, 411, 415, 426, 451].map((status) => [status, 'route'] as const),
  ...[400, 422].map((status) => [status, 'content'] as const),
  [413, 'size'],
]);

for (const target of TARGETS) {
  test(`H7, H9, H10, H12, H13: what a bare status means to ${target.title}`, () => {
    for (const [status, about] of MEANINGS) {
      const verdict = target.readFailure({ status, headers: {}, text: '' });
      assert.equal(verdict.kind === 'refused' ? verdict.refusal.about : undefined, about, String(status));
    }
  });
}

test('N1: nobody there: exit 5, known to be unsent, so that a week later it is sent', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(1);
  const tools = new QuickTools();
  const { url } = bench.proxy;
  await bench.proxy.close();
  const away = await bench.import({ flags: { maxRetries: 2 }, tools });
  assert.equal(away.exitCode, 5);
  assert.match(saidBy(away), /ECONNREFUSED/);
  assert.equal(away.thisRun.requests, 3);
  await bench.reopen();
  assert.notEqual(bench.proxy.url, url);
  tools.pass(7 * 24 * 3_600_000);
  assert.equal((await bench.import({ tools })).exitCode, 0);
  assert.deepEqual(await bench.applied(), [1]);
});

test('N23: a network that is gone: exit 5 in a minute, and two hours later the same command goes on', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(3);
  const tools = new QuickTools();
  const before = tools.clock.uptime();
  const away = await bench.import({ schedule: everyPost({ kind: 'drop' }), tools, flags: { batchSize: 1 } });
  assert.equal(away.exitCode, 5);
  assert.ok(tools.clock.uptime() - before < 90, 'not for ever');
  tools.pass(2 * 3_600_000);
  assert.equal((await bench.import({ tools, flags: { batchSize: 1 } })).exitCode, 0);
  assert.deepEqual(await bench.applied(), numbered(3), 'what was committed unseen is not applied again');
});

for (const [index, status] of [301, 302, 303, 307, 308].entries()) {
  test(`H14: ${status} is not followed, and the credential goes nowhere else`, async (t) => {
    const bench = await FaultBench.open(t);
    const other = await CountedService.open(t, (_, response) => response.end('{}'));
    bench.write(1);
    const isSameOrigin = index % 2 === 0;
    const location = isSameOrigin ? '/public/v1/elsewhere' : `${other.url}/public/v1/records`;
    const schedule = everyPost({ kind: 'answer', with: redirect(status, location) });
    const report = await bench.import({ schedule });
    assert.equal(report.exitCode, 12);
    assert.match(saidBy(report), new RegExp(`answered ${status}, a redirect to .*records|${status}.*elsewhere`));
    assert.equal(bench.proxy.actions.length, 1);
    assert.equal(other.connections, 0);
  });
}

test('H14: nor is a redirect followed that answers a question for a job', async (t) => {
  const bench = await FaultBench.open(t);
  const other = await CountedService.open(t, (_, response) => response.end('{}'));
  bench.write(1);
  const report = await bench.import({ schedule: everyGet({ kind: 'answer', with: redirect(302, other.url) }) });
  assert.equal(report.exitCode, 12);
  assert.equal(other.connections, 0);
});

test('N22: a bit that flips on plain http is noticed by nobody', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(1);
  const at = '{"records":[{"id":"1","email":"u'.length;
  const report = await bench.import({ schedule: everyPost({ kind: 'flip', at }) });
  assert.equal(report.exitCode, 0, saidBy(report));
  const [stored] = await bench.query("select record ->> 'email' as email from records");
  assert.deepEqual(stored, { email: 'u0@example.com' });
});
