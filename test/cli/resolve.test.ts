/** `batchctl resolve`: what is in doubt is decided by a person, and the same import command goes on from there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runWith } from '../support/run-with.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';
import { IMPORT, FIVES, serve, inDoubt, audit, entries, rowsOf, decided } from '../support/doubtful.js';

type ToolsChange = Parameters<typeof runWith>[2];

/** Waits take no time. */
const hasty: ToolsChange = (tools) => ({ ...tools, sleep: async (_, signal) => await tools.sleep(1, signal) });

test('each part in its own way: then the same command finishes, and every row is there once', async (t) => {
  // Rows 1–5 are stored and the answer can't be believed; 6–15 are not stored, and the job doesn't say so.
  const place = await inDoubt(t, 'job-bad-index@1,job-fail-silent@2-3', 20, ...FIVES);
  const { stdout } = await decided(place, 6);
  assert.match(stdout, /part 1 +rows 6–10, lines 7–11$/m);
  assert.match(stdout, /batchctl resolve rows\.csv --part 2 --skip/);
  for (const { key } of entries('INTENT').slice(0, 3)) assert(stdout.includes(String(key)), 'its key');
  for (const { receipt } of entries('ACK').slice(0, 3)) assert(stdout.includes(Object(receipt).id), 'its job');
  assert.deepEqual(await rowsOf(place), [5, 0, 15, 0]);

  assert.match((await decided(place, 6, '--part', '0', '--mark', 'accepted')).stdout, /part 0, 5 rows: .* accepted/);
  assert.deepEqual(await rowsOf(place), [10, 0, 10, 0]);
  await decided(place, 6, '--part', '1', '--resend', '--yes');
  assert.deepEqual(await rowsOf(place), [10, 0, 5, 5]);
  const last = await decided(place, 11, '--part', '2,2', '--skip');
  assert.match(last.stdout, /Nothing was sent.*\n {2}batchctl import rows\.csv -t experiture --object rows/s);
  assert.deepEqual(await rowsOf(place), [10, 5, 0, 5]);
  assert.deepEqual(
    audit().map(({ command, by, part, decision, rows }) => [command, by, part, decision, rows]),
    [
      ['resolve', 'ada', '0', 'accepted', [1, 5]],
      ['resolve', 'ada', '1', 'resend', [6, 10]],
      ['resolve', 'ada', '2', 'skip', [11, 15]],
    ],
  );

  const ran = await place.run([...IMPORT, ...FIVES]);
  assert.equal(ran.exit, 3, ran.stdout + ran.stderr);
  assert.deepEqual(await rowsOf(place), [15, 5, 0, 0]);
  const again = entries('INTENT').filter(({ part }) => part === '1');
  assert.deepEqual(
    again.map(({ generation }) => generation),
    [0, 1],
  );
  assert.notEqual(again[0]?.['key'], again[1]?.['key']);
  assert.match(readFileSync('rows.rejects.csv', 'utf8'), /^11,user11@example\.com,.*,skipped,/m);
  assert.match((await place.run([...IMPORT, ...FIVES])).stdout, /Nothing to do: 15 of 20 rows/);
  assert.match((await decided(place, 0)).stdout, /Nothing is in doubt/);
  assert.match((await decided(place, 0, '--all', '--skip')).stdout, /Nothing is in doubt/);

  assert.equal((await place.run(['retry', 'rows.rejects.csv'])).exit, 0);
  const stored = await place.query(`select record ->> 'id' as id from records`);
  assert.deepEqual(
    stored.map(({ id }) => Number(id)).toSorted((one, two) => one - two),
    range(20),
  );
});

test('a chunk that was split: its parts are decided, one by one', async (t) => {
  const place = await inDoubt(t, '413=900,job-fail-silent@1-2', 15);
  assert.match((await decided(place, 6)).stdout, /part 0\.0 +rows 1–15, lines 2–16: 8 of them$/m);
  assert.match((await decided(place, 2, '--part', '0', '--skip')).stderr, /in parts\n.*in doubt: 0\.0, 0\.1/);
  await decided(place, 6, '--part', '0.0', '--resend', '--yes');
  await decided(place, 11, '--part', '0.1', '--skip');
  assert.deepEqual(await rowsOf(place), [0, 7, 0, 8]);
  assert.equal((await place.run(IMPORT)).exit, 3);
  const rejected = [...readFileSync('rows.rejects.csv', 'utf8').matchAll(/^(\d+),.*,skipped,/gm)];
  assert.deepEqual(
    rejected.map(([, id]) => Number(id)),
    range(15).slice(8),
  );
  const stored = await place.query(`select record ->> 'id' as id from records order by 0 + id`);
  assert.deepEqual(
    stored.map(({ id }) => Number(id)),
    range(8),
  );
});

test('an upsert goes on behind what was in doubt, and in order; its rows go again without a question', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', 'k,v\n1,first\n2,first\n1,last\n3,first\n');
  const upsert = [...IMPORT, '--match-key', 'k', '--batch-size', '2'];
  await serve(place, 'job-bad-index@1');
  const stopped = await place.run([...upsert, '--json']);
  assert.equal(stopped.exit, 6, stopped.stdout);
  assert.match(JSON.parse(stopped.stdout).imports[0].failures[0].hint, /batchctl resolve rows\.csv$/);
  await serve(place);
  const [accepted = 0, , doubts] = await rowsOf(place);
  assert.equal(doubts, 2);
  await decided(place, 11, '--all', '--resend');
  assert.deepEqual((await rowsOf(place)).slice(0, 3), [accepted, 0, 0]);
  assert.equal((await place.run(upsert)).exit, 0);
  assert.deepEqual(await place.query(`select record ->> 'v' as v from records order by record ->> 'k'`), [
    { v: 'last' },
    { v: 'first' },
    { v: 'first' },
  ]);
});

test('a batch in doubt has no results of its own; sent again, it is another batch', async (t) => {
  const batch = ['import', 'rows.csv', '-t', 'openai', '--model', 'm', '--prompt', 'note'];
  const place = new Within(t);
  writeFileSync('rows.csv', numberedCsv(3).text);
  await serve(place, 'poll-404@3-7,poll-404@10-14');
  for (const [name, decision] of [
    ['one', ['--resend', '--yes']],
    ['two', ['--mark', 'accepted']],
  ] as const) {
    const run = [...batch, '--import-id', name];
    const lost = await runWith(run, place.env, hasty);
    assert.equal(lost.exit, 6, lost.stdout + lost.stderr);
    assert.match(lost.stdout, /the service does not know its job/);
    assert.equal((await place.run(['resolve', name, '--all', ...decision])).exit, 11);
  }
  await serve(place);
  for (const name of ['one', 'two']) {
    const ran = await place.run([...batch, '--import-id', name, '--results', `${name}.ndjson`]);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    assert.equal(existsSync(`${name}.ndjson`), name === 'one');
  }
  assert.deepEqual(await place.query('select count(*) as n from batches'), [{ n: 3 }]);
});

function range(to: number): number[] {
  return Array.from({ length: to }, (_, index) => index + 1);
}
