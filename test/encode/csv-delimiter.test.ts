/** What divides the fields, where nobody says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { FormatChoice } from '../../src/encode/format.js';
import { detectShape } from '../../src/encode/shape.js';
import { runs } from '../support/properties.js';
import { cleanCsv } from './csv-files.js';
import { csvOutcome } from './outcome.js';

/** The delimiter, or the code of what is said instead of it. */
function found(text: string | Buffer, choice: Partial<FormatChoice> = {}, final = true): string | undefined {
  try {
    const shape = detectShape(Buffer.from(text), { name: 'rows.csv', ...choice }, final);
    if (shape === undefined) return undefined;
    assert(shape.format === 'csv');
    return shape.delimiter;
  } catch (error) {
    assert(error instanceof Error && 'code' in error && typeof error.code === 'string');
    return error.code;
  }
}

const cases: [what: string, text: string, delimiter: string, choice?: Partial<FormatChoice>][] = [
  ['commas', 'a,b\n1,2\n', ','],
  ['semicolons and decimal commas', 'name;price\nx;1,50\ny;2\n', ';'],
  ['semicolons, and a comma in a name', 'name;price, net\nx;1,50\ny;2\n', ';'],
  ['tabs', 'a\tb\n1\t2\n', '\t'],
  ['bars', 'a|b\n1|2\n', '|'],
  ['a semicolon in a note', 'id,note\n1,x; y\n2,z; w\n', ','],
  ['commas in quotes', '"a,b";c\n"1,2";3\n', ';'],
  ['semicolons in quotes', '"a;b",c\n"1;2",3\n', ','],
  ['one column', 'a\n1\n2\n', ','],
  ['one column, and its values have other signs', 'a\n1;2\n2|3\n', ','],
  ['one name in quotes', '"a;b"\n1\n', ','],
  ['a header alone', 'a;b\n', ';'],
  ['a header alone, without its line break', 'a;b', ';'],
  ['rows with CR', 'a;b,c\r1;2\r3;4\r', ';'],
  ['a broken row and a ragged one first', 'a;b,c\n1;"2"3\n4\n5;6\n', ';'],
  ['the commas of a preamble', 'Report, May\nid;name\n1;x\n', ','],
  ['nothing', '', ','],
  ['two that the rows do not tell apart', 'a;b,c\n1;2,3\n4;5,6\n', 'delimiter_unclear'],
  ['two, and no rows', 'a;b,c\n', 'delimiter_unclear'],
  ['two, and a row that may go on', 'a;b,c\n1;2', 'delimiter_unclear'],
  ['two, and only ragged rows', 'a;b,c\n1\n2\n', 'delimiter_unclear'],
  ['a bar in the only name', 'a|b\n1\n2\n', 'delimiter_unclear'],
  ['what only row 21 would tell', `a;b,c\n${'1;2,3\n'.repeat(20)}1;2\n`, 'delimiter_unclear'],
  ['another quote', "'a,b';c\n", ';', { quote: "'" }],
  ['no quote', '"a,b";c\n"1;2\n', ';', { quote: '' }],
  ['a comment in front', '#a,b,c\na;b\n#,\n1;2\n', ';', { comment: '#' }],
  ['a sign that is the comment', '|x\na;b\n1;2\n', ';', { comment: '|' }],
  ['names for as many columns', '1;2,5\n2;3\n', ';', { columns: ['a', 'b'] }],
  ['names, and rows that do not fit', '1\n', ',', { columns: ['a', 'b'] }],
  ['names, and a row without its line break', '1;2', ';', { columns: ['a', 'b'] }],
  ['names, and rows that fit twice', '1;2,5\n', 'delimiter_unclear', { columns: ['a', 'b'] }],
  ['one name', '1;2,5\n', ',', { columns: ['a'] }],
  ['no header', '1;2,5\n2;3\n', ';', { hasHeader: false }],
  ['one that is said', 'a;b\n1;2\n', ',', { delimiter: ',' }],
  ['a file called tab-separated', 'a\tb;c\n', '\t', { format: 'tsv' }],
];

for (const [what, text, delimiter, choice] of cases) {
  test(`found: ${what}`, () => {
    assert.equal(found(text, choice), delimiter);
  });
}

test('where it is not clear, the message says between what', () => {
  const given = { name: 'rows.csv' };
  assert.throws(() => detectShape(Buffer.from('\na\tb;c\n'), given, true), {
    exit: 4,
    message: 'rows.csv line 2: it is not clear whether ";" or "\\t" divides the fields',
    hint: "say --delimiter ';' or --delimiter $'\\t'",
  });
});

test("Excel's own first line names it, and is no row", () => {
  const lines: [line: string, delimiter: string][] = [
    ['sep=;\n', ';'],
    ['SEP=|\r\n', '|'],
    ['"sep=\t"\r', '\t'],
    ['sep=,\n', ','],
    ['sep=§\n', '§'],
  ];
  for (const [line, sign] of lines) {
    for (const mark of ['', '\uFEFF', '\uFEFF\uFEFF']) {
      const text = `${mark}${line}a${sign}b,;c\n1${sign}x\n2\n`;
      const rejections = [`2:4 column_count 2\n`];
      if (sign !== ',' && sign !== ';') assert.deepEqual(csvOutcome(text), { items: ['1|x'], rejections }, text);
      else assert.equal(found(text), sign, text);
    }
  }
  assert.equal(found('sep=;\na,b\n', { delimiter: ',' }), ',');
  assert.equal(found('sep=;\na;b\n', { format: 'tsv' }), ';');
  assert.equal(found('sep=;\r'), ';');
});

test('what only looks like that line is a header', () => {
  for (const text of ['sep=;;\n1;2;3\n', 'sep=\n1\n', '"sep=;\n1', 'x,sep=;\n1,2\n', '\nsep=;\n']) {
    assert.equal(
      csvOutcome(text, { delimiter: ',', hasHeader: false, quote: '' }).items[0]?.includes('sep='),
      true,
      text,
    );
  }
});

/** Lines in which one delimiter or another may be meant. */
const lines = fc
  .array(
    fc.constantFrom('a', 'b;c', 'd,e', 'f;g,h', '"i;j",k', '"l,m";n', 'o|p', '"q', 'r"s;t', 'u;', ',v', '', '1,2;3,4'),
    { minLength: 1, maxLength: 28 },
  )
  .chain((rows) => fc.constantFrom('\n', '\r\n', '\r').map((newline) => rows.map((row) => row + newline)));

/** A delimiter, and not the code of an error. */
const isShape = (answer: string | undefined) => answer?.length === 1;

test('a file that grows keeps its delimiter, or it was not clear before or is not any more', () => {
  let kept = 0;
  const law = fc.property(lines, fc.nat(), fc.option(fc.constant(['x', 'y'])), (rows, cut, columns) => {
    const choice = columns === null ? {} : { columns };
    const before = rows.slice(0, 1 + (cut % rows.length)).join('');
    const [was, is] = [found(before, choice), found(rows.join(''), choice)];
    if (before.trim() !== '' && isShape(was) && isShape(is)) {
      assert.equal(is, was);
      kept += 1;
    }
  });
  fc.assert(law, runs(800));
  assert.ok(kept > 150, `${kept}`);
});

test('what is found in a part that may go on is what is found in all of it', () => {
  const law = fc.property(lines, fc.nat(), (rows, cut) => {
    const text = Buffer.from(rows.join('').padEnd(40, '#'));
    const part = found(text.subarray(0, 32 + (cut % (text.length - 31))), {}, false);
    if (part !== undefined) assert.equal(part, found(text));
  });
  fc.assert(law, runs(800));
});

test('of a sound file its own delimiter is found, whatever is in its cells', () => {
  let clear = 0;
  const law = fc.property(cleanCsv, ({ bytes, dialect, columns }) => {
    const { delimiter, ...signs } = dialect;
    if (columns.length < 2 || delimiter.length > 1 || delimiter === '§') return;
    const answer = found(bytes, signs);
    assert.equal(answer, delimiter);
    clear += 1;
  });
  fc.assert(law, runs(500));
  assert.ok(clear > 50, `${clear}`);
});
