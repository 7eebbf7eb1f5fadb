/** Standard output holds the result and nothing else, whoever reads it; misuse is told before anything is sent. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { ended } from '../support/ended.js';
import { BINARY, numberedCsv, Workplace } from '../support/workplace.js';

test('in CI without a target: exit 2, and nothing is written or sent', async (t) => {
  const place = new Workplace(t);
  place.env['CI'] = 'true';
  place.write('rows.csv', numberedCsv(3).text);
  const ran = await place.run('import', 'rows.csv');
  assert.equal(ran.exit, 2);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /--target experiture.*--sandbox/);
  assert.equal(existsSync(place.path('.batchctl')), false);
  const json = await place.run('import', 'rows.csv', '--json');
  assert.equal(json.exit, 2);
  assert.equal(JSON.parse(json.stdout).error.code, 'target_missing');
});

test('--json is one whole document through a pipe, however long, and nothing else', async (t) => {
  const place = new Workplace(t);
  // Hundreds of rejections, no two alike.
  const rows = Array.from({ length: 3_000 }, (_, index) =>
    index % 5 === 0 ? `${index}${',x'.repeat(index / 5)}` : `${index},a,b`,
  );
  place.write('rows.csv', `id,a,b\n${rows.join('\n')}\n`);
  const ran = await place.run('import', 'rows.csv', '--sandbox', '--json', '--progress', 'plain');
  assert.equal(ran.exit, 3);
  const { schema, rows: counts, imports, exitCode } = JSON.parse(ran.stdout);
  assert.equal(schema, 1);
  assert.equal(exitCode, 3);
  assert.equal(ran.stdout.trim().split('\n').length, 1);
  assert.deepEqual(counts, { read: 3_000, accepted: 2_401, rejected: 599, inDoubt: 0, pending: 0 });
  const total = imports[0].errors.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  assert.equal(total, 599);
  assert.match(ran.stderr, /^batchctl: /);
});

test('a reader that leaves early does not end the import', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(5_000).text);
  const command = `"${process.execPath}" "${BINARY}" import rows.csv --sandbox --json 2>&1 | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const shell = spawn('bash', ['-c', command], { cwd: place.directory, env: place.env });
  const { stdout: shown } = await ended(shell);
  assert.match(shown, / 0\n$/);
  assert.equal(place.stored().length, 5_000);
});

test('a result that can not be written: exit 9, and the import is there', async (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full here');
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(50).text);
  const command = `"${process.execPath}" "${BINARY}" import rows.csv --sandbox > /dev/full`;
  const shell = spawn('bash', ['-c', command], { cwd: place.directory, env: place.env });
  const { exit } = await ended(shell);
  assert.equal(exit, 9);
  assert.equal(place.stored().length, 50);
});

test('--dry-run counts, names what it would reject, and leaves nothing behind', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `${numberedCsv(25).text}x\n`);
  const ran = await place.here('import', 'rows.csv', '-n', '--batch-size', '10');
  assert.equal(ran.exit, 3);
  assert.match(ran.stdout, /26 rows/);
  assert.match(ran.stdout, /3 requests/);
  assert.match(ran.stdout, /line 27/);
  assert.equal(existsSync(place.path('.batchctl')), false);
});

const MISUSES: readonly [args: readonly string[], says: RegExp][] = [
  [['imprt', 'rows.csv'], /did you mean import/],
  [['import'], /file/],
  [['import', 'rows.csv', '--targt', 'x'], /--targt.*\n?.*--target/s],
  [['import', 'rows.csv', '-t', 'experitur'], /no target "experitur"/],
  [['import', 'rows.csv', '-t', 'experiture'], /--object/],
  [['import', 'rows.csv', '-t', 'experiture', '--object', 'x'], /EXPERITURE_API_KEY/],
  [['import', 'rows.csv', '--operation', 'upsert'], /--match-key/],
  [['import', 'rows.csv', '--match-key', 'emial'], /did you mean "email"/i],
  [['import', 'rows.csv', '--batch-size', '10001'], /10000/],
  [['import', 'rows.csv', '--batch-size', '0'], /whole number/],
  [['import', 'rows.csv', '--max-bytes', '10MB'], /9500000/],
  [['import', 'rows.csv', '--max-bytes', 'many'], /such as 9\.5MB/],
  [['import', 'rows.csv', '--no-wait', '--match-key', 'id'], /--no-wait/],
  [['import', 'rows.csv', '--fault', 'earthquake'], /earthquake/],
  [['import', 'rows.csv', './rows.csv'], /twice/],
  [['import', 'rows.csv', '--sandbox', '--base-url', 'http://127.0.0.1:1'], /--base-url/],
  [[], /no command/],
];

for (const [args, says] of MISUSES) {
  test(`misuse: batchctl ${args.join(' ')}`, async (t) => {
    const place = new Workplace(t);
    place.write('rows.csv', numberedCsv(3).text);
    const ran = await place.here(...args);
    assert.equal(ran.exit, 2, ran.stderr);
    assert.match(ran.stderr, says);
    assert.equal(ran.stdout, '');
    assert.doesNotMatch(ran.stderr, /\n +at /, 'no stack');
  });
}

const SOURCES: readonly [content: string | Buffer, says: RegExp][] = [
  ['id,email,id\n1,a,2\n', /line 1.*"id"/],
  ['id,,email\n1,a,2\n', /line 1/],
  [Buffer.from('id,email\n1,a\n', 'utf16le'), /UTF-16/],
  [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /gzip/],
];

for (const [content, says] of SOURCES) {
  test(`a source that can't be imported: ${says.source}`, async (t) => {
    const place = new Workplace(t);
    place.write('rows.csv', content);
    const ran = await place.here('import', 'rows.csv');
    assert.equal(ran.exit, 4, ran.stderr);
    assert.match(ran.stderr, says);
  });
}

test('no such file, and a directory: exit 4', async (t) => {
  const place = new Workplace(t);
  assert.match((await place.here('import', 'nowhere.csv')).stderr, /nowhere\.csv can't be read: there is no such file/);
  assert.equal((await place.here('import', '.')).exit, 4);
});

test('nothing in it: no rows, exit 0', async (t) => {
  const place = new Workplace(t);
  place.write('empty.csv', '');
  place.write('header.csv', 'id,email\n');
  place.write('blank.ndjson', '\n\n');
  for (const name of ['empty.csv', 'header.csv', 'blank.ndjson']) {
    const ran = await place.here('import', name);
    assert.equal(ran.exit, 0, ran.stderr);
    assert.match(ran.stdout, /No rows to import/);
  }
});
