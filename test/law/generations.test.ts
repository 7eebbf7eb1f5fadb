/** When a request is a new one, under a key that no other had, and when it is the same one still. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';

const IMPORT = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows'];
const ROWS = 'id,email\n1,ada@example.com\n2,bob@example.com\n3,eve@example.com\n4,kim@example.com\n';

async function placeWith(t: TestContext, faults: string): Promise<Within> {
  const place = new Within(t);
  writeFileSync('rows.csv', ROWS);
  const url = `${await place.serve(faults)}/public/v1`;
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: url });
  return place;
}

function journalOf(place: Within): string {
  const [, bytes = Buffer.alloc(0)] = [...place.files()].find(([path]) => path.endsWith('journal.ndjson')) ?? [];
  return bytes.toString();
}

/** Of the INTENTs of a journal, in their order. */
function keysIn(journal: string): string[] {
  return [...journal.matchAll(/"type":"INTENT".*?"key":"([^"]+)"/g)].map(([, key = '']) => key);
}

test('what was refused is begun anew under keys that the service has no answer for', async (t) => {
  const place = await placeWith(t, '422-bare@1-3');
  const args = [...IMPORT, '--batch-size', '1', '--concurrency', '1'];
  const refused = await place.run(args);
  assert.equal(refused.exit, 12, refused.stdout);
  const before = keysIn(journalOf(place));
  await place.serve();
  const ran = await place.run(args);
  assert.equal(ran.exit, 0, ran.stdout);
  const after = keysIn(journalOf(place));
  assert.equal(after.length, 4);
  assert.deepEqual(
    after.filter((key) => before.includes(key)),
    [],
  );
});

test('a job that came to nothing is done anew: the service answers the same key with the same job', async (t) => {
  const place = await placeWith(t, 'job-fail-silent@1');
  const ran = await place.run([...IMPORT, '--match-key', 'id']);
  assert.equal(ran.exit, 0, ran.stdout);
  assert.equal(new Set(keysIn(journalOf(place))).size, 2);
});

test('what an earlier run sent without an answer stays sent, though this one reaches nobody', async (t) => {
  const place = await placeWith(t, 'reset-after@1');
  assert.equal((await place.run([...IMPORT, '--max-retries', '0'])).exit, 5);
  await place.close();
  assert.equal((await place.run([...IMPORT, '--max-retries', '0'])).exit, 5);
  assert.doesNotMatch(journalOf(place), /"type":"REFUSED"/);
  await place.serve();
  assert.equal((await place.run(IMPORT)).exit, 0);
  assert.equal(keysIn(journalOf(place)).length, 1);
  assert.deepEqual(await place.query('select count(*) as n from records'), [{ n: 4 }]);
});

test('what a run has just lost sight of stops it: nothing of the same record is sent behind it', async (t) => {
  const place = await placeWith(t, 'count@1');
  writeFileSync('rows.csv', 'id,email\n1,ada@example.com\n1,bob@example.com\n');
  const args = [...IMPORT, '--match-key', 'id', '--batch-size', '1', '--max-retries', '0'];
  const ran = await place.run(args);
  assert.equal(ran.exit, 6, ran.stdout);
  assert.match(ran.stdout, /behind them may not be sent/);
  assert.deepEqual(await place.query("select count(*) as n from requests where method = 'POST'"), [{ n: 1 }]);
});
