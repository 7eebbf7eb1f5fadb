/** When to try again, for everything that a service may write into Retry-After. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRetryAfter, retryDelay } from '../../src/target/retry.js';
import { runs } from '../support/properties.js';

const NOW = Date.parse('2026-04-21T15:00:00Z');
const SERVER_DATE = 'Tue, 21 Apr 2026 14:00:00 GMT';

const values: [value: string | undefined, date: string | undefined, ms: number | undefined][] = [
  [undefined, undefined, undefined],
  ['0', undefined, 0],
  ['7', undefined, 7_000],
  ['Tue, 21 Apr 2026 15:00:30 GMT', undefined, 30_000],
  // The service's own clock counts, not one that may be an hour off.
  ['Tue, 21 Apr 2026 14:00:30 GMT', SERVER_DATE, 30_000],
  ['Tue, 21 Apr 2026 14:00:30 GMT', 'yesterday', 0],
  ['Mon, 20 Apr 2026 15:00:00 GMT', undefined, 0],
  ['-5', undefined, undefined],
  ['1.5', undefined, undefined],
  ['soon', undefined, undefined],
  ['3, 5', undefined, undefined],
  ['', undefined, undefined],
  ['2026-04-21T15:00:30Z', undefined, undefined],
];

for (const [value, date, ms] of values) {
  test(`Retry-After: ${value ?? 'absent'}${date === undefined ? '' : `, Date: ${date}`}`, () => {
    assert.equal(parseRetryAfter(value, date, NOW), ms);
  });
}

const attempt = { failures: 1, retryAfter: undefined, date: undefined, now: NOW, random: 0.5 };

test('what a service asks for is waited for at least, and never less than a quarter of a second', () => {
  const given = fc.record({
    failures: fc.integer({ min: 1, max: 1000 }),
    retryAfter: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 900 }).map(String), fc.string()),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(given, ({ retryAfter, ...rest }) => {
      const delay = retryDelay({ ...attempt, ...rest, retryAfter });
      const asked = parseRetryAfter(retryAfter, undefined, NOW) ?? 0;
      if ('until' in delay) return assert(asked > 900_000);
      assert(delay.ms >= 250 && delay.ms >= asked && delay.ms <= Math.max(30_000, asked + 250), `${delay.ms}`);
    }),
    runs(100),
  );
});

function backoff(failures: number, random: number): number {
  const delay = retryDelay({ ...attempt, failures, random });
  assert('ms' in delay);
  return delay.ms;
}

test('back-off grows with the failures up to half a minute, and is spread over all of it', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoff(failures, 1)),
    [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
  );
  assert.equal(backoff(8, 0), 250);
  assert.equal(backoff(8, 0.5), 15_000);
});

test('asked to wait beyond a quarter of an hour, it says until when instead', () => {
  assert.deepEqual(retryDelay({ ...attempt, retryAfter: '901' }), { until: new Date(NOW + 901_000) });
  // A timer for so long would fire at once, and the date would be none.
  assert('until' in retryDelay({ ...attempt, retryAfter: '9'.repeat(400) }));
});
