/** Services that break their word about keys, jobs and outcomes: what can be seen of it is in doubt, and said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaultBench, LLAMA_STACK, numbered, PAPR, saidBy } from '../support/fault-bench.js';
import { everyPost, gets, posts, type Fault, type Schedule } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

const JSON_TYPE = ['content-type', 'application/json'] as const;

function failed(number: number, ...more: readonly (readonly [string, string])[]): Fault {
  const body = `{"success":false,"error":{"code":"CDP_ETL.INTERNAL","message":"failed (${number})"}}`;
  return { kind: 'answer', with: { status: 500, headers: [JSON_TYPE, ...more], body } };
}

const REPLAYED = ['idempotent-replayed', 'true'] as const;

interface Case {
  readonly what: string;
  readonly schedule: Schedule;
  readonly exit: number;
  readonly requests: number;
}

/** Retries are three, so that a failure that is asked for again takes four requests. */
const FAILURES: readonly Case[] = [
  {
    what: 'by the word of the service itself',
    schedule: posts(failed(1), failed(1, REPLAYED), failed(1, REPLAYED), failed(1, REPLAYED)),
    exit: 6,
    requests: 3,
  },
  {
    what: "by a request id that isn't that of another answer",
    schedule: everyPost(failed(1, ['x-request-id', 'req-1'])),
    exit: 6,
    requests: 3,
  },
  { what: 'not the same words alone', schedule: everyPost(failed(1)), exit: 5, requests: 4 },
  {
    what: 'not other words, whatever the service says',
    schedule: ({ number }) => failed(number, REPLAYED),
    exit: 5,
    requests: 4,
  },
  {
    what: 'not other request ids',
    schedule: ({ number }) => failed(1, ['x-request-id', `req-${number}`]),
    exit: 5,
    requests: 4,
  },
];

for (const { what, schedule, exit, requests } of FAILURES) {
  test(`H8, Z19: a failure that is kept under the key is known as such: ${what}`, async (t) => {
    const bench = await FaultBench.open(t);
    bench.write(1);
    const report = await bench.import({ schedule, flags: { maxRetries: 3 } });
    assert.equal(report.exitCode, exit, saidBy(report));
    assert.equal(bench.proxy.actions.length, requests);
    assert.equal(report.rows.inDoubt, exit === 6 ? 1 : 0);
    if (exit === 6) assert.match(saidBy(report), /has kept a failure under this request's key/);
  });
}

test('J12: another job for the same key: in doubt, with both ids', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const miscounted: Fault = { kind: 'rewrite', from: '"acceptedRecords":4', to: '"acceptedRecords":3' };
  const another: Fault = { kind: 'rewrite', from: '"jobId":"', to: '"jobId":"another-' };
  const report = await bench.import({ schedule: posts(miscounted, another) });
  assert.equal(report.exitCode, 6, saidBy(report));
  assert.match(saidBy(report), /two jobs for one key, \S+ and another-\S+/);
  assert.equal(report.rows.accepted, 0);
});

test('H16: a count that never agrees: in doubt', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const more = everyPost({ kind: 'rewrite', from: '"acceptedRecords":4', to: '"acceptedRecords":5' });
  const report = await bench.import({ schedule: more, flags: { maxRetries: 1 } });
  assert.equal(report.exitCode, 6);
  assert.match(saidBy(report), /took 5 records of a request with 4/);
});

for (const [what, from, to] of [
  ['out of range', '"index":0', '"index":99'],
  ['a text', '"index":0', '"index":"0"'],
  ['less than none', '"index":0', '"index":-1'],
  ['twice', '"errors":[{', '"errors":[{"index":0,"error":"no"},{'],
] as const) {
  test(`H17: a refused row whose index is ${what}: in doubt, and not sent again`, async (t) => {
    const bench = await FaultBench.open(t, PAPR);
    bench.write(4);
    const report = await bench.import({ schedule: everyPost({ kind: 'rewrite', from, to }), faults: 'item-error=0' });
    assert.equal(report.exitCode, 6, saidBy(report));
    assert.equal(bench.proxy.actions.filter(({ method }) => method === 'POST').length, 1);
    assert.equal(report.rows.accepted + report.rows.rejected, 0);
  });
}

test('J7: metrics that do not add up: in doubt', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const wrong: Fault = { kind: 'rewrite', from: '"validRows":4', to: '"validRows":3' };
  const report = await bench.import({ schedule: ({ method }) => (method === 'GET' ? wrong : undefined) });
  assert.equal(report.exitCode, 6, saidBy(report));
  assert.match(saidBy(report), /counts 3 valid and 0 invalid rows in a request with 4/);
});

test('J9: a busy service while a job is asked for: waited for, and no failure of the job', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const tools = new QuickTools();
  const busy: Fault = { kind: 'answer', with: { status: 429, headers: [['retry-after', '5']] } };
  const report = await bench.import({ schedule: gets(busy, { kind: 'drop' }, { kind: 'status', status: 500 }), tools });
  assert.equal(report.exitCode, 0, saidBy(report));
  assert.ok(tools.waits.some((ms) => ms > 4_900));
  assert.deepEqual(await bench.applied(), numbered(4));
});

test('J11: a job that goes back behind its end is not asked for any more', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const back: Fault = { kind: 'rewrite', from: '"state":"completed"', to: '"state":"queued"' };
  assert.equal((await bench.import()).exitCode, 0);
  const again = await bench.import({ schedule: ({ method }) => (method === 'GET' ? back : undefined) });
  assert.equal(again.exitCode, 0);
  assert.equal(again.thisRun.requests, 0);
});

test('J15: llama-stack was started anew and works on a batch no more: exit 11, and asked again later', async (t) => {
  const bench = await FaultBench.open(t, LLAMA_STACK);
  bench.write(1);
  for (const run of [1, 2]) {
    const report = await bench.import({ faults: 'batch-stuck', flags: { waitTimeout: 60_000 } });
    assert.equal(report.exitCode, 11, `run ${run}: ${saidBy(report)}`);
  }
  const made = bench.proxy.actions.filter(({ method, path }) => method === 'POST' && path.endsWith('/batches'));
  assert.equal(made.length, 1);
});

test('K4: accepted, and run again 25 hours later: asked for, not sent again', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(4);
  const tools = new QuickTools();
  assert.equal((await bench.import({ tools, flags: { wait: false } })).exitCode, 11);
  tools.pass(25 * 3_600_000);
  const later = await bench.import({ tools });
  assert.equal(later.exitCode, 0, saidBy(later));
  assert.equal(bench.proxy.actions.filter(({ method }) => method === 'POST').length, 1);
});

test('K5, K8: a key that the service does not get or keep protects from nothing, and nothing shows it', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(3);
  const bare = everyPost({ kind: 'strip', header: 'idempotency-key' });
  const report = await bench.import({ schedule: bare, faults: 'reset-after@2', flags: { batchSize: 1 } });
  assert.equal(report.exitCode, 0);
  assert.deepEqual(await bench.applied(), [1, 2, 2, 3], 'the request whose answer was lost, and no other');
});

const conflict: Schedule = ({ method, path }) =>
  method === 'POST' && path.endsWith('/batches') ? { kind: 'answer', with: { status: 409 } } : undefined;

test('K7: llama-stack says that the key is of another request: exit 8', async (t) => {
  const bench = await FaultBench.open(t, LLAMA_STACK);
  bench.write(1);
  const report = await bench.import({ schedule: conflict });
  assert.equal(report.exitCode, 8, saidBy(report));
});

for (const [what, isDated, exit] of [
  ["the service's Date outvotes it", true, 0],
  ['without one it may be right, and nothing is sent', false, 6],
] as const) {
  test(`R4, M1, M5: the wall clock jumps 26 hours ahead in the midst of a run: ${what}`, async (t) => {
    const bench = await FaultBench.open(t);
    bench.write(2);
    const tools = new QuickTools();
    const schedule: Schedule = ({ method, number }) => {
      if (method === 'POST' && number === 2) {
        tools.wallAhead = 26 * 3_600_000;
        return { kind: 'drop' };
      }
      return isDated ? undefined : { kind: 'undated' };
    };
    const report = await bench.import({ schedule, tools, flags: { batchSize: 1 } });
    assert.equal(report.exitCode, exit, saidBy(report));
    assert.deepEqual(await bench.applied(), [1, 2]);
  });
}
