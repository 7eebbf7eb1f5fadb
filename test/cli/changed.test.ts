/** A finished import, and the same command with something changed: what was accepted isn't sent again without being asked for. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { Workplace } from '../support/workplace.js';

async function finished(t: TestContext, text: string): Promise<Workplace> {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const ran = await place.here('import', 'rows.csv', '-q');
  assert.ok(ran.exit === 0 || ran.exit === 3, ran.stderr);
  return place;
}

test('mapped otherwise: exit 8, and --new-run sends all of it once more', async (t) => {
  const place = await finished(t, 'id,mail\n1,a@example.com\n2,b@example.com\n');
  const mapped = ['import', 'rows.csv', '-q', '--map', 'email=mail'];
  const ran = await place.here(...mapped);
  assert.equal(ran.exit, 8, ran.stdout);
  assert.match(ran.stderr, /read in another way.*\n.*2 accepted rows once more: batchctl import .* --new-run/);
  assert.equal(place.records().length, 2);
  assert.equal((await place.here(...mapped, '--new-run')).exit, 0);
  assert.deepEqual(place.records().slice(2), [
    '{"id":"1","email":"a@example.com"}',
    '{"id":"2","email":"b@example.com"}',
  ]);
});

test('nothing of it was accepted: it begins anew', async (t) => {
  const place = await finished(t, 'id,email\n1,nobody\n');
  assert.equal((await place.here('import', 'rows.csv', '-q', '--map', 'mail=email')).exit, 0);
  assert.deepEqual(place.records(), ['{"id":"1","mail":"nobody"}']);
});

test('another file of the same name is a new import', async (t) => {
  const place = await finished(t, 'id\n1\n2\n');
  place.write('rows.csv', 'id\n3\n');
  assert.equal((await place.here('import', 'rows.csv', '-q')).exit, 0);
  assert.equal(place.records().length, 3);
});

test('a rejects file that is fixed in two goes: the second is for the file that the first one wrote', async (t) => {
  const place = await finished(t, 'id,email\n1,one\n2,two\n3,c@example.com\n');
  fix(place, 'rows.rejects.csv', 'one', 'a@example.com');
  const first = await place.here('retry', 'rows.rejects.csv', '-q');
  assert.equal(first.exit, 3, first.stderr);
  fix(place, 'rows.rejects.csv', 'two', 'b@example.com');
  const again = await place.here('retry', 'rows.rejects.csv', '-q');
  assert.equal(again.exit, 8, again.stdout);
  assert.match(again.stderr, /fix the rows in rows\.rejects\.2\.csv instead/);
  assert.match(readFileSync(place.path('rows.rejects.2.csv'), 'utf8'), /^2,two,2,3,/m);
  fix(place, 'rows.rejects.2.csv', 'two', 'b@example.com');
  assert.equal((await place.here('retry', 'rows.rejects.2.csv', '-q')).exit, 0);
  assert.equal(place.records().length, 3);
});

function fix(place: Workplace, name: string, wrong: string, right: string): void {
  const text = readFileSync(place.path(name), 'utf8');
  assert(text.includes(wrong), text);
  writeFileSync(place.path(name), text.replace(wrong, right));
}
