/** What may stand where a report is to be written. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { Workplace } from '../support/workplace.js';

const SOURCE = 'id,email\n1,a@example.com\nx\n';
const IMPORT = ['import', 'rows.csv', '--sandbox'];

const OTHERS: readonly (readonly [what: string, make: (path: string) => string])[] = [
  ['a directory', (path) => (mkdirSync(path), path)],
  ['a pipe', (path) => (execFileSync('mkfifo', [path]), path)],
  ['a link to a device', (path) => (symlinkSync('/dev/zero', path), path)],
  ['a device', () => '/dev/full'],
];

test('where something else than a file stands: exit 9, the rows are imported, it is left alone; another name takes it', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  for (const [what, make] of OTHERS) {
    const path = make(place.path(what));
    const before = lstatSync(path).mode;
    const ran = await place.here(...IMPORT, '--rejects', path);
    assert.equal(ran.exit, 9, `${what}: ${ran.stdout}`);
    assert.match(ran.stdout, /something\s+else\s+than\s+a\s+file/);
    assert.equal(lstatSync(path).mode, before);
  }
  assert.deepEqual(
    readdirSync('/dev').filter((name) => name.startsWith('full.')),
    [],
  );
  const ran = await place.here(...IMPORT, '--rejects', 'other.csv');
  assert.equal(ran.exit, 3, ran.stdout);
  assert.match(readFileSync(place.path('other.csv'), 'utf8'), /,2,3,/);
  assert.deepEqual(place.query('select count(*) as n from requests'), [{ n: 1 }]);
});

test("somebody's file or link there stays as it is, and the report gets a number", async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  place.write('precious.csv', 'not mine');
  symlinkSync('precious.csv', place.path('link.csv'));
  for (const name of ['precious', 'link']) {
    assert.equal((await place.here(...IMPORT, '--rejects', `${name}.csv`)).exit, 3);
    assert.equal(readFileSync(place.path('precious.csv'), 'utf8'), 'not mine');
    assert.equal(lstatSync(place.path(`${name}.csv`)).isSymbolicLink(), name === 'link');
    assert.match(readFileSync(place.path(`${name}.2.csv`), 'utf8'), /,2,3,/);
    rmSync(place.path(`${name}.2.csv`));
  }
});

test('a link to nowhere is replaced, and nothing is made where it leads; what somebody changed is not', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  symlinkSync('elsewhere.csv', place.path('rows.rejects.csv'));
  assert.equal((await place.here(...IMPORT)).exit, 3);
  assert.equal(lstatSync(place.path('rows.rejects.csv')).isFile(), true);
  assert.equal(existsSync(place.path('elsewhere.csv')), false);
  writeFileSync(place.path('rows.rejects.csv'), 'half fixed');
  place.write('rows.csv', `${SOURCE}y\n`);
  assert.equal((await place.here(...IMPORT)).exit, 3);
  assert.equal(readFileSync(place.path('rows.rejects.csv'), 'utf8'), 'half fixed');
  assert.match(readFileSync(place.path('rows.rejects.2.csv'), 'utf8'), /,3,4,/);
});
