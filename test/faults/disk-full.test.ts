/** No room, and no leave to write: for the journal, for the reports, for what a service gave. Nothing is sent twice for it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { noSmallDisk, SmallDisk } from '../support/small-disk.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';
import { experitureAt, IMPORT_IN_TENS } from './in-tens.js';

const skip = noSmallDisk;
const ROWS = 120;
const { text, records } = numberedCsv(ROWS);
const MB = 1_000_000;

async function servedPlace(place: Within): Promise<void> {
  const url = await place.serve();
  Object.assign(place.env, experitureAt(url));
}

function journalIn(stateDir: string): string {
  const [name = ''] = readdirSync(join(stateDir, 'imports'));
  return readFileSync(join(stateDir, 'imports', name, 'journal.ndjson'), 'utf8');
}

async function assertAllThere(place: Within): Promise<void> {
  const stored = await place.query('select record from records');
  assert.deepEqual(stored.map(({ record }) => String(record)).toSorted(), records.toSorted());
}

test(
  'no room for the journal: exit 9, nothing more is sent; with room the same command goes on',
  { skip },
  async (t) => {
    const place = new Within(t);
    const disk = new SmallDisk(t, 12_288);
    await servedPlace(place);
    writeFileSync('rows.csv', text);
    // A page for each file, so that the journal may have one.
    const full = await place.run([...IMPORT_IN_TENS, '--state-dir', disk.path]);
    assert.equal(full.exit, 9, full.stdout + full.stderr);
    assert.match(full.stdout + full.stderr, /journal.*ENOSPC|ENOSPC.*journal/s);
    const sent = await place.query("select idempotency_key as k from requests where method = 'POST'");
    assert(sent.length > 0 && sent.length < ROWS / 10, `${sent.length} requests`);
    const journal = journalIn(disk.path);
    for (const { k } of sent) assert(journal.includes(String(k)), 'what was sent was announced');
    disk.resize(MB);
    await servedPlace(place);
    const ran = await place.run([...IMPORT_IN_TENS, '--state-dir', disk.path]);
    assert.equal(ran.exit, 0, ran.stdout);
    await assertAllThere(place);
  },
);

test(
  'no room for the rejects file: exit 9, and what is imported is told; with room it is written',
  { skip },
  async (t) => {
    const place = new Within(t);
    const disk = new SmallDisk(t, 4_096);
    await servedPlace(place);
    writeFileSync('rows.csv', `${text}${'x\n'.repeat(200)}`);
    const args = [...IMPORT_IN_TENS, '--rejects', join(disk.path, 'rejects.csv'), '--json'];
    const full = await place.run(args);
    assert.equal(full.exit, 9, full.stderr);
    const { rows, imports } = JSON.parse(full.stdout);
    assert.deepEqual([rows.accepted, rows.rejected], [ROWS, 200]);
    assert.match(JSON.stringify(imports[0].failures), /rejects_unwritable.*ENOSPC/);
    assert.equal(readdirSync(disk.path).length, 0, 'no half of one is left');
    disk.resize(MB);
    const ran = await place.run(args);
    assert.equal(ran.exit, 3, ran.stderr);
    assert.equal(JSON.parse(ran.stdout).requests, 0, 'nothing is sent for it');
    assert.equal(readFileSync(join(disk.path, 'rejects.csv'), 'utf8').trimEnd().split('\n').length, 201);
    await assertAllThere(place);
  },
);

test(
  'no room for what a service answers: exit 9 and not that the service is away; nothing is asked for twice',
  { skip },
  async (t) => {
    const place = new Within(t);
    const disk = new SmallDisk(t, 12_288);
    const url = await place.serve();
    Object.assign(place.env, { OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: `${url}/openai/v1` });
    writeFileSync('prompts.csv', `prompt\n${Array.from({ length: 100 }, (_, row) => `Say ${row}\n`).join('')}`);
    const args = ['import', 'prompts.csv', '-t', 'openai', '--model', 'any', '--state-dir', disk.path];
    const told: string[] = [];
    let ran = await place.run(args);
    // With a little more room each time it comes a little further.
    for (let bytes = 12_288; ran.exit !== 0; bytes += 8_192) {
      assert.equal(ran.exit, 9, ran.stdout + ran.stderr);
      told.push(/\/(spool|results)\/[\d.a-z\s]*(?:written|kept)/.exec(ran.stdout)?.[0] ?? ran.stdout + ran.stderr);
      disk.resize(bytes);
      ran = await place.run(args);
    }
    assert.match(told.join(), /spool.*results.*kept.*results.*written/s);
    assert.equal(readFileSync('prompts.results.ndjson', 'utf8').trimEnd().split('\n').length, 100);
    assert.deepEqual(await place.query('select count(*) as n from batches'), [{ n: 1 }]);
  },
);

test(
  'a disk that may only be read: exit 9 and nothing sent; one that becomes so is told, and gone on with',
  { skip },
  async (t) => {
    const place = new Within(t);
    const disk = new SmallDisk(t, MB);
    await servedPlace(place);
    writeFileSync('rows.csv', text);
    disk.allowWriting(false);
    const refused = await place.run([...IMPORT_IN_TENS, '--state-dir', disk.path]);
    assert.equal(refused.exit, 9, refused.stderr);
    assert.match(refused.stderr, /read-only.*--state-dir/s);
    assert.deepEqual(await place.query('select count(*) as n from requests'), [{ n: 0 }]);
    disk.allowWriting(true);
    await servedPlace(place);
    assert.equal((await place.run([...IMPORT_IN_TENS, '--state-dir', disk.path])).exit, 0);
    disk.allowWriting(false);
    const again = await place.run([...IMPORT_IN_TENS, '--state-dir', disk.path]);
    assert.equal(again.exit, 9, 'also where there is nothing left to do');
    rmSync('rows.csv');
    await assertAllThere(place);
  },
);
