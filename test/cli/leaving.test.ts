/** Leaving before the end by one's own wish, and coming back to it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { numberedCsv, Workplace } from '../support/workplace.js';

const { text, records } = numberedCsv(60);
const IMPORT = ['import', 'rows.csv', '--sandbox', '--batch-size', '10'];

test('--no-wait leaves when all is accepted; the same command learns the outcome, and sends nothing', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `${text}61,nobody,bad\n`);
  const left = await place.here(...IMPORT, '--no-wait', '--json');
  assert.equal(left.exit, 11, left.stderr);
  assert.deepEqual(JSON.parse(left.stdout).rows, { read: 61, accepted: 0, rejected: 0, inDoubt: 0, pending: 61 });
  const back = await place.here(...IMPORT);
  assert.equal(back.exit, 3, back.stderr);
  assert.match(back.stdout, /60 of 61 rows imported/);
  assert.deepEqual(place.query('select count(*) as n from requests'), [{ n: 7 }]);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});

for (const [limit, isOver] of [
  ['3', true],
  ['4%', false],
  ['100', false],
] as const) {
  test(`--max-rejects ${limit} with five broken rows of sixty-five`, async (t) => {
    const place = new Workplace(t);
    place.write('rows.csv', text.replace('11,', 'x\n'.repeat(5).concat('11,')));
    const ran = await place.here(...IMPORT, '--concurrency', '1', '--max-rejects', limit);
    assert.equal(ran.exit, isOver ? 13 : 3, ran.stdout);
    const again = await place.here(...IMPORT, '--max-rejects', limit);
    assert.equal(again.exit, isOver ? 13 : 3, 'it stands as it stood');
    assert.equal((await place.here(...IMPORT)).exit, 3, 'without the limit it comes to its end');
    assert.deepEqual(place.records().toSorted(), records.toSorted());
  });
}

test('--dry-run of an import that was begun changes nothing of it', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  assert.equal((await place.here(...IMPORT, '--fault', '503@3-9', '--max-retries', '0', '--concurrency', '1')).exit, 5);
  assert.equal((await place.here(...IMPORT, '-n')).exit, 0);
  const ran = await place.here(...IMPORT, '--json');
  assert.equal(ran.exit, 0);
  assert(JSON.parse(ran.stdout).imports[0].chunks.resumed >= 1, ran.stdout);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});

test('a rejects file that can not be written: exit 9, and it is written when that is mended; removed, it comes again', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `${text}x\n`);
  const failed = await place.here(...IMPORT, '--rejects', 'nowhere/rejects.csv');
  assert.equal(failed.exit, 9, failed.stdout);
  assert.match(failed.stdout, /nowhere\/rejects\.csv.*--rejects PATH/s);
  assert.equal((await place.here(...IMPORT)).exit, 3);
  const written = readFileSync(place.path('rows.rejects.csv'), 'utf8');
  rmSync(place.path('rows.rejects.csv'));
  assert.equal((await place.here(...IMPORT)).exit, 3);
  assert.equal(readFileSync(place.path('rows.rejects.csv'), 'utf8'), written);
  assert.equal(existsSync(place.path('rows.rejects.2.csv')), false);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});
