/** Sources that are other ones by the next run, and files beside each other. */
import assert from 'node:assert/strict';
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { openFileSource } from '../../src/source/file.js';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';

/** A time, in seconds since 1970, that every file system keeps to the last digit. */
const HOUR = 1_790_000_000;
const TO = ['-t', 'experiture', '--object', 'people', '--batch-size', '1000', '--concurrency', '1'];

async function servedPlace(t: TestContext, faults = ''): Promise<Within> {
  const place = new Within(t);
  const url = await place.serve(faults);
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` });
  return place;
}

async function storedIn(place: Within): Promise<string[]> {
  return (await place.query('select record from records')).map(({ record }) => String(record)).toSorted();
}

test('rewritten in the middle, of the same size and time: what was announced is not sent as something else, exit 8', async (t) => {
  const place = await servedPlace(t, '503=0@3-9');
  const { text } = numberedCsv(6_000);
  writeFileSync('rows.csv', text);
  utimesSync('rows.csv', HOUR, HOUR);
  assert.equal((await place.run(['import', 'rows.csv', ...TO, '--max-retries', '0'])).exit, 5);
  // Far from both ends, which the identity is made of, and in the chunk that was announced and not answered.
  const changed = text.replace('user2500@', 'USER2500@');
  assert(text.indexOf('user2500@') > 65_536 && text.length - text.indexOf('user2500@') > 65_536);
  writeFileSync('rows.csv', changed);
  utimesSync('rows.csv', HOUR, HOUR);
  await place.serve();
  const ran = await place.run(['import', 'rows.csv', ...TO]);
  assert.equal(ran.exit, 8, ran.stdout + ran.stderr);
  assert.match(ran.stdout + ran.stderr, /rows\.csv/);
  assert(!(await storedIn(place)).some((record) => record.includes('USER2500@')));
});

test('another file put in its place while it is read: the one that was opened is read to its end', async (t) => {
  const place = await servedPlace(t);
  const { text } = numberedCsv(200);
  writeFileSync('rows.csv', text);
  const source = await openFileSource('rows.csv');
  writeFileSync('other.csv', 'id\n1\n');
  renameSync('other.csv', 'rows.csv');
  assert.equal((await source.range(0, text.length + 1)).toString(), text);
  await source.verify();
  await source.close();
  const ran = await place.run(['import', 'rows.csv', ...TO]);
  assert.equal(ran.exit, 0, ran.stderr);
});

test('one bad file of five: the others are imported, and it is named; exit 4', async (t) => {
  const place = await servedPlace(t);
  for (const name of ['a', 'b', 'd', 'e']) writeFileSync(`${name}.csv`, numberedCsv(10).text);
  writeFileSync('c.csv', 'id,id\n1,2\n');
  const ran = await place.run(['import', '*.csv', ...TO, '--json']);
  assert.equal(ran.exit, 4, ran.stderr);
  assert.match(ran.stderr + ran.stdout, /c\.csv.*"id"|c\.csv.*\\"id\\"/s);
  assert.equal((await storedIn(place)).length, 40);
});

test('two runs of one file at once, each with a state directory of its own: every row is there once', async (t) => {
  const place = await servedPlace(t, 'slow=5');
  const { text, records } = numberedCsv(3_000);
  writeFileSync('rows.csv', text);
  const runs = ['one', 'two'].map((name) => place.run(['import', 'rows.csv', ...TO, '--state-dir', name]));
  for (const { exit, stdout } of await Promise.all(runs)) assert.equal(exit, 0, stdout);
  assert.deepEqual(await storedIn(place), records.toSorted());
});

test('neither the time zone nor the numbers of a place change what machines read', async (t) => {
  const place = await servedPlace(t);
  writeFileSync('rows.csv', numberedCsv(1_234).text);
  const zone = process.env['TZ'];
  t.after(() => (zone === undefined ? delete process.env['TZ'] : (process.env['TZ'] = zone)));
  process.env['TZ'] = 'America/St_Johns';
  const { stdout } = await place.run(['import', 'rows.csv', ...TO, '--json']);
  const { rows, imports } = JSON.parse(stdout);
  assert.equal(rows.accepted, 1_234);
  assert(Math.abs(Date.parse(imports[0].finishedAt) - Date.now()) < 60_000);
  assert.match(imports[0].finishedAt, /Z$/);
});
