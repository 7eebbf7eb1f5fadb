/** How the shape of a source is found out, and what is refused because it would spoil every row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { FormatChoice } from '../../src/encode/format.js';
import { detectShape, HEAD_BYTES, type Shape } from '../../src/encode/shape.js';
import { runs } from '../support/properties.js';
import { cleanCsv } from './csv-files.js';

const START = { byte: 0, row: 0, line: 0 };

function shapeOf(text: string | Buffer, choice: Partial<FormatChoice> = {}): Shape | undefined {
  return detectShape(Buffer.from(text), { name: 'rows', ...choice }, true);
}

const header = (text: string, choice: Partial<FormatChoice> = {}) => {
  const shape = shapeOf(text, choice);
  return shape?.format === 'csv' ? [shape.delimiter, ...shape.header] : shape?.format;
};

test('the format is what is chosen, else what the name says, else what the first sign says', () => {
  for (const name of ['a.csv', 'A.CSV', 'a.json.csv', 'a.csv.gz', 'a', 'csv', 'a.txt']) {
    assert.deepEqual(header('x,y\n', { name }), [',', 'x', 'y'], name);
  }
  for (const name of ['a.tsv', 'a.tab', 'a.TSV.zst'])
    assert.deepEqual(header('x\ty\n', { name }), ['\t', 'x', 'y'], name);
  for (const name of ['a.ndjson', 'a.jsonl', 'a.json']) assert.equal(header('x,y\n', { name }), 'ndjson', name);
  assert.equal(header('\uFEFF\n {"a":1}\n'), 'ndjson');
  assert.deepEqual(header('{a},b\n', { name: 'a.csv' }), [',', '{a}', 'b']);
  assert.deepEqual(header('x\ty\n', { name: 'a.json', format: 'tsv' }), ['\t', 'x', 'y']);
  assert.deepEqual(header('x;y\n', { name: 'a.tsv', delimiter: ';' }), [';', 'x', 'y']);
});

test('a shape is plain data, and says where the first row begins', () => {
  const csv = shapeOf('\uFEFF\r\n"a\n b",é\r\n1,2\n', { name: 'a.csv' });
  const first = { byte: 16, row: 0, line: 3 };
  const signs = { delimiter: ',', quote: '"', escape: '"', comment: '' };
  assert.deepEqual(csv, { format: 'csv', ...signs, hasHeader: true, header: ['a\n b', 'é'], first });
  assert.deepEqual(JSON.parse(JSON.stringify(csv)), csv);
  assert.deepEqual(shapeOf('\uFEFF{}', { name: 'a.json' }), { format: 'ndjson', first: { ...START, byte: 3 } });
});

test('a source without anything in it has no rows', () => {
  for (const text of ['', '\n\r\n', ' \n\t\n', '\uFEFF']) {
    const bytes = Buffer.from(text);
    const first = { byte: bytes.length, row: 0, line: text.split('\n').length - 1 };
    assert.deepEqual(shapeOf(bytes, { name: 'a.csv' }), {
      format: 'csv',
      delimiter: ',',
      quote: '"',
      escape: '"',
      comment: '',
      hasHeader: true,
      header: [],
      first,
    });
  }
  assert.deepEqual(shapeOf('', { name: 'a.ndjson' }), { format: 'ndjson', first: START });
});

const utf16 = Buffer.from('a,b\n1,2\n', 'utf16le');
const refused: [what: string, text: string | Buffer, code: string, message: RegExp, choice?: Partial<FormatChoice>][] =
  [
    [
      'two columns of one name',
      '\na,b,a,a\n',
      'duplicate_column',
      /rows line 2: columns 1, 3, 4 have the same name "a"$/,
    ],
    [
      'two of one name but for blanks',
      'a,b, a \n',
      'duplicate_column',
      /columns 1, 3 .* "a", but for blanks around it/,
    ],
    ['a delimiter at the end of the header', 'a,b,\n1,2,\n', 'unnamed_column', /column 3: .* ends with a delimiter/],
    ['a thousand without a name', `a${','.repeat(1000)}\n`, 'unnamed_column', /2, 3, .*, 21 and 980 more$/],
    ['a column without a name', 'a,, \n', 'unnamed_column', /line 1: .* columns 2, 3$/],
    ['a header that is not UTF-8', Buffer.from('a,\xe9\n', 'latin1'), 'not_utf8', /line 1/],
    ['UTF-16, little-endian', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'utf16', /line 1/],
    ['UTF-16 without its mark', utf16, 'utf16', /line 1/],
    ['UTF-16, big-endian', Buffer.from(utf16).swap16(), 'utf16', /line 1/],
    ['a stray quote', 'a,b"\n', 'header_syntax', /line 1: .*a quote stands/],
    ['an unclosed quote', 'a,"b\n1,2\n', 'header_syntax', /line 1: .*never closed/],
    [
      'a first row that is not CSV, to count columns by',
      'a,"b"c\n',
      'header_syntax',
      /line 1: .*text/,
      { hasHeader: false },
    ],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5]), 'compressed', /gzip/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004abcdef'), 'compressed', /zip/],
    ['bzip2', Buffer.from('BZh91AY&SY\xe0', 'latin1'), 'compressed', /bzip2/],
    ['xz', Buffer.from('\xfd7zXZ\0', 'latin1'), 'compressed', /xz/],
    ['zstd within another archive', Buffer.from('\x28\xb5\x2f\xfd', 'latin1'), 'compressed', /zstd/],
    ['an old Excel file', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), 'not_text', /Excel/],
    ['Parquet', 'PAR1\x15\x00', 'not_text', /Parquet/],
    ['PDF', '%PDF-1.7\n', 'not_text', /PDF/],
    ['a JSON array in lines', '[\n{"a":1}]', 'json_array', /line 1/, { name: 'a.json' }],
    ['a JSON array by its content', ' [ {"a":1}]', 'json_array', /line 1/],
    ['an object over several lines', '{\n  "a": 1\n}', 'json_not_lines', /line 1/, { name: 'a.json' }],
    ['another delimiter in a file called tab-separated', 'a;b\n1;2\n', 'delimiter_unclear', /";"/, { name: 'a.tsv' }],
  ];

for (const [what, text, code, message, choice] of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(() => shapeOf(text, choice), { name: 'BatchctlError', exit: 4, code, message });
  });
}

test('one column with another delimiter in its name is taken at its word', () => {
  assert.deepEqual(header('a;b\n', { delimiter: ',' }), [',', 'a;b']);
});

test('a delimiter can be several signs, but no quote, line break or nothing', () => {
  assert.deepEqual(header('a||b|\n', { delimiter: '||' }), ['||', 'a', 'b|']);
  for (const delimiter of ['', '"', '\n', ',\r']) {
    assert.throws(() => shapeOf('a,b\n', { delimiter }), { exit: 2, code: 'delimiter_invalid' });
  }
});

test('a rejects file has commas, whatever the delimiter of the source was', () => {
  assert.deepEqual(header('a,_batchctl_row\n', { delimiter: ';' }), [',', 'a', '_batchctl_row']);
  assert.deepEqual(header('a,_batchctl_row\n', { format: 'tsv' }), [',', 'a', '_batchctl_row']);
  assert.deepEqual(header('a,_batchctl_row\n', { columns: ['x'], quote: "'" }), [',', 'a', '_batchctl_row']);
  assert.deepEqual(header('a;x_batchctl_row,\n', { delimiter: ';' }), [';', 'a', 'x_batchctl_row,']);
  // As a spreadsheet may save it.
  assert.deepEqual(header('a;_batchctl_row\n', { columns: ['x'], delimiter: ',' }), [';', 'a', '_batchctl_row']);
});

test('a shorter look at a source gives the same shape, or asks for more', () => {
  const law = fc.property(cleanCsv, fc.nat(), ({ bytes, dialect }, length) => {
    const choice = { format: 'csv', ...dialect, name: 'a.csv' } as const;
    const whole = detectShape(bytes, choice, true);
    const part = detectShape(bytes.subarray(0, length % (bytes.length + 1)), choice, false);
    if (part !== undefined) assert.deepEqual(part, whole);
  });
  fc.assert(law, runs(500));
});

test('nothing is said of a source before there is something to tell it by', () => {
  for (const text of ['', '\x1f', '{', '\n'.repeat(100)]) {
    assert.equal(detectShape(Buffer.from(text, 'latin1'), { name: 'a.ndjson' }, false), undefined);
  }
});

test('a header that has not ended in 1 MiB is refused, whether or not that is called all', () => {
  const long = Buffer.alloc(HEAD_BYTES, 'x');
  for (const final of [true, false]) {
    const error = { exit: 4, code: 'no_header' };
    assert.throws(() => detectShape(long, { name: 'a.csv' }, final), error);
    assert.throws(() => detectShape(Buffer.from('"a\n'.repeat(HEAD_BYTES / 3 + 1)), { name: 'a.csv' }, final), {
      exit: 4,
    });
    assert.throws(() => detectShape(Buffer.alloc(HEAD_BYTES, '\n'), { name: 'a.csv' }, final), error);
  }
  assert.equal(detectShape(long.subarray(1), { name: 'a.csv' }, false), undefined);
});
