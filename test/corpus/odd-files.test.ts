/** What can be given as a file and isn't one that can be read, and files with names that make trouble. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';

const refused: readonly [what: string, make: (path: string) => void][] = [
  ['a file that is not there', () => undefined],
  ['a directory', (path) => mkdirSync(path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
  ['a link to nothing', (path) => symlinkSync(`${path}.gone`, path)],
  ['a named pipe', (path) => assert.equal(spawnSync('mkfifo', [path]).status, 0)],
];

for (const [what, make] of refused) {
  test(`refused: ${what}`, async (t) => {
    const place = new Within(t);
    make(join(place.directory, 'rows.csv'));
    const { exit, stderr } = await place.run(['import', 'rows.csv', '--dry-run']);
    assert.equal(exit, 4, stderr);
    assert.match(stderr, /rows\.csv/);
  });
}

const isRoot = process.getuid?.() === 0;

test('refused: a file that may not be read', { skip: isRoot ? 'root may read every file' : false }, async (t) => {
  const place = new Within(t);
  writeFileSync(join(place.directory, 'rows.csv'), 'id\n1\n');
  chmodSync(join(place.directory, 'rows.csv'), 0);
  assert.equal((await place.run(['import', 'rows.csv', '--dry-run'])).exit, 4);
});

const names = ['-rf.csv', 'two\nlines.csv', '\u001B[2J.csv', ' blank .csv', "it's.csv", `${'é'.repeat(125)}x.csv`];

test('a file may have any name, of up to 255 bytes', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  Object.assign(place.env, { EXPERITURE_BASE_URL: `${url}/public/v1`, EXPERITURE_API_KEY: API_KEY });
  for (const [index, name] of names.entries()) {
    writeFileSync(join(place.directory, name), `id\n${index}\n`);
    const ran = await place.run(['import', '-t', 'experiture', '--object', 'rows', '--', name]);
    assert.equal(ran.exit, 0, ran.stderr);
  }
  const records = await place.query('select record from records order by id');
  assert.deepEqual(
    records.map(({ record }) => record),
    names.map((_, index) => `{"id":"${index}"}`),
  );
});
