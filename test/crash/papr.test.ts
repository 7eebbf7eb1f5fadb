/** Five thousand notes into an API that knows no keys: killed and run again, what may be there twice is known, and marked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Ran } from '../support/ended.js';
import { Workplace } from '../support/workplace.js';

const ROWS = 5_000;
const rows = Array.from({ length: ROWS }, (_, index) => index + 1);
const isBad = (row: number) => row % 50 === 7;

/** Empty, too long, topics that are no list, metadata that is nested: the four ways in turn. */
function note(row: number): string {
  const good = { content: `Note ${row} of a customer`, topics: ['a', 'b'], score: 1.5 };
  const bad = [{ content: ' ' }, { content: 'é'.repeat(7_501) }, { topics: { a: 1 } }, { nested: { deep: true } }];
  return JSON.stringify(isBad(row) ? { ...good, ...bad[Math.floor(row / 50) % 4] } : good);
}

const text = `${rows.map(note).join('\n')}\n`;
const IMPORT = ['import', 'notes.ndjson', '--sandbox', '--target', 'papr', '--user', 'customer_1', '--json', '-q'];

/** Killed when so many requests were announced. */
async function killTwice(place: Workplace, args: readonly string[]): Promise<Ran> {
  for (const entries of [40, 120]) {
    const { child, done } = place.begin([...args, '--fault', 'reset-after@15,slow=15']);
    await place.journaled('INTENT', entries);
    child.kill('SIGKILL');
    assert.equal((await done).signal, 'SIGKILL');
  }
  return await place.here(...args);
}

function stored(place: Workplace): { row: number; key: string; mark: string }[] {
  return place.query('select item from memories').map(({ item }) => {
    const { content, metadata } = JSON.parse(String(item));
    const row = Number(/^Note (\d+)/.exec(content)?.[1]);
    return { row, key: metadata.idempotency_key, mark: metadata.customMetadata.batchctl_row };
  });
}

function rejectedRows(place: Workplace): number[] {
  const lines = readFileSync(place.path('notes.rejects.ndjson'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => Number(JSON.parse(line)['_batchctl_row']));
}

test('resend: every good row is there, and only those of lost answers may be there twice', async (t) => {
  const place = new Workplace(t);
  place.write('notes.ndjson', text);
  const ran = await killTwice(place, IMPORT);
  assert.equal(ran.exit, 3, ran.stderr);
  const [report] = JSON.parse(ran.stdout).imports;
  assert.deepEqual(report.rows, { read: ROWS, accepted: ROWS - 100, rejected: 100, inDoubt: 0, pending: 0 });
  assert.deepEqual(rejectedRows(place), rows.filter(isBad));
  const memories = stored(place);
  assert.deepEqual(
    [...new Set(memories.map(({ row }) => row))].toSorted((one, two) => one - two),
    rows.filter((row) => !isBad(row)),
  );
  const isNamed = (row: number) =>
    report.mayBeDoubled.some(([first, last]: [number, number]) => first <= row && row <= last);
  const byRow = new Map<number, typeof memories>();
  for (const memory of memories) byRow.set(memory.row, [...(byRow.get(memory.row) ?? []), memory]);
  for (const [row, copies] of byRow) {
    assert.equal(
      new Set(copies.map(({ key, mark }) => `${key} ${mark}`)).size,
      1,
      `the copies of row ${row} are marked alike`,
    );
    if (copies.length > 1) assert.ok(isNamed(row), `row ${row} is there ${copies.length} times, and isn't named`);
  }
  assert.equal(new Set(memories.map(({ mark }) => mark)).size, byRow.size);
  t.diagnostic(`${memories.length - byRow.size} copies, ${report.mayBeDoubled.length} requests named`);
});

test('hold: nothing is there twice, and what was lost is in doubt', async (t) => {
  const place = new Workplace(t);
  place.write('notes.ndjson', text);
  const ran = await killTwice(place, [...IMPORT, '--on-ambiguous', 'hold']);
  assert.equal(ran.exit, 6, ran.stderr);
  const [report] = JSON.parse(ran.stdout).imports;
  const memories = stored(place);
  assert.equal(new Set(memories.map(({ row }) => row)).size, memories.length, 'no row is there twice');
  assert.ok(report.rows.inDoubt > 0);
  assert.deepEqual(rejectedRows(place), rows.filter(isBad));
  // What is called accepted is there, and nothing is there that isn't accepted or in doubt.
  assert.ok(report.rows.accepted <= memories.length);
  assert.ok(memories.length <= report.rows.accepted + report.rows.inDoubt);
  assert.equal(report.rows.read, report.rows.accepted + report.rows.rejected + report.rows.inDoubt);
});
