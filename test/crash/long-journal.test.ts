/** An import whose journal is long enough for a checkpoint: killed behind it, gone on with, and told with and without it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Workplace } from '../support/workplace.js';

const ARGS = ['import', 'rows.csv', '--sandbox', '--batch-size', '1000', '-q'];
const ROWS = 40_000;

/** All rows of every second request are refused, one by one: an entry of a hundred kilobytes. */
function isRefused(row: number): boolean {
  return Math.floor(row / 1_000) % 2 === 1;
}

const LINES = Array.from(
  { length: ROWS },
  (_, row) => `${row},${isRefused(row) ? 'nobody' : `user${row}@example.com`}`,
);

async function whenThere(path: string): Promise<void> {
  while (!existsSync(path)) await delay(5);
}

test('killed behind a checkpoint, an import goes on from it, and says the same without it', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `id,email\n${LINES.join('\n')}\n`);
  const { child, done } = place.begin(ARGS);
  await place.journaled('INTENT');
  const [name = ''] = readdirSync(place.path('.batchctl/imports'));
  const checkpoint = join(place.path('.batchctl/imports'), name, 'journal.checkpoint');
  await whenThere(checkpoint);
  child.kill('SIGKILL');
  assert.equal((await done).signal, 'SIGKILL');
  const bytes = readFileSync(checkpoint);

  const told = async () => {
    const { seconds: _, ...status } = JSON.parse((await place.here('status', '--json')).stdout);
    return status;
  };
  const rest = await place.run(...ARGS);
  assert.equal(rest.exit, 3, rest.stderr);
  const ids = place.records().map((record) => Number(JSON.parse(record).id));
  const expected = Array.from({ length: ROWS }, (_, row) => row).filter((row) => !isRefused(row));
  assert.deepEqual(
    ids.toSorted((one, two) => one - two),
    expected,
  );
  const finished = await told();
  const rejects = readFileSync(place.path('rows.rejects.csv'), 'utf8');
  assert.equal(rejects.split('\n').length - 2, ROWS - expected.length);

  // The one from the moment of the kill, that one damaged, and none.
  const without = [
    () => writeFileSync(checkpoint, bytes),
    () => writeFileSync(checkpoint, bytes.fill(0, bytes.length / 2)),
  ];
  for (const change of [...without, () => rmSync(checkpoint)]) {
    change();
    assert.deepEqual(await told(), finished);
    const again = await place.run(...ARGS);
    assert.equal(again.exit, 3, again.stderr);
    assert.equal(place.records().length, expected.length);
    assert.equal(readFileSync(place.path('rows.rejects.csv'), 'utf8'), rejects);
  }
});
