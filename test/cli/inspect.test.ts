/** `inspect` tells what an import would do, by doing it as far as the sending; and leaves nothing behind. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Workplace } from '../support/workplace.js';

const CUSTOMERS = [
  'id,email,zip,amount,joined,active,note',
  '1,ada@example.com,01234,1.5,2024-01-01T10:00:00Z,true,"Hello, world"',
  '2,bob@example.com,98765,2,2024-01-02T10:00:00Z,false,',
  '3,ada@example.com,12345,,2024-01-03T10:00:00+01:00,,"a ""b"""',
  'x,y',
  '5,,12345,7.25,2024-01-04T10:00:00+01:00,true,fine',
  '',
].join('\n');

function place(
  t: ConstructorParameters<typeof Workplace>[0],
  files: Readonly<Record<string, string | Buffer>>,
): Workplace {
  const place = new Workplace(t);
  for (const [name, content] of Object.entries(files)) place.write(name, content);
  return place;
}

/** The document, of a look that must end well. */
async function look(workplace: Workplace, ...args: string[]) {
  const ran = await workplace.here('inspect', ...args, '--json');
  assert.deepEqual([ran.exit, ran.stderr], [0, ''], ran.stdout);
  return JSON.parse(ran.stdout);
}

test('a look shows everything, exits 0 also where rows would be rejected, and leaves nothing behind', async (t) => {
  const here = place(t, { 'customers.csv': CUSTOMERS });
  const { exit, stdout, stderr } = await here.here('inspect', 'customers.csv', '--match-key', 'email');
  assert.deepEqual([exit, stderr], [0, '']);
  assert.match(stdout, /^customers\.csv: CSV, 5 rows, 7 columns\n/);
  assert.match(stdout, /CSV divided by commas, quoted by double quotes, a header line/);
  assert.match(stdout, /1 request, \S+ k?B, to sandbox\/customers \(upsert\)/);
  assert.match(stdout, /^ {2}zip +text +100% +0 +3 +5 +01234, 98765, 12345$/m);
  assert.match(stdout, /^ {2}amount +number +100% +1 +3 +4 +1\.5, 2, 7\.25$/m);
  assert.match(stdout, /^ {2}zip: 1 value with leading zeros.* \(row 1\)$/m);
  assert.match(stdout, /^ {2}email: 1 row with the match key of an earlier row.*/m);
  assert.match(stdout, /2 of 5 rows would be rejected\n {2}1 × .* line 5\n {2}1 × .* line 6/);
  assert.match(stdout, /\n {2}\{"id":"1","email":"ada@example\.com",.*"note":"Hello, world"\}\n {2}\{"id":"2",/);
  assert.match(stdout, /\n {2}batchctl inspect customers\.csv --match-key email --save customers\.mapping\.json\n$/);
  assert.deepEqual(readdirSync(here.directory), ['customers.csv']);
});

test('requests, rejected rows and items are those of the import', async (t) => {
  const here = place(t, { 'customers.csv': CUSTOMERS });
  const flags = ['customers.csv', '--batch-size', '4'];
  const found = await look(here, ...flags);
  const ran = await here.here('import', ...flags, '--json');
  const { requests, rows, imports } = JSON.parse(ran.stdout);
  // Looking asks for each job once more.
  assert.ok(requests >= found.requests.count);
  assert.deepEqual(found.requests, { count: 2, bytes: found.requests.bytes, exact: true });
  assert.deepEqual(found.rows, { count: rows.read, exact: true });
  assert.equal(found.rejected.count, rows.rejected);
  assert.deepEqual(found.rejected.errors[0].lines, imports[0].errors[0].lines);
  const texts = found.items.map(({ text }: { text: string }) => text);
  assert.deepEqual(texts, here.records().slice(0, 2));
  for (const { text, bytes } of found.items) assert.equal(bytes, Buffer.byteLength(text));
});

test('what it saves is what import then does, and is not written over', async (t) => {
  const here = place(t, { 'customers.csv': CUSTOMERS });
  const saved = await here.here('inspect', 'customers.csv', '--save', 'c.json');
  assert.equal(saved.exit, 0, saved.stderr);
  assert.match(saved.stdout, /\n {2}batchctl import customers\.csv --mapping c\.json\n$/);
  const text = readFileSync(here.path('c.json'), 'utf8');
  const { batchctl, read, types, empty } = JSON.parse(text);
  assert.equal(batchctl, 1);
  assert.deepEqual([read.format, read.delimiter, read.encoding], ['csv', ',', 'utf-8']);
  assert.deepEqual(types, { id: 'int', amount: 'number', joined: 'datetime', active: 'boolean' });
  assert.equal(empty, 'null');
  const imported = await here.here('import', 'customers.csv', '--mapping', 'c.json', '--json');
  assert.equal(JSON.parse(imported.stdout).rows.accepted, 4, imported.stderr);
  const [first, second, third] = here.records();
  assert.match(first ?? '', /"id":1,.*"zip":"01234","amount":1\.5,"joined":"2024-01-01T10:00:00Z","active":true/);
  assert.match(second ?? '', /"amount":2,.*"active":false,"note":null/);
  assert.match(third ?? '', /"amount":null,.*"active":null/);

  const again = await here.here('inspect', 'customers.csv', '--save', 'c.json');
  assert.equal(again.exit, 2);
  assert.match(again.stderr, /c\.json is there already\n.*--force/);
  writeFileSync(here.path('c.json'), 'mine');
  const forced = await here.here('inspect', 'customers.csv', '--save', 'c.json', '--force');
  assert.equal(forced.exit, 0);
  assert.equal(readFileSync(here.path('c.json'), 'utf8'), text);
});

test('how to read, where to send and what to make of rows hold as they do for import', async (t) => {
  const here = place(t, { 'rows.txt': 'a|b\n2024-01-01 10:00|x\nbroken\n2024-01-02 10:00|x\n' });
  const bare = await look(here, 'rows.txt', '--delimiter', '|');
  assert.deepEqual(
    bare.warnings.map(({ code }: { code: string }) => code),
    ['bare_datetime'],
  );
  const zoned = ['--delimiter', '|', '--timezone', 'Europe/Berlin', '--type', 'a=datetime', '--map', 'key=b'];
  const found = await look(here, 'rows.txt', ...zoned, '--match-key', 'key', '--object', 'o');
  assert.deepEqual([found.object, found.operation], ['o', 'upsert']);
  assert.equal(found.items[0].text, '{"a":"2024-01-01T10:00:00+01:00","key":"x"}');
  assert.deepEqual(
    found.warnings.map(({ code, rows }: { code: string; rows: number[] }) => [code, rows]),
    [['duplicate_keys', [3]]],
  );
});

test('each target gives its own items, and its own refusals', async (t) => {
  const notes = `content,topics\nA note that is long enough,a|b\n${'x y z '.repeat(3000)},c\n`;
  const here = place(t, { 'notes.csv': notes });
  const papr = await look(here, 'notes.csv', '-t', 'papr', '--user', 'u1');
  assert.equal(papr.rejected.errors[0].code, 'content_too_large');
  assert.match(papr.items[0].text, /^\{"content":"A note that is long enough","type":"text".*"topics":\["a","b"\]/);
  const openai = await look(here, 'notes.csv', '-t', 'openai', '--model', 'm', '--prompt', 'content');
  assert.match(openai.items[0].text, /^\{"custom_id":"row-1","method":"POST"/);
  assert.equal(openai.items[1].bytes > 18_000, true);
});

test('of a large file the front is looked at, and the rest estimated', async (t) => {
  const text = 'x'.repeat(8000);
  const rows = Array.from({ length: 4000 }, (_, id) => `${JSON.stringify({ id, text })}\n`);
  const here = place(t, { 'large.ndjson': `${rows.join('')}not JSON\n` });
  const { rows: estimate, read, requests, rejected, columns } = await look(here, 'large.ndjson');
  assert.equal(read.all, false);
  assert.ok(read.bytes <= 16 * 1_048_576 && read.bytes > 15 * 1_048_576);
  assert.equal(read.rows, columns[0].values);
  assert.equal(estimate.exact, false);
  assert.ok(Math.abs(estimate.count - 4000) < 40, `${estimate.count}`);
  assert.ok(Math.abs(requests.count - 4) <= 1, `${requests.count}`);
  assert.equal(rejected.count, 0);
});

test('archives and encodings are told, and looked into', async (t) => {
  const packed = gzipSync(CUSTOMERS);
  const wide = Buffer.from(`\uFEFF${CUSTOMERS}`, 'utf16le');
  const here = place(t, {
    'a.csv': CUSTOMERS,
    'a.csv.gz': packed,
    'wide.csv': wide,
    'cut.csv.gz': packed.subarray(0, -9),
  });
  const plain = await look(here, 'a.csv');
  assert.deepEqual([plain.compression, plain.encoding, plain.bytes], [null, 'utf-8', CUSTOMERS.length]);
  for (const [name, compression, encoding, bytes] of [
    ['a.csv.gz', 'gzip', 'utf-8', packed.length],
    ['wide.csv', null, 'utf-16le', wide.length],
  ] as const) {
    const found = await look(here, name);
    assert.deepEqual([found.compression, found.encoding, found.bytes], [compression, encoding, bytes]);
    assert.deepEqual(found.columns, plain.columns);
    assert.deepEqual(found.rows, plain.rows);
  }
  const cut = await here.here('inspect', 'cut.csv.gz');
  assert.equal(cut.exit, 4, cut.stderr);
});

test('nobody is asked, so CI needs no target and no target needs a credential', async (t) => {
  const here = place(t, { 'customers.csv': CUSTOMERS });
  here.env['CI'] = 'true';
  const { target } = await look(here, 'customers.csv');
  assert.equal(target, 'sandbox');
  const real = await look(here, 'customers.csv', '-t', 'experiture', '--object', 'profiles');
  assert.deepEqual([real.target, real.object], ['experiture', 'profiles']);
});

const MISUSES: readonly [exit: number, args: readonly string[], says: RegExp][] = [
  [2, ['rows.csv', '--concurrency', '2'], /--concurrency/],
  [2, ['rows.csv', '--api-key-file', 'key'], /--api-key-file/],
  [2, ['rows.csv', '--dry-run'], /--dry-run/],
  [2, ['rows.csv', '--force'], /--force only goes with --save/],
  [2, ['rows.csv', '--match-key', 'emial'], /did you mean "email"/],
  [2, ['rows.csv', '--user', 'u'], /--user means nothing/],
  [2, ['-'], /standard input/],
  [2, ['rows.csv', '--save', 'rows.csv'], /there already/],
  [9, ['rows.csv', '--save', 'no/such/folder.json'], /can't be written/],
  [4, ['none.csv'], /no such file/],
  [4, ['array.json'], /JSON array/],
];

test('what it can not do is said, with the exit code of its kind', async (t) => {
  const here = place(t, { 'rows.csv': 'id,email\n1,a\n', 'array.json': '[{"a":1},\n{"a":2}]' });
  for (const [exit, args, says] of MISUSES) {
    const ran = await here.here('inspect', ...args);
    assert.equal(ran.exit, exit, `${args.join(' ')}: ${ran.stderr}`);
    assert.match(ran.stderr, says, args.join(' '));
    assert.equal(ran.stdout, '');
  }
});
