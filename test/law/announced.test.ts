/** What was announced goes out as it was announced, or not at all: by the source's bytes, and by those of the request. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeLine, encodeLine } from '../../src/journal/codec.js';
import type { Entry } from '../../src/journal/entry.js';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';

/** Seconds since 1970, that every file system keeps to the last digit. */
const TIME = 1_790_000_000;
const IMPORT = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--batch-size', '3000', '--json'];
const ONCE = ['--max-retries', '0', '--concurrency', '1'];

/** Of the same size and time: nothing but the rows themselves shows that it is another one. */
function writeSource(text: string): void {
  writeFileSync('rows.csv', text);
  utimesSync('rows.csv', TIME, TIME);
}

/** Writes the journal as another program would have written it. */
function rewriteJournal(change: (entry: Entry) => Entry): void {
  const [name = ''] = readdirSync('.batchctl/imports');
  const path = `.batchctl/imports/${name}/journal.ndjson`;
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const entries = lines.map((line, number) => decodeLine(Buffer.from(line), number) ?? assert.fail(line));
  writeFileSync(path, entries.map((entry, number) => encodeLine(change(entry), number)).join(''));
}

test('other bytes in the source, or another request of the same ones: exit 8, which of them it is, and nothing is sent', async (t) => {
  const place = new Within(t);
  const url = await place.serve('503');
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` });
  const { text } = numberedCsv(6_000);
  writeSource(text);
  assert.equal((await place.run([...IMPORT, ...ONCE])).exit, 5);
  await place.serve();
  // Far from both ends, which the identity is made of.
  assert(text.indexOf('user2500@') > 65_536 && text.length - text.indexOf('user2500@') > 65_536);
  writeSource(text.replace('user2500@', 'USER2500@'));
  const changed = await place.run(IMPORT);
  assert.equal(changed.exit, 8, changed.stderr);
  assert.match(changed.stdout, /"code":"source_changed"/);
  writeSource(text);
  rewriteJournal((entry) => (entry.type === 'INTENT' ? { ...entry, body: '0'.repeat(64) } : entry));
  const other = await place.run(IMPORT);
  assert.equal(other.exit, 8, other.stderr);
  assert.match(other.stdout, /"code":"request_changed"/);
  assert.deepEqual(await place.query('select count(*) as n from records'), [{ n: 0 }]);
});
