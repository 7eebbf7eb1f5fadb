/** What becomes of every kind of CSV row, one line a kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testCorners, type Corner } from './csv-corners.js';
import { csvOutcome, outcome } from './outcome.js';

const LONG = 'x'.repeat(150);

const corners: Corner[] = [
  // Quotes that break on the record's own line.
  ['stray quote inside a field', 'a,b\n1,x"y\n2,z\n', ['2|z'], ['1:2 quote_in_field(b) 1,x"y\n']],
  ['text behind a closing quote', 'a,b\n1,"x"y\n2,z\n', ['2|z'], ['1:2 text_after_quote(b) 1,"x"y\n']],
  [
    'blanks around quotes',
    'a,b\n1, "x"\n"2" ,y\n',
    [],
    ['1:2 quote_in_field(b) 1, "x"\n', '2:3 text_after_quote(a) "2" ,y\n'],
  ],
  ['a closing quote behind a delimiter', 'a,b\n1,","x"\n2,z\n', ['2|z'], ['1:2 unclosed_quote(b) 1,","x"\n']],
  // A quote that is never closed costs its own line only.
  ['never closed', 'a,b\n1,"x\n2,y\n3,z\n', ['2|y', '3|z'], ['1:2 unclosed_quote(b) 1,"x\n']],
  ['shown by the next quoted field', 'a,b\n1,"x\n2,"y"\n3,z\n', ['2|y', '3|z'], ['1:2 unclosed_quote(b) 1,"x\n']],
  ['shown by a quote at the start of a line', 'a,b\n1,"x\n"2",y\n', ['2|y'], ['1:2 unclosed_quote(b) 1,"x\n']],
  ['the last line', 'a,b\n1,x\n2,"y', ['1|x'], ['2:3 unclosed_quote(b) 2,"y']],
  [
    'every line',
    'a,b\n1,"x\n2,"x\n3,"x\n',
    [],
    ['1:2 unclosed_quote(b) 1,"x\n', '2:3 unclosed_quote(b) 2,"x\n', '3:4 unclosed_quote(b) 3,"x\n'],
  ],
  [
    'only at the cap',
    `a,b\n1,"x\n${'2,y\n'.repeat(9)}`,
    Array<string>(9).fill('2|y'),
    ['1:2 unclosed_quote(b) 1,"x\n'],
    { limits: { maxRecordBytes: 20 } },
  ],
  // A broken note of several lines goes down as one row: none of its lines is imported.
  [
    'stray blank behind its closing quote',
    'a,b\n1,"note\n5,y\nend" \n3,z\n',
    ['3|z'],
    ['1:2 text_after_quote(b) 1,"note\n5,y\nend" \n'],
  ],
  [
    'the same, the quote on a line of its own',
    'a,b\n1,"note\n5,y\n" \n3,z\n',
    ['3|z'],
    ['1:2 text_after_quote(b) 1,"note\n5,y\n" \n'],
  ],
  [
    'the same, before another field',
    'a,b\n"note\n5,y\n" \t,1\n3,z\n',
    ['3|z'],
    ['1:2 text_after_quote(a) "note\n5,y\n" \t,1\n'],
  ],
  [
    'text behind its closing quote',
    'a,b\n1,"x\n5,y\nend"z\n3,z\n',
    ['3|z'],
    ['1:2 text_after_quote(b) 1,"x\n5,y\nend"z\n'],
  ],
  ['a stray quote behind a note', 'a,b\n"x\n5,y\n",o"o\n3,z\n', ['3|z'], ['1:2 quote_in_field(b) "x\n5,y\n",o"o\n']],
  [
    'a quote never closed behind a note',
    'a,b\n"x\n5,y\n","o\n6,z\n7,"q"\n',
    ['6|z', '7|q'],
    ['1:2 unclosed_quote(b) "x\n5,y\n","o\n'],
  ],
  // Sound, though it may not look so.
  ['closed by a later line that ends there: one long row', 'a,b\n1,"x\n2,y"\n3,z\n', ['1|x\n2,y', '3|z']],
  ['a NUL behind a closing quote is text (csv-parse)', 'a,b\n"x"\0,y\n', ['x\0|y']],
  ["a quote behind that NUL isn't", 'a,b\n"x"\0"y",y\n', [], ['1:2 quote_in_field(a) "x"\0"y",y\n']],
  ['NUL and control characters', 'a,b\n\0,\x01\n', ['\0|\x01']],
  // Column counts.
  ['ragged rows', 'a,b\n1\n2,y,z\n3,z\n', ['3|z'], ['1:2 column_count 1\n', '2:3 column_count 2,y,z\n']],
  ['ragged with a quoted newline: both lines', 'a,b\n1,"x\ny",z\n3,z\n', ['3|z'], ['1:2 column_count 1,"x\ny",z\n']],
  // Bytes and sizes.
  ['not UTF-8', Buffer.from('a,b\n1,\xe9\n2,z\n', 'latin1'), ['2|z'], ['1:2 invalid_utf8(b) 1,\xe9\n']],
  [
    'not UTF-8, in a quoted field with delimiters',
    Buffer.from('a,b\n"1,"",",\xff\n', 'latin1'),
    [],
    ['1:2 invalid_utf8(b) "1,"",",\xff\n'],
  ],
  ['UTF-8 BOM in front of a quoted header', '\uFEFF"a",b\n1,x\n', ['1|x']],
  ['two of them, and one that is data', '\uFEFF\uFEFF"a",b\n\uFEFF1,x\n', ['\uFEFF1|x']],
  [
    'an item beyond the limit: the whole record',
    `a,b\n1,"${LONG}\n${LONG}"\n2,z\n`,
    ['2|z'],
    [`1:2 item_too_large 1,"${LONG}\n${LONG}"\n`],
    { maxBytes: 200 },
  ],
  [
    'a record beyond the longest: the line of its quote',
    `a,b\n1,"${LONG}\n${LONG}"\n2,z\n`,
    ['2|z'],
    [`1:2 unclosed_quote(b) 1,"${LONG}\n`, `2:3 quote_in_field(a) ${LONG}"\n`],
    { limits: { maxRecordBytes: 200 } },
  ],
  [
    'a line beyond the longest: all of it',
    `a,b\n1,${'x'.repeat(5000)}\n2,z\n`,
    ['2|z'],
    [`1:2 record_too_large 1,${'x'.repeat(5000)}\n`],
    { limits: { maxRecordBytes: 200 } },
  ],
  [
    'a long line behind a note: both',
    `a,b\n"x\n","${'x'.repeat(5000)}"\n2,z\n`,
    ['2|z'],
    [`1:2 record_too_large "x\n","${'x'.repeat(5000)}"\n`],
    { limits: { maxRecordBytes: 200 } },
  ],
  ['exactly the longest, at the end', 'a,b\n1,xxxx', ['1|xxxx'], [], { limits: { maxRecordBytes: 6 } }],
  ['one byte more', 'a,b\n1,xxxxx', [], ['1:2 record_too_large 1,xxxxx'], { limits: { maxRecordBytes: 6 } }],
  [
    'a line break counts',
    'a,b\n1,xxxx\n2,z\n',
    ['2|z'],
    ['1:2 record_too_large 1,xxxx\n'],
    { limits: { maxRecordBytes: 6 } },
  ],
  [
    'behind a quote, too',
    'a,b\n1,"x"\r\n2,z\n',
    ['2|z'],
    ['1:2 record_too_large 1,"x"\r\n'],
    { limits: { maxRecordBytes: 6 } },
  ],
  [
    'a long line behind a closed note: both',
    `a,b\n"x\n",${LONG}\n2,z\n`,
    ['2|z'],
    [`1:2 record_too_large "x\n",${LONG}\n`],
    { limits: { maxRecordBytes: 50 } },
  ],
  [
    'an item that just fits, and one that does not',
    `a\n${'x'.repeat(190)}\n${'y'.repeat(191)}\n`,
    ['x'.repeat(190)],
    [`2:3 item_too_large ${'y'.repeat(191)}\n`],
    { maxBytes: 200 },
  ],
  // The match key.
  [
    'an empty match key',
    'a,b\n,x\n2,\n"",y\n',
    ['2|'],
    ['1:2 match_key_missing(a) ,x\n', '3:4 match_key_missing(a) "",y\n'],
    { limits: { required: 'a' } },
  ],
];

testCorners(corners);

test("csv: values are text, in the header's order, whatever they look like", () => {
  const { items } = outcome('b,__proto__,a,1\n9223372036854775807,1.10,-0,\n', { name: 'x.csv' });
  assert.deepEqual(items, ['{"b":"9223372036854775807","__proto__":"1.10","a":"-0","1":""}']);
});

test('csv: an unclosed quote on line 3 of a file of 40,000 rows costs one row', () => {
  const rows = Array.from({ length: 40_000 }, (_, index) => (index === 1 ? '1,"x' : `${index},y`));
  const { items, rejections } = csvOutcome(`a,b\n${rows.join('\n')}\n`, {
    limits: { maxRecordBytes: 1e6 },
    readBytes: 65_536,
  });
  assert.equal(items.length, 39_999);
  assert.deepEqual(rejections, ['2:3 unclosed_quote(b) 1,"x\n']);
});
