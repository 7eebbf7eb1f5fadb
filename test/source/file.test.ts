/** Files that aren't what they were, or aren't files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { bytesOfStream } from '../../src/cli/stdin-bytes.js';
import { BatchctlError } from '../../src/errors.js';
import { openSource } from '../../src/source/open.js';
import type { Source } from '../../src/source/source.js';
import { gzip, utf16, zstd } from './archives.js';

function directoryOf(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function open(path: string, encoding: string | null = null): Promise<Source> {
  const stop = new AbortController().signal;
  return openSource({ path, name: 'rows.csv', encoding, stdin: nothing, stop, lookAge: undefined });
}

/** Exit code, code and hint of what is thrown. */
async function refusal(work: Promise<unknown>): Promise<readonly [number, string, string]> {
  const error: unknown = await work.then(
    () => assert.fail('accepted'),
    (thrown: unknown) => thrown,
  );
  assert(error instanceof BatchctlError, String(error));
  return [error.exit, error.code, `${error.message}: ${error.hint ?? ''}`];
}

const TEXT = Buffer.from(Array.from({ length: 60_000 }, (_, row) => `${row},user${row}\n`).join(''));

const CHANGES: readonly (readonly [string, (path: string, bytes: Buffer) => void])[] = [
  ['shrinks', (path, bytes) => truncateSync(path, bytes.length - 1)],
  ['grows', (path) => appendFileSync(path, 'more')],
  ['is touched', (path) => utimesSync(path, new Date(0), new Date(0))],
  ['is written anew', (path, bytes) => writeFileSync(path, Buffer.alloc(bytes.length))],
];

const KINDS: readonly (readonly [string, (text: Buffer) => Buffer])[] = [
  ['plain', (text) => text],
  ['gzip', gzip],
  ['zstd', zstd],
  ['UTF-16', (text) => utf16(`\uFEFF${text.toString()}`, false)],
];

for (const [how, change] of CHANGES) {
  test(`a file that ${how} while it is read, packed or not, is not taken for a whole one`, async (t) => {
    for (const [kind, make] of KINDS) {
      const path = join(directoryOf(t), 'rows');
      const bytes = make(TEXT);
      writeFileSync(path, bytes);
      const source = await open(path);
      assert.equal((await source.head(1000)).isAll, false);
      change(path, bytes);
      const [exit, code] = await refusal(source.range(0, TEXT.length + 1));
      assert.deepEqual([exit, code], [4, 'source_changed'], kind);
      await source.close();
    }
  });
}

test('what is read to its end, and changed then, is noticed when its end is read again', async (t) => {
  for (const [, make] of KINDS) {
    const path = join(directoryOf(t), 'rows');
    writeFileSync(path, make(TEXT));
    const source = await open(path);
    assert.deepEqual(await source.range(0, TEXT.length + 1), TEXT);
    appendFileSync(path, 'more');
    assert.deepEqual((await refusal(source.range(TEXT.length, TEXT.length + 1))).slice(0, 2), [4, 'source_changed']);
    await source.close();
  }
});

test('the identity of what is packed is that of the file as it lies there', async (t) => {
  const path = join(directoryOf(t), 'rows');
  const bytes = gzip(TEXT);
  writeFileSync(path, bytes);
  const source = await open(path);
  const identity = await source.identity();
  assert.deepEqual([identity.size, source.size], [bytes.length, TEXT.length]);
  await source.close();
});

test('a FIFO and a device are refused at once, and how to import from them is said', async (t) => {
  const fifo = join(directoryOf(t), 'fifo');
  execFileSync('mkfifo', [fifo]);
  for (const path of [fifo, '/dev/null']) {
    const [exit, code, text] = await refusal(open(path));
    assert.deepEqual([exit, code], [4, 'source_not_a_file']);
    assert.match(text, /batchctl import - < rows\.csv/);
  }
  assert.deepEqual((await refusal(open('/'))).slice(0, 2), [4, 'source_not_a_file']);
});

test('an empty file is an empty text', async (t) => {
  const path = join(directoryOf(t), 'rows');
  for (const bytes of [Buffer.alloc(0), gzip(Buffer.alloc(0)), zstd(Buffer.alloc(0)), utf16('\uFEFF', false)]) {
    writeFileSync(path, bytes);
    const source = await open(path);
    assert.deepEqual(await source.head(100), { bytes: Buffer.alloc(0), isAll: true });
    await source.close();
  }
});

test('a stream is opened when it is asked for bytes, and closed though it waits for some', async () => {
  let opened = 0;
  const stream = new PassThrough();
  const bytes = bytesOfStream(() => {
    opened += 1;
    return stream;
  });
  assert.equal(opened, 0);
  const pieces = bytes[Symbol.asyncIterator]();
  stream.write('rows');
  assert.deepEqual(await pieces.next(), { value: Buffer.from('rows'), done: false });
  assert.equal(opened, 1);
  const waiting = pieces.next().catch(() => undefined);
  await pieces.return?.();
  assert(stream.destroyed);
  await waiting;
});
