/** What becomes of CSV rows where lines end in every way, and with every sign that a file may be written with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CSV_LINES } from '../../src/encode/csv-lines.js';
import { testCorners } from './csv-corners.js';

testCorners([
  // The header again: two files in one.
  [
    'the header again',
    'a,b\n1,x\n"a",b\na,b ,\na,b \n',
    ['1|x', 'a|b '],
    ['2:3 header_repeated "a",b\n', '3:4 column_count a,b ,\n'],
  ],
  ['its only name is a value', 'a\n1\na\n', ['1', 'a']],
  ['names that were given are values', 'x,y\na,b\n', ['x|y', 'a|b'], [], { columns: ['a', 'b'] }],
  [
    'a preamble, a second table and a footer',
    'a,b\n\n1,x\nTotal: 1\n\nc,d,e\n2,y,z\n',
    ['1|x'],
    ['2:4 column_count Total: 1\n', '3:6 column_count c,d,e\n', '4:7 column_count 2,y,z\n'],
  ],
  // Lines.
  [
    'CRLF, LF and quoted CRLF side by side',
    'a,b\r\n1,"x\r\ny"\r\n2,z\n3,"q"q\r\n',
    ['1|x\r\ny', '2|z'],
    ['3:5 text_after_quote(b) 3,"q"q\r\n'],
  ],
  [
    'LF, CRLF and CR end rows, in any order; in quotes they are data',
    'a,b\r1,x\r\r\n2,"y\rz"\n\r3\r"4",q"\r\n5,"v"\r',
    ['1|x', '2|y\rz', '5|v'],
    ['3:7 column_count 3\r', '4:8 quote_in_field(b) "4",q"\r\n'],
  ],
  ['a lone CR at the very end ends its row', 'a,b\r1,"x"\r', ['1|x']],
  [
    'a quote that is never closed costs the line up to CR',
    'a,b\r1,"x\r2,"y"\r',
    ['2|y'],
    ['1:2 unclosed_quote(b) 1,"x\r'],
  ],
  [
    'a CRLF that ends one byte beyond the longest record, and a CR that does not',
    'a,b\n1,xxxx\r\n1,xxxx\r1,xxxx\r',
    ['1|xxxx', '1|xxxx'],
    ['1:2 record_too_large 1,xxxx\r\n'],
    { limits: { maxRecordBytes: 7 } },
  ],
  [
    'a line beyond the longest ends with its CR, wherever reads end',
    'a,b\r1,xxxxxxx\r2,y\r1,xxxxxxx\r\n3,z\r1,xxxxxxx\r',
    ['2|y', '3|z'],
    ['1:2 record_too_large 1,xxxxxxx\r', '3:4 record_too_large 1,xxxxxxx\r\n', '5:6 record_too_large 1,xxxxxxx\r'],
    { limits: { maxRecordBytes: 6 } },
  ],
  // Other signs.
  ['another quote', "a,b\n'1,''2',\"x\n2,x'\n", ['1,\'2|"x'], ["2:3 quote_in_field(b) 2,x'\n"], { quote: "'" }],
  ['no quote', 'a,b\n"1,2"\n"3,4,5\n', ['"1|2"'], ['2:3 column_count "3,4,5\n'], { quote: '' }],
  [
    'an escape: in quotes only, and a doubled quote is none',
    'a,b\n"\\"1\\\\",\\\n"2""",y\n"3\\",z\n"4",w\n',
    ['"1\\|\\', '4|w'],
    ['2:3 text_after_quote(a) "2""",y\n', '3:4 unclosed_quote(a) "3\\",z\n'],
    { escape: '\\' },
  ],
  [
    'comments are no rows, but lines; a # elsewhere is text',
    '#1,"x\na,b\n#\r\n1,#\n\n#"\n"#2",y\n3\n#',
    ['1|#', '#2|y'],
    ['3:8 column_count 3\n'],
    { comment: '#' },
  ],
  [
    'a comment within a broken note goes down with it',
    'a,b\n1,"x\n#"y\n2,z\n',
    ['2|z'],
    ['1:2 text_after_quote(b) 1,"x\n#"y\n'],
    { comment: '#' },
  ],
  [
    'a comment beyond the longest record is a row',
    'a,b\n#xxxx\n#xxxxx\n#xxxx',
    [],
    ['1:3 record_too_large #xxxxx\n'],
    { comment: '#', limits: { maxRecordBytes: 6 } },
  ],
  ['no header: names that were given', '1,x\n2\n', ['1|x'], ['2:2 column_count 2\n'], { columns: ['a', 'b'] }],
  ['no header: as many as the first row has', '1,x\n2\n', ['1|x'], ['2:2 column_count 2\n'], { hasHeader: false }],
  ['empty lines are no rows, but lines', 'a,b\n\n\r\n1,x\n\n2\n\n', ['1|x'], ['2:6 column_count 2\n']],
  ['one column: "" is empty, an empty line is nothing, a blank is a value', 'a\n\n""\n \n', ['', ' ']],
  ['no newline at the end', 'a,b\n1,x', ['1|x']],
]);

test('the rest of a line ends with its break, and a CR is not decided before the byte behind it is there', () => {
  const rests: [text: string, final: boolean, bytes: number, isEnd: boolean][] = [
    ['ab', false, 2, false],
    ['ab\r', false, 2, false],
    ['\r', false, 0, false],
    ['\r\nb', false, 2, true],
    ['a\rb\n', false, 2, true],
    ['a\nb\r', false, 2, true],
    ['ab\r', true, 3, true],
    ['ab', true, 2, false],
  ];
  for (const [text, final, bytes, isEnd] of rests) {
    assert.deepEqual(CSV_LINES.rest(Buffer.from(text), final), { bytes, isEnd }, JSON.stringify([text, final]));
  }
});
