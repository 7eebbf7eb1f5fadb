/** What becomes of single rows: a broken one costs itself and nothing else, and a good one arrives as it was. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { numberedCsv, Workplace } from '../support/workplace.js';

test('an unclosed quote on line 3 of 40,000 rows costs one row', async (t) => {
  const place = new Workplace(t);
  const { text, records } = numberedCsv(40_000);
  place.write('rows.csv', text.replace('\n2,user2', '\n2,"user2'));
  const ran = await place.here('import', 'rows.csv', '--json');
  assert.equal(ran.exit, 3);
  const { rows, imports } = JSON.parse(ran.stdout);
  assert.deepEqual(rows, { read: 40_000, accepted: 39_999, rejected: 1, inDoubt: 0, pending: 0 });
  assert.deepEqual([imports[0].errors[0].code, imports[0].errors[0].lines], ['unclosed_quote', [3]]);
  const expected = records.filter((_, index) => index !== 1).toSorted();
  assert.deepEqual(place.records().toSorted(), expected);
});

test('a note over several lines with a stray blank behind it is one rejected row; none of its lines is imported', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', 'id,note\n1,fine\n2,"first\n7,looks like a row\nlast" \n3,fine\n');
  const ran = await place.here('import', 'rows.csv');
  assert.equal(ran.exit, 3);
  assert.deepEqual(place.records(), ['{"id":"1","note":"fine"}', '{"id":"3","note":"fine"}']);
  const rejects = readFileSync(place.path('rows.rejects.csv'), 'utf8');
  assert.match(rejects, /\r\n,,2,3,text_after_quote,[^\r]*"2,""first\n7,looks like a row\nlast"" "\r\n$/);
});

test('NDJSON: null costs one row; 19 digits, 1.10 and the order of members arrive as they are', async (t) => {
  const place = new Workplace(t);
  const good = ['{"z":1234567890123456789,"a":1.10,"n":-0}', '{ "id" : 2 , "s":"\\u00e9" }'];
  place.write('rows.ndjson', `${good[0]}\nnull\n${good[1]}\n42\n`);
  const ran = await place.here('import', 'rows.ndjson', '--json');
  assert.equal(ran.exit, 3);
  const { imports } = JSON.parse(ran.stdout);
  assert.deepEqual(
    imports[0].errors.map(({ code, lines }: { code: string; lines: number[] }) => [code, lines]),
    [['not_an_object', [2, 4]]],
  );
  assert.deepEqual(place.records(), good);
});

test("a fixed NDJSON rejects file imports, and the rows' own text stays as it was", async (t) => {
  const place = new Workplace(t);
  place.write(
    'rows.ndjson',
    '{"id":1234567890123456789,"email":"nobody"}\n{"id":2,\n{"id":3,"email":"three@example.com"}\n',
  );
  const args = ['import', 'rows.ndjson', '--object', 'people'];
  assert.equal((await place.here(...args)).exit, 3);
  const rejects = readFileSync(place.path('rows.rejects.ndjson'), 'utf8');
  assert.equal(
    (await place.here('import', 'rows.rejects.ndjson', '--object', 'people')).exit,
    3,
    'unfixed, it is refused again',
  );
  place.write(
    'rows.rejects.ndjson',
    rejects.replace('"nobody"', '"nobody@example.com"').replace('{\\"id\\":2,', '{\\"id\\":2}'),
  );
  const fixed = await place.here('import', 'rows.rejects.ndjson', '--object', 'people');
  assert.equal(fixed.exit, 0, fixed.stdout);
  const stored = place.records();
  assert.deepEqual(
    stored.toSorted(),
    [
      '{"id":1234567890123456789,"email":"nobody@example.com"}',
      '{"id":2}',
      '{"id":3,"email":"three@example.com"}',
    ].toSorted(),
  );
});

test('upsert: the last row of a key wins, in the order of the file; a row without its key is rejected', async (t) => {
  const place = new Workplace(t);
  const rows = Array.from({ length: 60 }, (_, index) => `k${index % 7},${index}`);
  place.write('rows.csv', `key,value\n${rows.join('\n')}\n,60\n`);
  const ran = await place.here(
    'import',
    'rows.csv',
    '--match-key',
    'key',
    '--batch-size',
    '4',
    '--fault',
    'job-slow=20',
  );
  assert.equal(ran.exit, 3, ran.stderr);
  assert.match(ran.stdout, /line 62/);
  const last = Array.from({ length: 7 }, (_, key) => {
    const value = Math.max(...Array.from({ length: 60 }, (_, index) => (index % 7 === key ? index : 0)));
    return JSON.stringify({ key: `k${key}`, value: String(value) });
  });
  assert.deepEqual(place.records().toSorted(), last.toSorted());
});

test('limits are exact: no request has more rows or bytes than it may', async (t) => {
  const place = new Workplace(t);
  const rows = Array.from({ length: 500 }, (_, index) => `${index},${'é'.repeat((index * 37) % 300)}`);
  place.write('rows.csv', `id,text\n${rows.join('\n')}\n`);
  const ran = await place.here('import', 'rows.csv', '--batch-size', '40', '--max-bytes', '5000');
  assert.equal(ran.exit, 0, ran.stderr);
  const [found] = place.query('select max(bytes) as bytes, count(*) as requests from requests');
  assert(Number(found?.['bytes']) <= 5000 && Number(found?.['bytes']) > 4000, JSON.stringify(found));
  const [most] = place.query('select max(n) as n from (select count(*) as n from records group by job_id)');
  assert(Number(most?.['n']) <= 40);
  assert.equal(place.stored().length, 500);
  const tooLarge = await place.here('import', 'rows.csv', '--max-bytes', '300', '--object', 'small');
  assert.equal(tooLarge.exit, 3);
  assert.match(tooLarge.stdout, /bytes where a request has room/);
});
