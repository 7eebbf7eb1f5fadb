/** The files that outcomes are in, where a service gives them late, not at all, or wrong. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FaultBench, OPENAI, saidBy } from '../support/fault-bench.js';
import type { Fault, Schedule } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

/** The nth download meets the nth fault, and those behind the last one meet it too where `isForEver`. */
function downloads(faults: readonly Fault[], isForEver = false): Schedule {
  let number = 0;
  return ({ method, path }) => {
    if (method !== 'GET' || !path.endsWith('/content')) return undefined;
    number += 1;
    return faults[isForEver ? Math.min(number, faults.length) - 1 : number - 1];
  };
}

const answer = (status: number, body = ''): Fault => ({ kind: 'answer', with: { status, body } });
const answers = (): string[] => readFileSync('rows.results.ndjson', 'utf8').trimEnd().split('\n');

test('a download that fails is tried again, and nothing is asked for twice', async (t) => {
  const bench = await FaultBench.open(t, OPENAI);
  bench.write(3);
  const schedule = downloads([answer(503), { kind: 'truncate', at: 9 }, answer(429)]);
  const report = await bench.import({ schedule });
  assert.equal(report.exitCode, 0, saidBy(report));
  assert.equal(answers().length, 3);
  assert.deepEqual(await bench.query('select count(*) as n from batches'), [{ n: 1 }]);
});

test('a file that is not given: exit 12; the same command fetches it, and sends nothing', async (t) => {
  const bench = await FaultBench.open(t, OPENAI);
  bench.write(3);
  const report = await bench.import({ schedule: downloads([answer(404)], true) });
  assert.equal(report.exitCode, 12, saidBy(report));
  const before = bench.proxy.actions.length;
  const next = await bench.import();
  assert.equal(next.exitCode, 0, saidBy(next));
  assert.ok(bench.proxy.actions.slice(before).every(({ method }) => method === 'GET'));
  assert.equal(answers().length, 3);
});

const WRONG: readonly (readonly [what: string, fault: Fault, says: RegExp])[] = [
  ['two answers to one row', { kind: 'rewrite', from: '"row-2"', to: '"row-1"' }, /answers row 1 twice/],
  ['an answer to no row', { kind: 'rewrite', from: '"row-2"', to: '"row-9"' }, /row 9, which was not in the request/],
  ['something else', answer(200, '<html>hello</html>\n'), /a line that is no result: <html>/],
];

for (const [what, fault, says] of WRONG) {
  test(`${what}: in doubt, and no answer is believed`, async (t) => {
    const bench = await FaultBench.open(t, OPENAI);
    bench.write(3);
    const report = await bench.import({ schedule: downloads([fault], true) });
    assert.equal(report.exitCode, 6, saidBy(report));
    assert.match(saidBy(report), says);
    assert.deepEqual([report.rows.accepted, report.rows.rejected, report.rows.inDoubt], [0, 0, 3]);
  });
}

test('stopped while a download is waited for: exit 130, and the same command goes on', async (t) => {
  const bench = await FaultBench.open(t, OPENAI);
  bench.write(3);
  const stop = new AbortController();
  const failing = downloads([answer(503)], true);
  const schedule: Schedule = (request) => {
    const fault = failing(request);
    if (fault !== undefined) stop.abort(130);
    return fault;
  };
  const stopped = await bench.import({ schedule, tools: new QuickTools(stop.signal) });
  assert.equal(stopped.exitCode, 130, saidBy(stopped));
  assert.equal(existsSync('rows.results.ndjson'), false);
  const next = await bench.import();
  assert.equal(next.exitCode, 0, saidBy(next));
  assert.equal(answers().length, 3);
});
