/** One journal that can't be read, beside others: what is known of them is told, and what isn't about it goes on. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { Workplace } from '../support/workplace.js';

/** Two finished imports, one row of each rejected; the journal of `broken.csv` is damaged in its first line. */
async function oneDamaged(t: TestContext): Promise<Workplace> {
  const place = new Workplace(t);
  for (const name of ['broken', 'whole']) {
    place.write(`${name}.csv`, 'id,email\n1,one\n2,b@example.com\n');
    assert.equal((await place.here('import', `${name}.csv`, '-q')).exit, 3);
  }
  const name = readdirSync(place.path('.batchctl/imports')).find((each) => each.startsWith('broken.csv-')) ?? '';
  const journal = place.path(`.batchctl/imports/${name}/journal.ndjson`);
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"n":0', '"n":1'));
  return place;
}

const DAMAGE = /journal\.ndjson: line 1 is .*\n.*bring back a copy/;

test('status shows the others, says which one it is, and ends with 9', async (t) => {
  const place = await oneDamaged(t);
  const { exit, stdout, stderr } = await place.here('status');
  assert.equal(exit, 9);
  assert.match(stdout, /whole\.csv/);
  assert.match(stderr, DAMAGE);
  const ran = await place.here('status', '--json');
  const { imports, error, exitCode } = JSON.parse(ran.stdout);
  assert.deepEqual([imports.length, error.code, exitCode, ran.exit], [1, 'journal_damaged', 9, 9]);
});

test('by name: the other one is as it is, and what may be the damaged one is exit 9', async (t) => {
  const place = await oneDamaged(t);
  const whole = await place.here('status', 'whole.csv');
  assert.deepEqual([whole.exit, whole.stderr], [3, '']);
  for (const command of ['status', 'resolve']) {
    const { exit, stderr } = await place.here(command, 'broken.csv');
    assert.equal(exit, 9, stderr);
    assert.match(stderr, DAMAGE);
  }
  assert.equal((await place.here('resolve', 'whole.csv')).exit, 0);
});

test('retry of what the other one rejected goes on as it was told to; of a file that nobody is known to have written, it does not', async (t) => {
  const place = await oneDamaged(t);
  place.write(
    'whole.rejects.csv',
    readFileSync(place.path('whole.rejects.csv'), 'utf8').replace('one', 'a@example.com'),
  );
  assert.equal((await place.here('retry', 'whole.rejects.csv', '-q')).exit, 0);
  const { exit, stderr } = await place.here('retry', 'broken.rejects.csv', '-q');
  assert.equal(exit, 9, stderr);
  assert.match(stderr, DAMAGE);
});
