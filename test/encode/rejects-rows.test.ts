/** Rows of a CSV rejects file that somebody fixed by hand, and what such a file is written from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { recordFields } from '../../src/encode/sole-record.js';
import type { CsvShape } from '../../src/encode/csv-shape.js';
import { runs } from '../support/properties.js';
import { csvOutcome, outcome } from './outcome.js';

const HEAD = 'a,b,_batchctl_row,_batchctl_code,_batchctl_raw\n';

/** The row whose raw text this is. */
const raw = (text: string) => `,,7,x,"${text.replaceAll('"', '""')}"\n`;

test('added columns are not sent', () => {
  const { items } = outcome(`${HEAD}1,x,7,column_count,\n`, { name: 'a.csv' });
  assert.deepEqual(items, ['{"a":"1","b":"x"}']);
});

test('a row of which nothing is sent is an object without members', () => {
  for (const columns of ['_batchctl_row', '_batchctl_row,_batchctl_x']) {
    const { items } = outcome(`${columns}\n${columns.replaceAll(/[^,]+/g, '1')}\n`, { name: 'a.csv' });
    assert.deepEqual(items, ['{}'], columns);
  }
});

test('raw text stands for the other cells', () => {
  const text = HEAD + raw('1,"x\r\n""y"""\n') + `old,old,8,x,"2,z\r\n"\n`;
  assert.deepEqual(csvOutcome(text), { items: ['1|x\r\n"y"', '2|z'], rejections: [] });
});

const broken: [what: string, raw: string, code: string][] = [
  ['too many fields', '1,2,3\n', 'column_count'],
  ['too few', '1', 'column_count'],
  ['a stray quote', '1,x"y\n', 'quote_in_field(b)'],
  ['text behind a quote', '1,"x"y\n', 'text_after_quote(b)'],
  ['an open quote', '1,"x\n', 'unclosed_quote(b)'],
  ['two records', '1,2\n3,4\n', 'record_count'],
  ['no record', '\n\r\n', 'record_count'],
  ['bytes that were lost', '1,\uFFFD', 'invalid_utf8(_batchctl_raw)'],
];

for (const [what, text, code] of broken) {
  test(`raw text is rejected again: ${what}`, () => {
    const row = raw(text);
    const { items, rejections } = csvOutcome(`${HEAD}${row}5,z,8,x,\n`);
    assert.deepEqual(items, ['5|z']);
    assert.deepEqual(rejections, [`1:2 ${code} ${Buffer.from(row).toString('latin1')}`]);
  });
}

test('the match key is looked for in what is sent', () => {
  const { items, rejections } = csvOutcome(HEAD + raw('1,x') + raw(',x'), { limits: { required: 'a' } });
  assert.deepEqual([items, rejections.length], [['1|x'], 1]);
});

test('the same names are columns like others in a header without _batchctl_row', () => {
  assert.deepEqual(csvOutcome('a,_batchctl_raw\n1,"2,3"\n').items, ['1|2,3']);
});

const shape: CsvShape = {
  format: 'csv',
  delimiter: ';',
  quote: '"',
  escape: '"',
  comment: '',
  hasHeader: true,
  header: ['a', 'b'],
  first: { byte: 4, row: 0, line: 1 },
};
const fields = (text: string) => recordFields(shape, Buffer.from(text, 'latin1'));

test("a record is taken apart only where it is one, of the header's width, in UTF-8", () => {
  assert.deepEqual(fields('1;"x\n""y"\r\n'), ['1', 'x\n"y']);
  const others = ['1\n', '1;2;3\n', '1;x"y\n', '1;"x\n', '1;2\n3;4\n', '1;\xff\n', '', '\n'];
  assert.deepEqual(
    others.map(fields),
    others.map(() => undefined),
  );
});

test('whatever can be written as one record is read back from _batchctl_raw', () => {
  const cell = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'é', 'x', ' ', '\0') });
  const law = fc.property(cell, cell, (a, b) => {
    const quoted = [a, b].map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
    const { items, rejections } = outcome(HEAD + raw(quoted), { name: 'a.csv', readBytes: 5 });
    assert.deepEqual([items.map((item) => JSON.parse(item) as unknown), rejections], [[{ a, b }], []]);
  });
  fc.assert(law, runs(200));
});
