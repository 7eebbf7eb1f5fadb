/** What the journal's entries mean beside each other, and what becomes of a journal that gives way to a new one. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { splitRefused } from '../../src/import/split.js';
import { decodeLine, encodeLine } from '../../src/journal/codec.js';
import type { Begin, Entry, Intent, Refused, Split } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { Journal } from '../../src/journal/journal.js';
import { cutUpTo, isUnapplied, type JournalState } from '../../src/journal/state.js';
import { plainDisk } from '../support/plain-disk.js';
import { BEGIN, INTENT } from './first-entries.js';

function begun(generation: number): Begin {
  return { ...BEGIN, generation };
}

const REFUSED: Refused = {
  type: 'REFUSED',
  part: '0',
  about: 'other',
  status: 0,
  code: 'no',
  message: 'no',
  requestId: null,
  blamed: [],
};
const SETTLED = { type: 'SETTLED', part: '0', accepted: 2, refused: [], unlisted: 0 } as const;

function folded(...entries: readonly Entry[]): JournalState {
  const state = entries.reduce<JournalState | undefined>(fold, fold(undefined, begun(0)));
  return state ?? assert.fail();
}

test('what is settled stays settled, whatever is written behind it', () => {
  const late: readonly Entry[] = [
    REFUSED,
    { type: 'IN_DOUBT', part: '0', reason: 'late' },
    { type: 'ACK', part: '0', receipt: { id: 'job', accepted: 2 } },
    { type: 'SETTLED', part: '0', accepted: 0, refused: [], unlisted: 2 },
    { type: 'SPLIT', part: '0', reason: 'late', taken: [], children: [] },
  ];
  for (const entry of late) {
    const whole = folded(INTENT, SETTLED, entry);
    assert.deepEqual([whole.parts.size, whole.chunks.whole], [0, { chunks: 1, rows: 2 }], entry.type);
    const part = folded(INTENT, { ...SETTLED, accepted: 1, unlisted: 1 }, entry).parts.get('0');
    assert.deepEqual([part?.phase, part?.accepted, part?.unlisted], ['settled', 1, 1], entry.type);
  }
});

test('nothing can have been applied only where every request was refused', () => {
  assert.equal(isUnapplied(folded()), true);
  assert.equal(isUnapplied(folded(INTENT)), false);
  assert.equal(isUnapplied(folded(INTENT, REFUSED)), true);
  assert.equal(isUnapplied(folded(INTENT, { type: 'IN_DOUBT', part: '0', reason: 'who knows' })), false);
  assert.deepEqual(cutUpTo(folded(INTENT)), INTENT.end);
});

test('a request counts from when it was first sent, and a new one behind a refusal from then', () => {
  const later: Intent = { ...INTENT, moment: { ...INTENT.moment, wall: 2_000 } };
  assert.equal(folded(INTENT, later).parts.get('0')?.sentSince.wall, 1_000);
  assert.equal(folded(INTENT, REFUSED, later).parts.get('0')?.sentSince.wall, 2_000);
});

function itemsOf({ children }: Split): unknown[] {
  return children.map(({ part: id, items }) => [id, items.from, items.to, items.without]);
}

test('what is refused whole goes on in halves, or without what is to blame; one row alone is a rejected row', () => {
  const refused = { ...REFUSED, about: 'content' } as const;
  const { parts } = folded(INTENT, refused);
  const part = parts.get('0') ?? assert.fail();
  const halved = splitRefused(part, refused);
  assert.deepEqual(halved.taken, []);
  assert.deepEqual(itemsOf(halved), [
    ['0.0', 0, 1, []],
    ['0.1', 1, 2, []],
  ]);
  const blamed = splitRefused(part, { ...refused, blamed: [{ index: 0, code: 'bad', message: 'bad' }] });
  assert.deepEqual(
    blamed.taken.map(({ index }) => index),
    [0],
  );
  assert.deepEqual(itemsOf(blamed), [['0.0', 0, 2, [0]]]);
  const alone = { ...part, intent: { ...INTENT, items: { from: 1, to: 2, without: [] } } };
  const { taken, children } = splitRefused(alone, refused);
  assert.deepEqual([taken.map(({ index }) => index), children], [[1], []]);
});

test('a line in the place of another is none, nor is one of which a character changed', () => {
  const line = encodeLine(SETTLED, 3).trimEnd();
  assert.deepEqual(decodeLine(Buffer.from(line), 3), SETTLED);
  assert.equal(decodeLine(Buffer.from(line), 4), undefined);
  assert.equal(decodeLine(Buffer.from(line.replace('"accepted":2', '"accepted":3')), 3), undefined);
  const text = '{"n":3,no JSON';
  const crc = crc32(text).toString(16).padStart(8, '0');
  assert.equal(decodeLine(Buffer.from(`${text},"crc":"${crc}"}`), 3), undefined);
});

test('a line that lost its end gets it back, and the next entry has one of its own', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'journal.ndjson');
  writeFileSync(path, encodeLine(begun(0), 0).trimEnd());
  const journal = await Journal.open(directory, plainDisk);
  await journal.append(INTENT);
  await journal.close();
  assert.equal(readFileSync(path, 'utf8'), encodeLine(begun(0), 0) + encodeLine(INTENT, 1));
});

test('damage with whole lines behind it is refused, and is no torn tail', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'journal.ndjson');
  const [first, second, third] = [encodeLine(begun(0), 0), encodeLine(INTENT, 1), encodeLine(SETTLED, 2)];
  const text = first + second.replace('"key":"k"', '"key":"x"') + third;
  writeFileSync(path, text);
  await assert.rejects(Journal.open(directory, plainDisk), /line 2 is damaged/);
  assert.equal(readFileSync(path, 'utf8'), text, 'and stays as it is');
});

test('an entry that can not stand where it does is refused', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'journal.ndjson'), encodeLine(begun(0), 0) + encodeLine(SETTLED, 1));
  await assert.rejects(Journal.open(directory, plainDisk), /line 2 makes no sense: .*part 0 without INTENT/);
});

test('what gives way to a new journal is kept as it was, and the new one is begun', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'journal.ndjson');
  let journal = await (await Journal.open(directory, plainDisk)).beginAnew(begun(0));
  await journal.append(INTENT);
  for (const number of [1, 2]) {
    const before = readFileSync(path, 'utf8');
    journal = await journal.beginAnew(begun(number));
    assert.equal(readFileSync(join(directory, `journal.${number}.ndjson`), 'utf8'), before);
    assert.equal(readFileSync(path, 'utf8'), encodeLine(begun(number), 0));
    assert.equal(journal.state?.begin.generation, number);
  }
  await journal.close();
});

test('the first write that fails is the last: nothing is written behind it, and nothing of it stays', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  let fails = false;
  const sync = async () => {
    if (fails) throw new Error('the disk is gone');
  };
  const journal = await (await Journal.open(directory, { ...plainDisk, sync })).beginAnew(begun(0));
  const before = readFileSync(join(directory, 'journal.ndjson'), 'utf8');
  fails = true;
  await assert.rejects(journal.append(INTENT), /the disk is gone/);
  fails = false;
  await assert.rejects(journal.append(SETTLED), /the disk is gone/);
  await journal.close();
  assert.equal(readFileSync(join(directory, 'journal.ndjson'), 'utf8'), before);
});
