/** Keys keep rows apart that look alike, and bring a run together with one whose journal is gone. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { test } from 'node:test';
import { numberedCsv, Workplace } from '../support/workplace.js';

const IMPORT = ['import', 'rows.csv', '--sandbox', '--batch-size', '10'];
const KEYS = "select idempotency_key as k from requests where method = 'POST' order by k";

test('without its journal the same file sends the same keys, and nothing is stored twice', async (t) => {
  const place = new Workplace(t);
  const { text, records } = numberedCsv(45);
  place.write('rows.csv', text);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  const keys = place.query(KEYS).map(({ k }) => k);
  assert.equal(keys.length, 5);
  rmSync(place.path('.batchctl/imports'), { recursive: true });
  assert.equal((await place.here(...IMPORT)).exit, 0);
  assert.deepEqual(
    place.query(KEYS).map(({ k }) => k),
    keys.flatMap((key) => [key, key]),
  );
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});

test('two equal chunks of one file are both stored', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `id,name\n${'1,same\n'.repeat(40)}`);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  assert.equal(place.stored().length, 40);
});

test('two files of one name in two folders are both stored whole, also in one command', async (t) => {
  const place = new Workplace(t);
  const { text } = numberedCsv(20);
  for (const folder of ['a', 'b']) {
    mkdirSync(place.path(folder));
    place.write(`${folder}/rows.csv`, text);
  }
  const ran = await place.here('import', 'a/rows.csv', 'b/rows.csv', '--sandbox', '--json');
  assert.equal(ran.exit, 0);
  const { rows, imports } = JSON.parse(ran.stdout);
  assert.equal(rows.accepted, 40);
  assert.deepEqual(
    imports.map(({ importId }: { importId: string }) => importId),
    ['a/rows.csv', 'b/rows.csv'],
  );
  assert.equal(place.stored().length, 40);
});

test('--new-run imports the same file once more, after a finished import', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(20).text);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  const more = await place.here(...IMPORT, '--new-run');
  assert.equal(more.exit, 0);
  assert.doesNotMatch(more.stdout, /--new-run/);
  assert.equal(place.stored().length, 40);
});

test('a file that has grown, was touched or moved goes on; its new rows alone are sent', async (t) => {
  const place = new Workplace(t);
  const { text, records } = numberedCsv(35);
  const lines = text.split('\n');
  place.write('rows.csv', `${lines.slice(0, 21).join('\n')}\n`);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  utimesSync(place.path('rows.csv'), new Date(), new Date());
  assert.match((await place.here(...IMPORT)).stdout, /20/);
  appendFileSync(place.path('rows.csv'), lines.slice(21).join('\n'));
  assert.equal((await place.here(...IMPORT)).exit, 0);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});

test('a changed file: a new import after a finished one, and exit 8 in the midst of one', async (t) => {
  const place = new Workplace(t);
  const { text } = numberedCsv(20);
  place.write('rows.csv', text);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  place.write('rows.csv', text.replace('user20@', 'USER20@'));
  assert.equal((await place.here(...IMPORT)).exit, 0);
  assert.equal(
    place.stored().length,
    40,
    'all rows of the new file, also those that it has in common with the old one',
  );

  place.write('other.csv', text);
  const other = ['import', 'other.csv', '--sandbox', '--batch-size', '10', '--concurrency', '1'];
  assert.equal((await place.here(...other, '--fault', '503@2-9', '--max-retries', '0')).exit, 5);
  place.write('other.csv', text.replace('user3@', 'USER3@'));
  const conflict = await place.here(...other);
  assert.equal(conflict.exit, 8);
  assert.match(conflict.stderr, /other\.csv .* lines 2 to 11/);
  assert.match(conflict.stderr, /10 accepted rows once more: batchctl import .*--new-run/);
  assert.equal((await place.here(...other, '--new-run')).exit, 0);
  assert.equal(place.query("select count(*) as n from records where object = 'other'")[0]?.['n'], 30);
});

test('a first chunk that was refused binds nobody: the mapping is fixed, and the same command imports', async (t) => {
  const place = new Workplace(t);
  const { text } = numberedCsv(20);
  place.write('rows.csv', text.replace('email', 'emial'));
  const refused = await place.here(...IMPORT, '--fault', '422');
  assert.equal(refused.exit, 12, refused.stderr);
  place.write('rows.csv', text);
  const fixed = await place.here(...IMPORT);
  assert.equal(fixed.exit, 0, fixed.stderr);
  assert.equal(place.stored().length, 20);
});

test('the same file into another object, or by another operation, is another import', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(20).text);
  assert.equal((await place.here(...IMPORT)).exit, 0);
  assert.equal((await place.here(...IMPORT, '--object', 'people')).exit, 0);
  assert.equal((await place.here(...IMPORT, '--match-key', 'id')).exit, 0);
  assert.equal(place.query("select count(*) as n from records where object = 'people'")[0]?.['n'], 20);
  assert.equal(
    place.query("select count(*) as n from records where object = 'rows'")[0]?.['n'],
    20,
    'upsert found the same rows',
  );
  renameSync(place.path('rows.csv'), place.path('elsewhere.csv'));
  const status = await place.here('status');
  assert.equal(status.exit, 0);
  assert.equal(status.stdout.trim().split('\n').length, 3);
});
