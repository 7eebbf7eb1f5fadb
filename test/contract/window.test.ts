/** A service remembers a key for a day: what was sent and never answered is sent again within it, and in doubt after it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Ran } from '../support/ended.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

const LATER = fileURLToPath(new URL('../support/later.js', import.meta.url));
const ROWS = 10;
const IMPORT = ['import', 'rows.csv', '--sandbox', '--batch-size', '5', '--concurrency', '1'];

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** How the first run fails at its second request. */
  readonly fault: string;
  readonly hours: number;
  readonly exit: number;
}

const CASES: readonly Case[] = [
  { name: 'append, 23.5 hours later: sent again', args: [], fault: 'reset-after@2', hours: 23.5, exit: 0 },
  // A quarter of an hour for what may still be under way, and five minutes for clocks that disagree.
  { name: 'append, 23.7 hours later: in doubt', args: [], fault: 'reset-after@2', hours: 23.7, exit: 6 },
  { name: 'append, a week later: in doubt', args: [], fault: 'reset-before@2', hours: 168, exit: 6 },
  { name: 'append that was turned away, a week later: sent', args: [], fault: '429=9999@2', hours: 168, exit: 0 },
  {
    name: 'upsert, a week later: sent again',
    args: ['--match-key', 'id'],
    fault: 'reset-after@2',
    hours: 168,
    exit: 0,
  },
];

for (const { name, args, fault, hours, exit } of CASES) {
  test(name, async (t) => {
    const place = new Workplace(t);
    const { text, records } = numberedCsv(ROWS);
    place.write('rows.csv', text);
    const first = await place.here(...IMPORT, ...args, '--fault', fault, '--max-retries', '0');
    assert.equal(first.exit, 5, first.stdout);
    const requests = place.query('select count(*) as n from requests');
    place.env['HOURS'] = String(hours);
    const later: Ran = await place.begin([...IMPORT, ...args], LATER).done;
    assert.equal(later.exit, exit, later.stdout + later.stderr);
    if (exit === 0) {
      assert.deepEqual(place.records().toSorted(), records.toSorted());
      return;
    }
    assert.match(later.stdout, /rows? 6–10.*may have forgotten its key/s);
    assert.deepEqual(place.query('select count(*) as n from requests'), requests, 'nothing was sent');
  });
}

test('a file of which nothing was accepted can be begun anew after a week', async (t) => {
  const place = new Workplace(t);
  const { text, records } = numberedCsv(ROWS);
  place.write('rows.csv', text);
  assert.equal((await place.here(...IMPORT, '--fault', '401')).exit, 7);
  place.env['HOURS'] = '168';
  assert.equal((await place.begin(IMPORT, LATER).done).exit, 0);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});
