/** Where a command just isn't what it was: a file that grew in the middle of a row, another setting, one rejected row too many. */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';

const IMPORT = ['import', 'rows.csv', '--sandbox'];

for (const [what, more] of [
  ['the last row goes on', '3\n4\n'],
  ['a line break and another row', '\n3\n'],
] as const) {
  test(`grown behind a last row without a line break: ${what}: exit 8, and nothing is sent twice`, async (t) => {
    const place = new Within(t);
    writeFileSync('rows.csv', 'id\n1\n2');
    assert.equal((await place.run(IMPORT)).exit, 0);
    appendFileSync('rows.csv', more);
    const ran = await place.run(IMPORT);
    assert.equal(ran.exit, 8, ran.stdout);
    assert.match(ran.stderr, /has grown, and the last row that was imported had no line break behind it/);
  });
}

test('--max-rejects in per cent counts from the thousandth row on', async (t) => {
  const place = new Within(t);
  const rows = Array.from({ length: 1_200 }, (_, row) => (row % 50 === 9 ? `${row},x` : `${row}`));
  writeFileSync('rows.csv', `id\n${rows.slice(0, 900).join('\n')}\n`);
  const args = [...IMPORT, '--batch-size', '500', '--max-rejects', '1%'];
  assert.equal((await place.run([...args, '--import-id', 'few'])).exit, 3, 'too few rows to say');
  writeFileSync('rows.csv', `id\n${rows.join('\n')}\n`);
  const ran = await place.run(args);
  assert.equal(ran.exit, 13, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /more than --max-rejects allows/);
});

test('another model while answers are waited for: exit 8 names the flag', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', 'prompt\nSay one\n');
  const to = ['import', 'rows.csv', '-t', 'openai', '--sandbox', '--prompt', 'prompt'];
  assert.equal((await place.run([...to, '--model', 'one', '--no-wait'])).exit, 11);
  const ran = await place.run([...to, '--model', 'two']);
  assert.equal(ran.exit, 8, ran.stdout);
  assert.match(ran.stderr, /another --model/);
  const unfinished = await place.run([...to, '--model', 'one', '--new-run']);
  assert.match(unfinished.stderr, /isn't finished, so --new-run would forget what it has under way/);
  assert.equal((await place.run([...to, '--model', 'one'])).exit, 0);
});

test('a delete-all of everybody that was begun: the import says how to bring it to its end', async (t) => {
  const place = new Within(t);
  const serve = async (faults: string) => {
    place.env['PAPR_BASE_URL'] = await place.serve(faults);
    place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  };
  await serve('');
  writeFileSync('rows.csv', 'content\nLikes green tea very much\n');
  const importing = ['import', 'rows.csv', '-t', 'papr'];
  assert.equal((await place.run(importing)).exit, 0);
  await serve('503');
  const deleting = ['delete-all', '-t', 'papr', '--everyone', '--confirm', 'DELETE ALL', '--max-retries', '0'];
  assert.equal((await place.run(deleting)).exit, 5);
  const ran = await place.run(importing);
  assert.equal(ran.exit, 8, ran.stdout);
  assert.match(ran.stderr, /batchctl delete-all --everyone --target papr\n/);
});

test('inspect counts match keys that stand twice, by what they are worth and the rows that they are in', async (t) => {
  const place = new Within(t);
  const upsert = ['--target', 'experiture', '--object', 'people', '--match-key', 'id', '--json'];
  const keysOf = async (file: string, text: string): Promise<unknown> => {
    writeFileSync(file, text);
    const { exit, stdout, stderr } = await place.run(['inspect', file, ...upsert]);
    assert.equal(exit, 0, stderr);
    const { warnings }: { warnings: { code: string; count: number; rows: number[] }[] } = JSON.parse(stdout);
    return warnings.filter(({ code }) => code === 'duplicate_keys').map(({ count, rows }) => [count, rows]);
  };
  assert.deepEqual(await keysOf('rows.csv', 'id,note\n1,a\n"bad" x,b\n1,c\n2,d\n'), [[1, [3]]]);
  assert.deepEqual(await keysOf('rows.ndjson', '{"id":1}\n{"id":2}\n{"id":1}\n'), [[1, [3]]]);
  assert.deepEqual(await keysOf('apart.ndjson', '{"id":1}\n{"id":2}\n'), []);
});
