/** How much time has passed, by clocks of which any may be wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elapsedMs, momentOf } from '../../src/import/key-window.js';
import { ServiceClock } from '../../src/import/service-clock.js';
import type { Moment } from '../../src/journal/entry.js';
import { QuickTools } from '../support/quick-tools.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-04-21T15:00:00Z');
const FROM: Moment = { wall: NOW, bootId: 'one', uptime: 1_000, service: NOW - 60_000 };

interface Passed {
  /** Hours that each clock shows; null where it can't be compared. */
  readonly wall: number;
  readonly uptime: number | null;
  readonly service: number | null;
}

/** FROM, so many hours later by each clock. */
function later({ wall, uptime, service }: Passed): Moment {
  const moment = {
    wall: FROM.wall + wall * HOUR,
    bootId: uptime === null ? 'two' : 'one',
    uptime: FROM.uptime + (uptime ?? 0) * 3600,
  };
  return service === null ? moment : { ...moment, service: (FROM.service ?? 0) + service * HOUR };
}

const CASES: readonly (readonly [what: string, passed: Passed, hours: number])[] = [
  ['all agree', { wall: 2, uptime: 2, service: 2 }, 2],
  ['M1: the wall clock went ahead', { wall: 26, uptime: 1, service: 1 }, 1],
  ['M2: the wall clock was set back', { wall: -3, uptime: 1, service: 1 }, 1],
  ['M3: the machine slept', { wall: 30, uptime: 30, service: 30 }, 30],
  ['a virtual machine slept and did not notice', { wall: 30, uptime: 0, service: 30 }, 30],
  ["M5: the service's clock is wrong by a year", { wall: 1, uptime: 1, service: 8760 }, 1],
  ["M5: the service's clock was set back by a year", { wall: 1, uptime: 1, service: -8760 }, 1],
  ['without the service the later one counts', { wall: 26, uptime: 1, service: null }, 26],
  ['without the service, the wall clock set back', { wall: -3, uptime: 1, service: null }, 1],
  ['behind a restart the later one counts', { wall: -3, uptime: null, service: 25 }, 25],
  ['behind a restart, without the service', { wall: 5, uptime: null, service: null }, 5],
  [
    'P17: behind a restart, the wall clock set back, nothing is known',
    { wall: -3, uptime: null, service: null },
    Infinity,
  ],
];

for (const [what, passed, hours] of CASES) {
  test(what, () => assert.equal(elapsedMs(FROM, later(passed)), hours * HOUR));
}

test('a machine that does not tell its starts apart: its uptime says nothing', () => {
  const nameless: Moment = { wall: NOW, bootId: null, uptime: 1_000 };
  assert.equal(elapsedMs(nameless, { ...nameless, wall: NOW + HOUR, uptime: 999_999 }), HOUR);
});

test('a moment holds the time of the service as soon as it has said it, and not before', async () => {
  const tools = new QuickTools();
  const serviceClock = new ServiceClock(tools.clock);
  assert.ok(!('service' in momentOf({ tools, serviceClock })));
  const headers = { date: new Date(NOW).toUTCString() };
  const exchange = serviceClock.watch(async () => ({ status: 200, headers, text: '' }));
  await exchange({ method: 'GET', path: '/', timeoutMs: 1 });
  const { service = 0 } = momentOf({ tools, serviceClock });
  assert.ok(service >= NOW && service < NOW + 60_000);
});
