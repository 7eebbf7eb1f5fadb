/** What is taken away while it is in use: the lock, the journal's file, a directory. It is told, nothing is lost, and no run hangs or falls. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { BatchIndex } from '../../src/import/batch-index.js';
import type { Tools } from '../../src/import/tools.js';
import { Journal } from '../../src/journal/journal.js';
import { realTools } from '../../src/main.js';
import { API_KEY } from '../support/canary.js';
import { journalPath } from '../support/doubtful.js';
import { batchesIn, journals } from '../support/listening.js';
import { runWith } from '../support/run-with.js';
import { Within } from '../support/within.js';

const never = new AbortController().signal;
const IMPORT = ['import', 'rows.csv', '--sandbox'];

function placeWith(t: TestContext, text = 'id\n1\n2\n'): Within {
  const place = new Within(t);
  writeFileSync('rows.csv', text);
  return place;
}

function lockPath(): string {
  const [name = ''] = readdirSync('.batchctl/imports');
  return join('.batchctl/imports', name, 'lock');
}

function replaceLock(): void {
  rmSync(lockPath());
  mkdirSync(lockPath());
}

/** Every heartbeat comes at once, behind what happens to the lock. */
function whenLocked(happens: () => void): (tools: Tools) => Tools {
  return (tools) => ({
    ...tools,
    every: (_ms, task) => {
      happens();
      task();
      return () => undefined;
    },
  });
}

test('a lock that is deleted: the import ends as it would, and the next one is not kept out', async (t) => {
  const place = placeWith(t);
  const ran = await runWith(
    IMPORT,
    place.env,
    whenLocked(() => rmSync(lockPath(), { force: true })),
  );
  assert.equal(ran.exit, 0, ran.stderr);
  assert.match((await place.run(IMPORT)).stdout, /Nothing to do/);
});

test('a lock with something else in its place: the import ends as it would, and the next one says where it is', async (t) => {
  const place = placeWith(t);
  const ran = await runWith(IMPORT, place.env, whenLocked(replaceLock));
  assert.equal(ran.exit, 0, ran.stderr);
  const next = await place.run(IMPORT);
  assert.equal(next.exit, 9, next.stdout);
  assert.match(next.stderr, /\.batchctl\/imports\/rows\.csv-.*can't be written/);
});

test('a disk that is gone for good: the failure of the write is told, and nothing that comes after it', async (t) => {
  const place = placeWith(t);
  assert.equal((await place.run(IMPORT)).exit, 0);
  const { disk } = realTools(never, never);
  const files: FileHandle[] = [];
  const gone = async (file: FileHandle): Promise<void> => {
    await file.close();
    files.push(Object.assign(file, { close: () => Promise.reject(new Error('gone')) }));
    throw new Error('EIO: the disk is gone');
  };
  const journal = await Journal.open(join(journalPath(), '..'), { ...disk, write: gone });
  const at = new Date().toISOString();
  await assert.rejects(journal.append({ type: 'DELETED', at, how: 'begun' }), /EIO: the disk is gone/);
  await assert.rejects(journal.append({ type: 'DELETED', at, how: 'done' }), /EIO: the disk is gone/);
  await journal.close();
  assert.equal(files.length, 1, 'nothing was tried again');
});

test('a journal that a link leads to is covered by a deletion, and nothing is written through the link', async (t) => {
  const place = placeWith(t, 'content\nLikes green tea very much\n');
  const papr = ['-t', 'papr', '--sandbox', '--user', 'ann'];
  assert.equal((await place.run(['import', 'rows.csv', ...papr])).exit, 0);
  renameSync(journalPath(), 'elsewhere');
  symlinkSync(join(process.cwd(), 'elsewhere'), journalPath());
  const ran = await place.run(['delete-all', ...papr, '--confirm', 'ann']);
  assert.equal(ran.exit, 9, ran.stdout);
  assert.match(ran.stderr, /journal\.ndjson.*ELOOP/);
});

test('a directory for results that is gone at the end: exit 9; when it is back, the same command writes them', async (t) => {
  const place = placeWith(t, 'prompt\nSay one\nSay two\n');
  const url = await place.serve();
  Object.assign(place.env, { OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: `${url}/openai/v1` });
  mkdirSync('out');
  const args = [
    'import',
    'rows.csv',
    '-t',
    'openai',
    '--model',
    'any',
    '--prompt',
    'prompt',
    '--results',
    'out/of.csv',
  ];
  const ran = await runWith(args, place.env, (tools) => ({
    ...tools,
    // The batch takes a moment, and is waited for.
    sleep: async (ms, signal) => {
      rmSync('out', { recursive: true, force: true });
      await tools.sleep(Math.min(ms, 20), signal);
    },
  }));
  assert.equal(ran.exit, 9, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /out\/of\.csv.*can't be written/s);
  mkdirSync('out');
  const again = await place.run([...args, '--json']);
  assert.equal(again.exit, 0, again.stderr);
  assert.deepEqual([JSON.parse(again.stdout).requests, readdirSync('out')], [0, ['of.csv']]);
});

test('which import a batch is of, where some have no journal, or one that can not be read', async (t) => {
  const place = placeWith(t, 'prompt\nSay one\n');
  const openai = ['import', 'rows.csv', '-t', 'openai', '--sandbox', '--model', 'any', '--prompt', 'prompt'];
  assert.equal((await place.run([...openai, '--no-wait'])).exit, 11);
  const [batch = ''] = batchesIn(journals());
  const damaged = journals().replace('"BEGIN"', '"BEGUN"');
  for (const name of ['empty', 'damaged']) mkdirSync(`.batchctl/imports/${name}`);
  writeFileSync('.batchctl/imports/damaged/journal.ndjson', damaged);
  const status = await place.run(['status']);
  assert.equal(status.exit, 9, status.stderr);
  assert.match(status.stdout, /rows\.csv.*not finished/, 'the others are told');
  assert.match(status.stdout + status.stderr, /damaged/);
  const said: string[] = [];
  const index = new BatchIndex('.batchctl', (text) => said.push(text));
  assert.match((await index.find([batch])).get(batch) ?? '', /^rows\.csv-/);
  assert.equal((await index.find(['batch_of_nobody'])).size, 0);
  assert.deepEqual(said.length, 1, 'once, as the file has not changed');
  assert.match(said[0] ?? '', /damaged/);
  assert.equal((await place.run(openai)).exit, 0);
  assert.equal((await index.find([batch])).size, 0, 'it is finished');
});
