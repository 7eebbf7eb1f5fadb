/** Clocks that jump while a run goes on: waits end, and nothing is applied twice for what they say. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { Tools } from '../../src/import/tools.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';
import { runWith, type Clock } from '../support/run-with.js';
import { experitureAt, IMPORT_IN_TENS } from './in-tens.js';

const HOUR = 3_600_000;
const { text, records } = numberedCsv(30);

async function servedPlace(t: TestContext, faults: string): Promise<Within> {
  const place = new Within(t);
  const url = await place.serve(faults);
  Object.assign(place.env, experitureAt(url));
  writeFileSync('rows.csv', text);
  return place;
}

/** The clocks jump at the first wait between two attempts, which stands for any time that the machine slept or the process was stopped. */
function jumping(jump: Partial<Clock>): (tools: Tools) => Tools {
  return (tools) => {
    const ahead: Clock = { wall: 0, uptime: 0 };
    const { clock } = tools;
    return {
      ...tools,
      clock: { ...clock, now: () => clock.now() + ahead.wall, uptime: () => clock.uptime() + ahead.uptime / 1000 },
      sleep: async () => void Object.assign(ahead, jump),
    };
  };
}

async function storedIn(place: Within): Promise<string[]> {
  return (await place.query('select record from records')).map(({ record }) => String(record)).toSorted();
}

test('asleep for thirty hours between two attempts: an append that was never answered is in doubt, not sent again', async (t) => {
  const place = await servedPlace(t, 'reset-after@2');
  const ran = await runWith([...IMPORT_IN_TENS, '--json'], place.env, jumping({ wall: 30 * HOUR, uptime: 30 * HOUR }));
  assert.equal(ran.exit, 6, ran.stdout);
  const { rows } = JSON.parse(ran.stdout);
  assert.deepEqual(rows, { read: 30, accepted: 20, rejected: 0, inDoubt: 10, pending: 0 });
  assert.deepEqual(await storedIn(place), records.toSorted(), 'it had been applied, once');
  assert.deepEqual(await place.query("select count(*) as n from requests where method = 'POST'"), [{ n: 3 }]);
});

test('the wall clock three hours back: waits end, the window is no longer for it, and the report makes sense', async (t) => {
  const place = await servedPlace(t, 'reset-after@2');
  const ran = await runWith([...IMPORT_IN_TENS, '--json'], place.env, jumping({ wall: -3 * HOUR }));
  assert.equal(ran.exit, 0, ran.stdout);
  assert(JSON.parse(ran.stdout).seconds >= 0);
  assert.deepEqual(await storedIn(place), records.toSorted());
});

test('the wall clock three hours back and thirty hours by the other: in doubt all the same', async (t) => {
  const place = await servedPlace(t, 'reset-after@2');
  const ran = await runWith(IMPORT_IN_TENS, place.env, jumping({ wall: -3 * HOUR, uptime: 30 * HOUR }));
  assert.equal(ran.exit, 6, ran.stdout);
});

test('a machine whose clock says 1970', async (t) => {
  const place = await servedPlace(t, 'reset-after@2');
  const ran = await runWith(IMPORT_IN_TENS, place.env, (tools) => ({
    ...tools,
    clock: { ...tools.clock, now: () => 1_000 },
    sleep: async () => undefined,
  }));
  assert.equal(ran.exit, 0, ran.stdout);
  assert.deepEqual(await storedIn(place), records.toSorted());
  const [name = ''] = readdirSync('.batchctl/imports');
  assert.match(readFileSync(`.batchctl/imports/${name}/journal.ndjson`, 'utf8'), /"at":"1970-01-01T00:00:01\.000Z"/);
});
