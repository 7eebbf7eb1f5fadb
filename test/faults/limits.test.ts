/** What a service asks of those who send: to wait, to send less, to stop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaultBench, numbered, OPENAI, saidBy } from '../support/fault-bench.js';
import { everyPost, firstOfKeys, posts, type Fault, type Headers, type Schedule } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

const JSON_TYPE = ['content-type', 'application/json'] as const;

function answer(status: number, headers: Headers = [], body = ''): Fault {
  return { kind: 'answer', with: { status, headers: [JSON_TYPE, ...headers], body } };
}

function busy(...values: readonly string[]): Fault {
  const headers = values.map((value) => ['retry-after', value] as const);
  return answer(429, headers);
}

test('H1: Retry-After stops everybody, not one request', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(8);
  const tools = new QuickTools();
  tools.longest = 500;
  const sent: { key: string | undefined; at: number }[] = [];
  const limited = posts(undefined, busy('7'));
  const schedule: Schedule = (request) => {
    sent.push({ key: request.key, at: tools.clock.uptime() });
    return limited(request);
  };
  const report = await bench.import({ schedule, tools, flags: { batchSize: 1, concurrency: 2, wait: false } });
  assert.equal(report.exitCode, 11, saidBy(report));
  const refused = sent[1];
  const again = sent.findLastIndex(({ key }) => key === refused?.key);
  assert.ok((sent[again]?.at ?? 0) - (refused?.at ?? 0) >= 7);
  // What was on its way when the service said so can't be called back; and who waited with it may be ahead of it.
  assert.ok(again <= 4, `${again - 2} requests were sent meanwhile`);
  assert.deepEqual(await bench.applied(), numbered(8));
});

const HOUR_AGO = new Date(Date.now() - 3_600_000).toUTCString();
const SOON_AFTER_THAT = new Date(Date.now() - 3_600_000 + 20_000).toUTCString();

/** Answers, and the ms that are waited for at least and at most behind them. */
const WAITS: readonly (readonly [what: string, fault: Fault, least: number, most: number])[] = [
  ['H3: 0', busy('0'), 250, 500],
  ['H3: -5', busy('-5'), 250, 500],
  ['H3: 1.5', busy('1.5'), 250, 500],
  ['H3: soon', busy('soon'), 250, 500],
  ['H3: two headers, the first of which counts', busy('3', '5'), 3_000, 3_250],
  ['H2: a date that is over', busy('Wed, 21 Oct 2015 07:28:00 GMT'), 250, 500],
  ["H2: a date by the service's own clock, an hour behind", skewed(), 19_000, 21_000],
  ['H7: 503 and 3 seconds', answer(503, [['retry-after', '3']]), 3_000, 3_250],
];

function skewed(): Fault {
  return answer(429, [
    ['date', HOUR_AGO],
    ['retry-after', SOON_AFTER_THAT],
  ]);
}

test('Retry-After in all its forms', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(WAITS.length);
  const tools = new QuickTools();
  const schedule = firstOfKeys(...WAITS.map(([, fault]) => fault));
  const report = await bench.import({ schedule, tools, flags: { batchSize: 1, wait: false } });
  assert.equal(report.exitCode, 11, saidBy(report));
  assert.equal(tools.waits.length, WAITS.length);
  for (const [index, [what, , least, most]] of WAITS.entries()) {
    await t.test(what, () => {
      const waited = tools.waits[index] ?? 0;
      assert.ok(least <= waited && waited <= most, `${waited} ms`);
    });
  }
});

for (const value of ['9999999999', '2147484', '9'.repeat(400)]) {
  test(`H3, H4: Retry-After: ${value.slice(0, 20)} ends the run at once, and doesn't spin`, async (t) => {
    const bench = await FaultBench.open(t);
    bench.write(1);
    const report = await bench.import({ schedule: everyPost(busy(value)) });
    assert.equal(report.exitCode, 5);
    assert.match(saidBy(report), /left alone until/);
    assert.equal(bench.proxy.actions.length, 1);
  });
}

test('H5: retry-after-ms counts before Retry-After, and x-should-retry: false ends the run', async (t) => {
  const bench = await FaultBench.open(t, OPENAI);
  bench.write(1);
  const tools = new QuickTools();
  const wait = answer(429, [
    ['retry-after-ms', '1500'],
    ['retry-after', '20'],
  ]);
  const stop = answer(503, [['x-should-retry', 'false']]);
  const report = await bench.import({ schedule: posts(wait, stop), tools });
  assert.equal(report.exitCode, 5);
  assert.equal(bench.proxy.actions.filter(({ method }) => method === 'POST').length, 2);
  const [waited = 0] = tools.waits;
  assert.ok(waited >= 1_500 && waited <= 1_750, `${waited} ms`);
});

test('H6: a service that is busy for ever is asked seven times', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(1);
  const report = await bench.import({ schedule: everyPost(busy('1')) });
  assert.equal(report.exitCode, 5);
  assert.equal(bench.proxy.actions.length, 7);
  assert.deepEqual(await bench.applied(), []);
});

test('H10: columns that the service refuses in every row: the third refusal is the last, however long the file', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(200);
  const report = await bench.import({ schedule: everyPost(answer(422)) });
  assert.equal(report.exitCode, 12, saidBy(report));
  // The third refusal ends it; another request may have been on its way.
  assert.ok([3, 4].includes(bench.proxy.actions.length), `${bench.proxy.actions.length} requests`);
  assert.equal(report.rows.rejected, 0);
});

test('H11, R12: one row that a request is refused whole for, and not named: found by halves', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(64);
  // Of the first chunk some rows were accepted before: otherwise it would be the columns that are wrong.
  const poison = everyPost({ kind: 'bounce', holding: '"u50@example.com"', with: { status: 400 } });
  const report = await bench.import({ schedule: poison, flags: { batchSize: 32 } });
  assert.equal(report.exitCode, 3, saidBy(report));
  assert.deepEqual(report.errors[0]?.rows, [50]);
  assert.equal(bench.proxy.actions.filter(({ fault, forwarded }) => fault === 'bounce' && forwarded === 0).length, 6);
  assert.deepEqual(
    await bench.applied(),
    numbered(64).filter((row) => row !== 50),
  );
});

test('H12, N15: a 413 before the body is read, then RST: halves, and every row once', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(40, 40_000);
  const early: Fault = { kind: 'answer', with: { status: 413 }, isEarly: true };
  const report = await bench.import({ schedule: posts(early), flags: { batchSize: 40 } });
  assert.equal(report.exitCode, 0, saidBy(report));
  assert.equal(report.chunks.split, 1);
  assert.deepEqual(await bench.applied(), numbered(40));
});

test('H20: half of the answers are failures: no more tries than the budget has', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(10);
  const flags = { batchSize: 1, maxRetries: 1_000, wait: false };
  const half = await bench.import({ schedule: ({ number }) => (number % 2 === 0 ? answer(503) : undefined), flags });
  assert.equal(half.exitCode, 11, saidBy(half));
  assert.ok(bench.proxy.actions.length <= 10 * 2 + 1, `${bench.proxy.actions.length} requests`);
  bench.forget();
  const before = bench.proxy.actions.length;
  const none = await bench.import({ schedule: everyPost(answer(503)), flags });
  assert.equal(none.exitCode, 5);
  // A hundred, ten for each request that may be under way, and the first try.
  assert.ok(bench.proxy.actions.length - before <= 100 + 10 + 1, `${bench.proxy.actions.length - before} requests`);
});

/** A service that takes so many requests a second, at first, from the 20th and from the 40th that it took; of the others it says so. */
function limitedTo(rates: readonly number[], clock: QuickTools['clock']): Schedule {
  let [taken, left, since] = [0, 1, clock.uptime()];
  return ({ method }) => {
    if (method !== 'POST') return undefined;
    const rate = rates[Math.min(Math.floor(taken / 20), rates.length - 1)] ?? 1;
    const now = clock.uptime();
    left = Math.min(rate, left + (now - since) * rate);
    since = now;
    if (left < 1) return busy('1');
    left -= 1;
    taken += 1;
    return undefined;
  };
}

test('H21: a service that allows less, and then more again: few requests are turned away, and every row is there once', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(60);
  const tools = new QuickTools();
  const schedule = limitedTo([100, 2, 50], tools.clock);
  const flags = { batchSize: 1, concurrency: 2, wait: false };
  const report = await bench.import({ schedule, tools, flags });
  assert.equal(report.exitCode, 11, saidBy(report));
  const turnedAway = bench.proxy.actions.filter(({ fault }) => fault === 'answer').length;
  // Each pause is for everybody, so it costs as many requests as may be under way.
  assert.ok(turnedAway >= 2 && turnedAway <= 40, `${turnedAway} were turned away`);
  assert.deepEqual(await bench.applied(), numbered(60));
});
