/** Short journals, broken in every way: what is read of one is what was written before the break, or nothing at all. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { BatchctlError } from '../../src/errors.js';
import { decodeLine, encodeLine, isWhole } from '../../src/journal/codec.js';
import type { Entry } from '../../src/journal/entry.js';
import { Journal, type Disk } from '../../src/journal/journal.js';
import { repair } from '../../src/journal/repair.js';
import { plainDisk } from '../support/plain-disk.js';
import * as first from './first-entries.js';

/** Its name has a character of two bytes. */
const BEGIN = { ...first.BEGIN, importId: 'zeilen-ü.csv' };
const ENTRIES: readonly Entry[] = [
  BEGIN,
  { type: 'SOURCE', source: { size: 11, mtimeMs: 2, head: 'a', tail: 'b' } },
  { type: 'CREDENTIAL', credential: { salt: 's', hash: 'h' } },
  { type: 'DELETED', at: 'now', how: 'begun' },
];
const LINES = ENTRIES.map((entry, number) => Buffer.from(encodeLine(entry, number)));
const SIZES = LINES.map(({ length }) => length);
const WHOLE = Buffer.concat(LINES);
/** Where each line ends. */
const ENDS = LINES.map((_, index) => LINES.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0));
const disk: Disk = { ...plainDisk, sync: async () => undefined };

function placeOf(test: TestContext): { readonly directory: string; readonly path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  test.after(() => rmSync(directory, { recursive: true, force: true }));
  return { directory, path: join(directory, 'journal.ndjson') };
}

test('cut off anywhere, a journal is all of its whole entries, and ends behind them', async (t) => {
  const { path } = placeOf(t);
  for (let length = 0; length <= WHOLE.length; length++) {
    writeFileSync(path, WHOLE.subarray(0, length));
    // One that lacks nothing but its line break is whole.
    const entries = ENDS.filter((end) => end - 1 <= length && end > 1).length;
    const bytes = ENDS[entries - 1] ?? 0;
    const found = await repair(path);
    assert.deepEqual([found.entries, found.bytes], [entries, bytes], `${length} bytes`);
    assert.equal(found.state?.begin.importId, entries === 0 ? undefined : BEGIN.importId);
    assert.deepEqual(readFileSync(path), WHOLE.subarray(0, bytes), `${length} bytes`);
  }
});

test('a byte that changed in the middle is told, and the file left alone; at the end it is a torn tail', async (t) => {
  const { path } = placeOf(t);
  for (let at = 0; at < WHOLE.length; at += 3) {
    const text = Buffer.from(WHOLE);
    text[at] = (text[at] ?? 0) ^ 1;
    writeFileSync(path, text);
    const line = ENDS.findIndex((end) => at < end);
    if (line < LINES.length - 1) {
      await assert.rejects(repair(path), new RegExp(`line ${line + 1} is damaged`), `byte ${at}`);
      assert.deepEqual(readFileSync(path), text);
      continue;
    }
    // A line break that changed is one that is missing, and something behind it.
    assert.equal((await repair(path)).entries, line, `byte ${at}`);
    assert.deepEqual(readFileSync(path), WHOLE.subarray(0, ENDS[line - 1]));
  }
});

test('a line that is missing, comes twice or stands in another place is told', async (t) => {
  const { path } = placeOf(t);
  const [first, second, third, fourth] = LINES.map(String);
  for (const [text, says] of [
    [`${first}${third}${fourth}`, /line 2 is out of order/],
    [`${first}${second}${second}${third}`, /line 3 is out of order/],
    [`${second}`, /line 1 is out of order/],
    [`${first}${encodeLine(BEGIN, 1)}`, /line 2 makes no sense: .*a second BEGIN/],
    [encodeLine({ type: 'DELETED', at: 'now', how: 'done' }, 0), /line 1 makes no sense: .*DELETED before BEGIN/],
    [`${first}nothing\n${second}`, /line 2 is damaged/],
    [`${first}nothing\nand nothing\n${fourth}`, /line 2 is damaged/],
  ] as const) {
    writeFileSync(path, text);
    await assert.rejects(repair(path), says);
    assert.equal(readFileSync(path, 'utf8'), text);
  }
  // Nothing that was ever written stands behind it.
  writeFileSync(path, `${first}${second}nothing\nand nothing`);
  assert.equal((await repair(path)).entries, 2);
  assert.equal(readFileSync(path, 'utf8'), `${first}${second}`);
});

test('a line is read under its own number alone, whole, and not as part of another', () => {
  for (const number of [0, 9, 10, 123_456]) {
    const line = Buffer.from(encodeLine(BEGIN, number).trimEnd());
    assert.deepEqual(decodeLine(line, number), BEGIN);
    assert.ok(isWhole(line));
    for (const other of [number + 1, number * 10 + 1]) assert.equal(decodeLine(line, other), undefined);
    for (let length = 0; length < line.length; length++) {
      assert.equal(decodeLine(line.subarray(0, length), number), undefined);
      assert.ok(!isWhole(line.subarray(0, length)));
    }
    assert.ok(!isWhole(Buffer.concat([Buffer.from(' '), line])));
  }
  const checked = encodeLine({ type: 'DELETED', at: 'now', how: 'done' }, 7);
  assert.equal(checked, '{"n":7,"type":"DELETED","at":"now","how":"done","crc":"7de56d76"}\n');
});

test('a journal of another format, or of an unknown kind of entry, says which version may go on with it', async (t) => {
  const { directory, path } = placeOf(t);
  const foreign = encodeLine(BEGIN, 0).replace('"format":1', '"format":2');
  const body = foreign.slice(0, foreign.lastIndexOf(',"crc"'));
  const { crc32 } = await import('node:zlib');
  writeFileSync(path, `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}\n`);
  await assert.rejects(Journal.open(directory, disk), (error: unknown) => {
    assert.ok(error instanceof BatchctlError);
    assert.deepEqual([error.exit, error.code], [9, 'journal_foreign']);
    assert.match(`${error.message} ${error.hint}`, /batchctl 1, in format 2.*go on with batchctl 1/);
    return true;
  });
  const [first, second] = LINES.map(String);
  writeFileSync(path, `${first}nothing\n${second}`);
  await assert.rejects(Journal.open(directory, disk), { exit: 9, code: 'journal_damaged' });
});

test('entries that come together share one write and one sync, and those behind them have their own', async (t) => {
  const { directory, path } = placeOf(t);
  const steps: string[] = [];
  const told: Disk = {
    ...disk,
    write: async (file, bytes) => {
      steps.push(`write ${bytes.length}`);
      await file.appendFile(bytes);
    },
    sync: async () => void steps.push('sync'),
  };
  const journal = await (await Journal.open(directory, told)).beginAnew(BEGIN);
  assert.deepEqual(steps.splice(0), [`write ${SIZES[0]}`, 'sync']);
  const [, second, third, fourth] = ENTRIES;
  if (second === undefined || third === undefined || fourth === undefined) return assert.fail();
  await Promise.all([journal.append(second), journal.append(third)]);
  const together = (SIZES[1] ?? 0) + (SIZES[2] ?? 0);
  assert.deepEqual(steps.splice(0), [`write ${together}`, 'sync']);
  await journal.append(fourth);
  assert.deepEqual(steps.splice(0), [`write ${SIZES[3]}`, 'sync']);
  await journal.close();
  await journal.close();
  assert.deepEqual(readFileSync(path), WHOLE);
  // More than is ever left unsynced goes in pieces.
  const again = await Journal.open(directory, told);
  await again.append({ type: 'DELETED', at: 'x'.repeat(2_500_000), how: 'begun' });
  assert.deepEqual(steps.filter((step) => step === 'sync').length, 3);
  assert.equal(steps[0], `write ${1024 * 1024}`);
  await again.close();
  assert.equal((await repair(path)).entries, 5);
});
