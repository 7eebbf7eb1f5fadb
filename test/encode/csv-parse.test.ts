/** What is relied upon in csv-parse, and that the scan and csv-parse mean the same by a sound record. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsvError, parse, type Options } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { COMMA, CsvMarks, type CsvDialect } from '../../src/encode/csv-dialect.js';
import { parseFields, soleFields } from '../../src/encode/csv-fields.js';
import { skipIdle, type CsvText } from '../../src/encode/csv-lines.js';
import { CsvScan } from '../../src/encode/csv-scan.js';
import { runs } from '../support/properties.js';
import { pollutedCsv } from './csv-files.js';

const BACKSLASH: CsvDialect = { ...COMMA, escape: '\\' };
const fields = (text: string, dialect = COMMA) => parseFields(Buffer.from(text), dialect);

/** How many sound records csv-parse met before its error, and the error's code. */
function faultOf(text: Buffer, dialect: CsvDialect): [code: string, records: number] | undefined {
  try {
    parseFields(text, dialect);
    return undefined;
  } catch (error) {
    assert(error instanceof CsvError);
    return [error.code, Number(error['records'])];
  }
}

test('its errors have these codes, and tell how many records came before', () => {
  const codes = ['a\n1,x"y\n', 'a\nb\n1,"x"y\n', '1,"x\n2,y\n', '1,"x\n2,"y"\n'].map((text) =>
    faultOf(Buffer.from(text), COMMA),
  );
  assert.deepEqual(codes, [
    ['INVALID_OPENING_QUOTE', 1],
    ['CSV_INVALID_CLOSING_QUOTE', 2],
    ['CSV_QUOTE_NOT_CLOSED', 0],
    ['CSV_INVALID_CLOSING_QUOTE', 0],
  ]);
});

test('every line break side by side, also in quotes, empty lines skipped, ragged rows as rows', () => {
  assert.deepEqual(fields('a,b\r\n\r\n1\n\n"x\ry\r\n",z\r\rq\n\r"r"\r'), [
    ['a', 'b'],
    ['1'],
    ['x\ry\r\n', 'z'],
    ['q'],
    ['r'],
  ]);
  assert.deepEqual(fields('""\n\n " "\n'.replace(' "', '"')), [[''], [' ']]);
});

test('without a quote nothing is quoted; another quote is one', () => {
  assert.deepEqual(fields('"a,b"\n', { ...COMMA, quote: '', escape: '' }), [['"a', 'b"']]);
  assert.deepEqual(fields("'a,''b',\"c\n", { ...COMMA, quote: "'", escape: "'" }), [["a,'b", '"c']]);
});

test('an escape makes the next character text, in quotes only, and a doubled quote is none beside it', () => {
  assert.deepEqual(fields('"a\\"\\\\\\n",b\\,c\n', BACKSLASH), [['a"\\n', 'b\\', 'c']]);
  assert.deepEqual(faultOf(Buffer.from('"a""b"\n'), BACKSLASH), ['CSV_INVALID_CLOSING_QUOTE', 0]);
});

test('comments are passed over where a record could begin, and are text elsewhere', () => {
  assert.deepEqual(fields('#"x\r#\na,#b\n\n#c\n"#d",e\n#', { ...COMMA, comment: '#' }), [
    ['a', '#b'],
    ['#d', 'e'],
  ]);
});

test('nothing is trimmed, cast or taken for a comment or a byte order mark', () => {
  assert.deepEqual(fields('\uFEFF# 1 , 007,\ttrue,\n'), [['\uFEFF# 1 ', ' 007', '\ttrue', '']]);
});

test("bytes that are not UTF-8 become U+FFFD, and don't move a field or a record", () => {
  assert.deepEqual(parseFields(Buffer.from('a\xff,b\n\xe7,c\n', 'latin1'), COMMA), [
    ['a\uFFFD', 'b'],
    ['\uFFFD', 'c'],
  ]);
});

test('a NUL behind a closing quote is text', () => {
  assert.deepEqual(fields('"x"\0,y\n'), [['x\0', 'y']]);
});

test('text cut within a CRLF is judged without what follows: it must be cut behind line breaks', () => {
  assert.deepEqual(fields('"x"\r'), [['x']]);
  assert.deepEqual(fields('\n"y"'), [['y']]);
});

test('its own way of going on after an unclosed quote loses the rows behind, without an error', () => {
  const options: Options = { skip_records_with_error: true, relax_column_count: true };
  assert.ok(parse(`1,"x\n${'2,y\n'.repeat(1000)}`, options).length < 1000);
});

test("the scan finds csv-parse's records, and a broken one exactly where csv-parse does", () => {
  const law = fc.property(pollutedCsv, ({ bytes, dialect }) => {
    const source: CsvText = { text: bytes, marks: new CsvMarks(dialect), maxBytes: bytes.length, final: true };
    // Given comments, csv-parse takes one right behind a closing quote for text. The scan passes them before csv-parse looks.
    const bare = { ...dialect, comment: '' };
    const scan = new CsvScan(source);
    let [sound, broken] = [0, 0];
    let start = skipIdle(source, 0);
    while (start < bytes.length) {
      const rest = faultOf(bytes.subarray(start), bare);
      if (scan.scan(start) === 'record') {
        assert.notEqual(rest?.[1], 0, 'csv-parse finds a fault in a record that is called sound');
        const record = bytes.subarray(start, scan.end);
        const [values, ...more] = parseFields(record, bare);
        assert.deepEqual(more, []);
        const starts = source.marks.fieldStarts(record);
        assert.equal(starts.length, values?.length);
        assert.deepEqual(soleFields(record, starts, bare), values);
        sound += 1;
      } else {
        assert.equal(rest?.[1], 0, 'csv-parse finds a record called broken sound');
        broken += 1;
      }
      start = skipIdle(source, scan.end);
    }
    if (broken === 0) assert.equal(parseFields(bytes, dialect).length, sound);
  });
  fc.assert(law, runs(300));
});
