/** Rows into memories: what stands where, and what never leaves. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { API_KEY, WEBHOOK_SECRET } from '../support/canary.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';

class Notes extends Within {
  constructor(t: TestContext) {
    super(t);
    this.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  }

  async import(file: string, ...args: string[]): Promise<Ended> {
    return await this.run(['import', file, '-t', 'papr', '--base-url', await this.serve(), '-q', ...args]);
  }

  async items(): Promise<Record<string, unknown>[]> {
    const found = await this.query('select item, external_user_id from memories order by id');
    return found.map(({ item, external_user_id: user }) => Object.assign(JSON.parse(String(item)), { user }));
  }
}

function md5(content: string): string {
  return createHash('md5').update(content).digest('hex');
}

test('columns have their places, and every memory its marks', async (t) => {
  const place = new Notes(t);
  const text = 'Likes tea, “green” 🍵 most of all';
  writeFileSync(
    'notes.csv',
    `id,body,topics,hierarchical_structures\n007,"${text}",tea | drinks,Home/Kitchen\n8,Second note here,"a, b",\n9,Third note here,,\n`,
  );
  const ran = await place.import('notes.csv', '--user', 'ann', '--parallelism', '7');
  assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
  assert.deepEqual(await place.items(), [
    {
      content: text,
      type: 'text',
      metadata: {
        idempotency_key: md5(text),
        topics: ['tea', 'drinks'],
        hierarchical_structures: 'Home/Kitchen',
        customMetadata: { id: '007', batchctl_row: 'notes.csv:1' },
      },
      user: 'ann',
    },
    {
      content: 'Second note here',
      type: 'text',
      metadata: {
        idempotency_key: md5('Second note here'),
        topics: ['a', 'b'],
        customMetadata: { id: '8', batchctl_row: 'notes.csv:2' },
      },
      user: 'ann',
    },
    {
      content: 'Third note here',
      type: 'text',
      metadata: {
        idempotency_key: md5('Third note here'),
        customMetadata: { id: '9', batchctl_row: 'notes.csv:3' },
      },
      user: 'ann',
    },
  ]);
});

test('rows of one text differ in their mark, and so does an import beside another', async (t) => {
  const place = new Notes(t);
  writeFileSync('notes.csv', 'content\nthe same text here\nthe same text here\n');
  assert.equal((await place.import('notes.csv', '--user', 'ann')).exit, 0);
  assert.equal((await place.import('notes.csv', '--user', 'ann', '--new-run')).exit, 0);
  const marks = await place.query("select item ->> '$.metadata.customMetadata.batchctl_row' as mark from memories");
  assert.equal(new Set(marks.map(({ mark }) => mark)).size, 4);
  assert.match(String(marks[2]?.['mark']), /^notes\.csv\+[0-9a-f]{8}:1$/);
});

test('what a memory can not hold is rejected before it is sent', async (t) => {
  const place = new Notes(t);
  const rows = [
    { content: 'x'.repeat(15_000) },
    { content: 'x'.repeat(15_001) },
    { content: 'é'.repeat(7_501) },
    { content: '' },
    { content: 5 },
    { other: 'nothing' },
    { content: 'fine', topics: [1] },
    { content: 'fine', deep: { a: 1 } },
    { content: 'fine', list: ['a'], number: 1.5, flag: true, nothing: null },
  ];
  writeFileSync('notes.ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const ran = await place.import('notes.ndjson', '--user', 'ann', '--json');
  assert.equal(ran.exit, 3, ran.stdout);
  const [report] = JSON.parse(ran.stdout).imports;
  const codes: [number, string][] = report.errors.flatMap((group: { code: string; rows: number[] }) =>
    group.rows.map((row) => [row, group.code]),
  );
  assert.deepEqual(
    codes.toSorted(([one], [two]) => one - two),
    [
      [2, 'content_too_large'],
      [3, 'content_too_large'],
      [4, 'content_empty'],
      [5, 'content_missing'],
      [6, 'content_missing'],
      [7, 'list_expected'],
      [8, 'nested_metadata'],
    ],
  );
  const items = await place.items();
  assert.deepEqual(
    items.map(({ metadata }) => JSON.stringify(metadata).replace(/.*"customMetadata":/, '')),
    ['{"batchctl_row":"notes.ndjson:1"}}', '{"list":["a"],"number":1.5,"flag":true,"batchctl_row":"notes.ndjson:9"}}'],
  );
});

test('which column is the text must be seen or said', async (t) => {
  const place = new Notes(t);
  writeFileSync('two.csv', 'one,two\nthis is a sentence,this is another one\n');
  const unclear = await place.import('two.csv', '--user', 'ann');
  assert.equal(unclear.exit, 2);
  assert.match(unclear.stderr, /which column holds the text.*\n.*--content COLUMN; the columns are: one, two/);
  assert.equal((await place.import('two.csv', '--user', 'ann', '--content', 'two')).exit, 0);
  const other = await place.import('two.csv', '--user', 'ann', '--content', 'three');
  assert.match(other.stderr, /no column "three"/);
  for (const user of ['', ' ']) assert.equal((await place.import('two.csv', '--user', user)).exit, 2);
  assert.equal((await place.import('two.csv', '--user', 'ann', '--parallelism', '51')).exit, 2);
  assert.deepEqual(
    (await place.items()).map(({ content }) => content),
    ['this is another one'],
  );
});

test('a webhook and its secret are passed on, and are no part of the import', async (t) => {
  const place = new Notes(t);
  writeFileSync('notes.csv', 'content\nonly one note here\n');
  writeFileSync('hook.secret', `${WEBHOOK_SECRET}\n`);
  const hook = ['--webhook-url', 'http://127.0.0.1:9/papr', '--webhook-secret-file', 'hook.secret'];
  assert.equal((await place.import('notes.csv', '--user', 'ann', ...hook)).exit, 0);
  const [call] = await place.query('select url, headers from webhook_calls');
  assert.equal(call?.['url'], 'http://127.0.0.1:9/papr');
  assert.match(String(call?.['headers']), /sha256=/);
  // Another address doesn't make it another import.
  assert.match((await place.import('notes.csv', '--user', 'ann')).stdout, /Nothing to do/);
  assert.equal((await place.import('notes.csv', '--user', 'ann', '--webhook-url', 'ftp://x')).exit, 2);
  assert.equal((await place.import('notes.csv', '--user', 'ann', '--webhook-secret-file', 'hook.secret')).exit, 2);
});
