/** What is relied upon in csv-parse, and that the scan and csv-parse mean the same by a sound record. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsvError, parse, type Options } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { CsvMarks, type CsvDialect } from '../../src/encode/csv-dialect.js';
import { parseFields } from '../../src/encode/csv-fields.js';
import { CsvScan } from '../../src/encode/csv-scan.js';
import { skipEmptyLines } from '../../src/encode/lines.js';
import { pollutedCsv } from './csv-files.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);
const COMMA: CsvDialect = { delimiter: ',', quote: '"' };
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
  const codes = ['a\n1,x"y\n', 'a\nb\n1,"x"y\n', '1,"x\n2,y\n', '1,"x\n2,"y"\n', '"x"\r'].map((text) =>
    faultOf(Buffer.from(text), COMMA),
  );
  assert.deepEqual(codes, [
    ['INVALID_OPENING_QUOTE', 1],
    ['CSV_INVALID_CLOSING_QUOTE', 2],
    ['CSV_QUOTE_NOT_CLOSED', 0],
    ['CSV_INVALID_CLOSING_QUOTE', 0],
    ['CSV_INVALID_CLOSING_QUOTE', 0],
  ]);
});

test('both line breaks side by side, a lone CR as text, empty lines skipped, ragged rows as rows', () => {
  assert.deepEqual(fields('a,b\r\n\r\n1\n\n"x\r\ny",z,\rq\r'), [['a', 'b'], ['1'], ['x\r\ny', 'z', '\rq\r']]);
  assert.deepEqual(fields('""\n\n " "\n'.replace(' "', '"')), [[''], [' ']]);
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

test('text cut within a CRLF is judged without what follows: it must be cut behind newlines', () => {
  assert.deepEqual(faultOf(Buffer.from('"x"\r'), COMMA), ['CSV_INVALID_CLOSING_QUOTE', 0]);
  assert.deepEqual(fields('"x"\r\n'), [['x']]);
});

test('its own way of going on after an unclosed quote loses the rows behind, without an error', () => {
  const options: Options = { skip_records_with_error: true, relax_column_count: true };
  assert.ok(parse(`1,"x\n${'2,y\n'.repeat(1000)}`, options).length < 1000);
});

test("the scan finds csv-parse's records, and a broken one exactly where csv-parse does", () => {
  const law = fc.property(pollutedCsv, ({ bytes, dialect }) => {
    const marks = new CsvMarks(dialect);
    const scan = new CsvScan({ text: bytes, marks, maxBytes: bytes.length, final: true });
    let sound = 0;
    let start = skipEmptyLines(bytes, 0);
    while (start < bytes.length) {
      const rest = faultOf(bytes.subarray(start), dialect);
      if (scan.scan(start) === 'record') {
        assert.notEqual(rest?.[1], 0, 'csv-parse finds a fault in a record that is called sound');
        assert.equal(parseFields(bytes.subarray(start, scan.end), dialect).length, 1);
        sound += 1;
      } else {
        assert.equal(rest?.[1], 0, 'csv-parse finds a record called broken sound');
      }
      start = skipEmptyLines(bytes, scan.end);
    }
    if (faultOf(bytes, dialect) === undefined) assert.equal(parseFields(bytes, dialect).length, sound);
  });
  fc.assert(law, { numRuns: 300 * RUNS });
});
