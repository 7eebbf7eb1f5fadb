/** Standard input: kept, read again, piped again, and sent before it is over. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { numberedCsv } from '../support/workplace.js';
import { gzip, utf16 } from './archives.js';
import { failureOf, Importing } from './importing.js';

const ROWS = 40;
const { text, records } = numberedCsv(ROWS);

/** Pieces of so many bytes. */
function* pieces(bytes: Buffer | string, size: number): Generator<Buffer> {
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

/** These bytes, and then nothing, for ever. */
async function* unending(bytes: Buffer | string): AsyncGenerator<Buffer> {
  yield* pieces(bytes, 100);
  await delay(240_000, undefined, { ref: false });
}

test('what is piped is imported, whatever it is packed and encoded in, and nothing is kept of it', async (t) => {
  const inputs: readonly (Buffer | string)[] = [text, gzip(Buffer.from(text), 2), utf16(`\uFEFF${text}`, true)];
  const place = new Importing(t);
  for (const [index, input] of inputs.entries()) {
    const report = await place.run({ stdin: pieces(input, 7), importId: `rows${index}` });
    assert.deepEqual([report.exitCode, report.rows.accepted], [0, ROWS]);
    assert.equal(place.kept('stdin'), undefined);
    assert.equal(place.kept('stdin.new'), undefined);
  }
  assert.deepEqual((await place.records()).toSorted(), [...records, ...records, ...records].toSorted());
});

test('rows are refused by name, and a request that is split is cut again from what was kept', async (t) => {
  const place = new Importing(t, '413=400');
  const broken = `${text}1,"two" quotes\n`;
  const report = await place.run({ stdin: pieces(broken, 50) });
  assert.deepEqual([report.exitCode, report.rows.accepted, report.rows.rejected], [3, ROWS, 1]);
  assert(report.chunks.split > 0);
  assert.match(place.read('rejects.csv'), /41,42,.*"1,""two"" quotes"/s);
});

test("the same input piped again goes on; what was kept meanwhile is nobody else's to read", async (t) => {
  const place = new Importing(t, 'reset-before@2');
  const first = await place.run({ stdin: pieces(text, 1000) });
  assert.notEqual(first.exitCode, 0);
  const spool = place.kept('stdin') ?? assert.fail('no spool');
  assert.equal(statSync(spool).mode & 0o777, 0o600);
  assert(text.startsWith(readFileSync(spool, 'utf8')));
  const second = await place.run({ stdin: pieces(text, 13) });
  assert.deepEqual([second.exitCode, second.rows.accepted], [0, ROWS]);
  assert.deepEqual((await place.records()).toSorted(), records.toSorted());
  assert.equal(existsSync(spool), false);
});

test('other input, and input that ends earlier, is a conflict; what was kept stays', async (t) => {
  const place = new Importing(t, 'reset-before@2');
  await place.run({ stdin: pieces(text, 1000) });
  const spool = place.kept('stdin') ?? assert.fail('no spool');
  const kept = readFileSync(spool);
  const other = text.replace('user5@', 'user6@');
  assert.deepEqual(await failureOf(place.run({ stdin: pieces(other, 1000) })), [8, 'source_changed']);
  assert.deepEqual(await failureOf(place.run({ stdin: pieces(text.slice(0, 200), 1000) })), [8, 'source_changed']);
  assert.deepEqual(readFileSync(spool), kept);
  assert.equal(place.kept('stdin.new'), undefined);
});

test('when whoever wrote is gone, what was kept is imported as a file', async (t) => {
  for (const bytes of [Buffer.from(text), gzip(Buffer.from(text))]) {
    const place = new Importing(t, 'reset-before@2');
    await place.run({ stdin: pieces(bytes, 1000) });
    const spool = place.kept('stdin') ?? assert.fail('no spool');
    const report = await place.run({ file: spool, name: spool });
    assert.deepEqual([report.exitCode, report.rows.accepted], [0, ROWS]);
    assert.deepEqual((await place.records()).toSorted(), records.toSorted());
  }
});

test('a finished import has nothing to do with the same input, also with blank lines behind it, takes what is new, and refuses what is other', async (t) => {
  const place = new Importing(t);
  await place.run({ stdin: pieces(text, 1000) });
  for (const same of [text, `${text}\n\n`]) {
    const again = await place.run({ stdin: pieces(same, 1000) });
    assert.deepEqual([again.exitCode, again.nothingToDo, again.thisRun.requests], [0, true, 0]);
  }
  const more = await place.run({ stdin: pieces(`${text}41,ada@example.com,\n`, 1000) });
  assert.deepEqual([more.exitCode, more.nothingToDo, more.thisRun.rows], [0, false, 1]);
  const touched = place.write('rows.csv', `${text}41,ada@example.com,\n`);
  const file = await place.run({ file: touched, name: 'rows.csv' });
  assert.deepEqual([file.exitCode, file.nothingToDo], [0, true]);
  const other = () => pieces(text.replace('user5@', 'user6@'), 1000);
  assert.deepEqual(await failureOf(place.run({ stdin: other() })), [8, 'source_changed']);
  const anew = await place.run({ stdin: other(), newRun: true });
  assert.deepEqual([anew.exitCode, anew.nothingToDo, anew.rows.accepted], [0, false, ROWS]);
});

test('rows that are old enough are sent before the input is over, whole ones alone; and it ends when it is told to', async (t) => {
  const place = new Importing(t);
  const stop = new AbortController();
  let sent = 0;
  const seen = new Promise<void>((resolve) => {
    const progress = (figures: { settled: number }) => {
      sent = Math.max(sent, figures.settled);
      if (sent === 3) resolve();
    };
    const stdin = unending(`${numberedCsv(3).text}4,half`);
    const running = place.run({ stdin, flushAgeMs: 50, stop: stop.signal, progress });
    t.after(() => running);
    void running.then((report) => assert.deepEqual([report.exitCode, report.rows.accepted], [130, 3]));
  });
  await seen;
  stop.abort(130);
});

test('chunks that were cut for their age are what the same input goes on from', async (t) => {
  const place = new Importing(t);
  const stop = new AbortController();
  let last = 0;
  const progress = (figures: { settled: number }) => {
    if (figures.settled > last && figures.settled >= 7) stop.abort(130);
    last = figures.settled;
  };
  async function* slowly(): AsyncGenerator<Buffer> {
    for (const line of text.split('\n').slice(0, 8)) {
      yield Buffer.from(`${line}\n`);
      await delay(40);
    }
    await delay(240_000, undefined, { ref: false });
  }
  const first = await place.run({ stdin: slowly(), flushAgeMs: 60, stop: stop.signal, progress });
  assert.equal(first.exitCode, 130);
  assert(first.chunks.total > 1, 'more chunks than rows would fill');
  const second = await place.run({ stdin: pieces(text, 1000) });
  assert.deepEqual([second.exitCode, second.rows.accepted], [0, ROWS]);
  assert.deepEqual((await place.records()).toSorted(), records.toSorted());
});

test('without an age, input that stops coming ends when it is told to, also before the first row', async (t) => {
  const place = new Importing(t);
  for (const [given, code] of [
    ['', 143],
    ['id,email\n', 129],
    [text, 130],
  ] as const) {
    const stop = new AbortController();
    const running = place.run({
      stdin: unending(given),
      stop: stop.signal,
      importId: `rows${given.length}`,
    });
    setTimeout(() => stop.abort(code), 150);
    const exit = await running.then(
      ({ exitCode }) => exitCode,
      (error: unknown) => (error instanceof Error && 'exit' in error ? error.exit : error),
    );
    assert.equal(exit, code);
  }
});

test('a dry run of standard input goes by, and keeps nothing', async (t) => {
  const long = numberedCsv(60_000).text;
  for (const input of [Buffer.from(long), gzip(Buffer.from(long))]) {
    const place = new Importing(t);
    const figures: number[] = [];
    const report = await place.rehearse({
      stdin: pieces(input, 65_536),
      limits: { maxRows: 5000, maxBytes: 1_000_000 },
      progress: ({ totalBytes }) => void figures.push(totalBytes),
    });
    assert.deepEqual([report.exitCode, report.rows.read], [0, 60_000]);
    assert.equal(place.kept('stdin.new'), undefined);
    assert.equal(figures[0], 0, 'nobody knows how much there is');
    assert.equal(existsSync(place.path('state')), false);
  }
});

test('an archive that is cut is refused before anything of it is sent', async (t) => {
  const place = new Importing(t);
  // Longer than what is looked at before anything is sent, and read at once.
  const cut = gzip(Buffer.from(numberedCsv(12_000).text)).subarray(0, -4);
  const limits = { maxRows: 5000, maxBytes: 1_000_000 };
  const file = place.write('rows', cut);
  assert.deepEqual(await failureOf(place.run({ limits, stdin: pieces(cut, 1000) })), [4, 'archive_corrupt']);
  assert.deepEqual(await failureOf(place.run({ limits, file, name: 'rows' })), [4, 'archive_corrupt']);
  assert.deepEqual(await place.records(), []);
});
