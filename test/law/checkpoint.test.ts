/** Checkpoints of a journal: with one, with none and with any that is damaged or of another journal, it says the same. */
import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { checkpointPath, encodeCheckpoint, readCheckpoint, type Known } from '../../src/journal/checkpoint.js';
import { encodeLine } from '../../src/journal/codec.js';
import type { Entry } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { Journal, type Disk } from '../../src/journal/journal.js';
import { replay } from '../../src/journal/replay.js';
import type { JournalState } from '../../src/journal/state.js';
import type { Position } from '../../src/record.js';
import { makeDirectory } from '../support/directory.js';
import { plainDisk } from '../support/plain-disk.js';
import { runs } from '../support/properties.js';
import { BEGIN, INTENT } from './first-entries.js';
import { histories } from './history.js';
import { shown } from './shown.js';

const directory = makeDirectory();
const path = join(directory, 'journal.ndjson');
after(() => rmSync(directory, { recursive: true }));

function linesOf(entries: readonly Entry[]): string[] {
  return entries.map((entry, number) => encodeLine(entry, number));
}

function folded(entries: readonly Entry[]): JournalState {
  return entries.reduce<JournalState | undefined>(fold, undefined) ?? assert.fail();
}

/** Of a journal's first entries. */
function checkpointOf(entries: readonly Entry[]): Buffer {
  const lines = linesOf(entries);
  const bytes = Buffer.byteLength(lines.join(''));
  return encodeCheckpoint({ state: folded(entries), entries: entries.length, bytes }, lines.at(-1) ?? '');
}

/** What is known of a journal of these entries, with this file for a checkpoint; and what all of it adds up to. */
function reading(entries: readonly Entry[], checkpoint: Buffer): { known: Known | undefined; state: string } {
  writeFileSync(path, linesOf(entries).join(''));
  writeFileSync(checkpointPath(path), checkpoint);
  const fd = openSync(path, 'r');
  try {
    const known = readCheckpoint(path, fd);
    return { known, state: shown(replay(fd, known).state) };
  } finally {
    closeSync(fd);
  }
}

test('from any checkpoint of it a journal adds up to what it does from its beginning', () => {
  fc.assert(
    fc.property(histories, fc.nat(), (entries, chance) => {
      const count = 1 + (chance % entries.length);
      const { known, state } = reading(entries, checkpointOf(entries.slice(0, count)));
      assert.equal(known?.entries, count);
      assert.equal(state, shown(folded(entries)));
    }),
    runs(100),
  );
});

test('a checkpoint of which a byte was changed, or the end left out, is passed over', () => {
  fc.assert(
    fc.property(histories, fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, chance, other) => {
      const whole = checkpointOf(entries);
      const at = chance % whole.length;
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ other;
      for (const checkpoint of [changed, whole.subarray(0, at)]) {
        const { known, state } = reading(entries, checkpoint);
        assert.equal(known, undefined);
        assert.equal(state, shown(folded(entries)));
      }
    }),
    runs(100),
  );
});

test('a checkpoint of another journal, of a longer one or in another format is passed over', () => {
  const entries: Entry[] = [BEGIN, INTENT, { type: 'IN_DOUBT', part: '0', reason: 'lost' }];
  const own = checkpointOf(entries);
  assert.notEqual(reading(entries, own).known, undefined);
  const others: Entry[][] = [
    // As long, so that the same lines stand at the same places.
    [{ ...BEGIN, importId: BEGIN.importId.toUpperCase() }, ...entries.slice(1)],
    [...entries.slice(0, 2), { type: 'IN_DOUBT', part: '0', reason: 'gone' }],
    [...entries, { type: 'AGAIN', part: '0', why: 'lost' }],
  ];
  for (const other of others) assert.equal(reading(entries, checkpointOf(other)).known, undefined);
  const text = own.toString('latin1', 0, own.length - 4).replace('"format":"1 ', '"format":"0 ');
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(Buffer.from(text, 'latin1')));
  assert.equal(reading(entries, Buffer.concat([Buffer.from(text, 'latin1'), crc])).known, undefined);
});

function makePlace(): string {
  return mkdtempSync(join(directory, 'import-'));
}

test('whoever changes what is kept in a checkpoint gives its format another number', () => {
  const job: Entry = { type: 'ACK', part: '0', receipt: { id: 'job', accepted: 2 } };
  const [head = '', part = ''] = checkpointOf([BEGIN, INTENT, job]).toString('latin1').split('\n');
  const { format, rest, table } = JSON.parse(head);
  assert.match(format, /^1 [BL]E$/);
  assert.deepEqual(
    [rest, table, JSON.parse(part)].map((kept) => Object.keys(kept).toSorted().join(' ')),
    [
      'begin complete credential rejects results source',
      'count first receipts whole',
      'accepted id intent isRepeated mayBeApplied phase receipt refused sentSince unlisted',
    ],
  );
});

const EAGER: Disk = { ...plainDisk, checkpointBytes: 0 };

function at(chunks: number): Position {
  return { byte: 10 * chunks, line: 2 * chunks, row: 2 * chunks };
}

function chunk(part: number): Entry[] {
  return [
    { ...INTENT, part: String(part), start: at(part), end: at(part + 1) },
    { type: 'ACK', part: String(part), receipt: { id: `job ${part}`, accepted: 2 } },
    { type: 'SETTLED', part: String(part), accepted: 2, refused: [], unlisted: 0 },
  ];
}

async function writeJournal(where: string, disk: Disk, chunks: number): Promise<string> {
  let journal = await Journal.open(where, disk);
  if (journal.state === undefined) journal = await journal.beginAnew(BEGIN);
  const first = journal.state?.chunks.count ?? 0;
  for (let part = first; part < first + chunks; part++) for (const entry of chunk(part)) await journal.append(entry);
  await journal.close();
  return shown(journal.state);
}

test('what a checkpoint covers is not read again, and what is behind it is', async () => {
  const where = makePlace();
  const file = join(where, 'journal.ndjson');
  const state = await writeJournal(where, EAGER, 9);
  assert.equal(statSync(checkpointPath(file)).mode & 0o777, 0o600);
  const text = readFileSync(file, 'utf8');
  const lines = text.trimEnd().split('\n');
  const middle = lines.map((line, index) => (index > 0 && index < 9 ? 'x'.repeat(line.length) : line));
  writeFileSync(file, `${middle.join('\n')}\n`);
  const journal = await Journal.open(where, EAGER);
  assert.equal(shown(journal.state), state);
  await journal.close();
  assert.notEqual(await writeJournal(where, plainDisk, 2), state);
  rmSync(checkpointPath(file));
  await assert.rejects(Journal.open(where, EAGER), { code: 'journal_damaged' });
});

test('a long journal has few checkpoints, and one that cannot be written is none', async () => {
  const where = makePlace();
  const checkpoint = checkpointPath(join(where, 'journal.ndjson'));
  const state = await writeJournal(where, { ...plainDisk, checkpointBytes: 100_000 }, 9);
  assert.throws(() => statSync(checkpoint), { code: 'ENOENT' });
  const other = makePlace();
  mkdirSync(checkpointPath(join(other, 'journal.ndjson')).concat('.new'));
  assert.equal(await writeJournal(other, EAGER, 9), state);
  assert.throws(() => statSync(checkpointPath(join(other, 'journal.ndjson'))), { code: 'ENOENT' });
});
