/** CSV's fast encoder never answers differently from the reference. BATCHCTL_FUZZ_RUNS multiplies the files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEncoder } from '../../../src/encode/create.js';
import { CsvEncoder } from '../../../src/encode/csv.js';
import { COMMA, type CsvDialect } from '../../../src/encode/csv-dialect.js';
import type { CsvShape } from '../../../src/encode/csv-shape.js';
import { CsvSimdEncoder, isScannable } from '../../../src/encode/csv-simd.js';
import { csvSimdMemory } from '../../../src/encode/csv-simd-memory.js';
import type { ItemLimits } from '../../../src/encode/encoder.js';
import { OWN_ROW } from '../../../src/encode/own-names.js';
import { detectShape } from '../../../src/encode/shape.js';
import { largeCsv, pollutedCsv, type CsvFile } from '../csv-files.js';
import { runs } from '../../support/properties.js';
import { csvCase } from './csv-cases.js';
import { assertSame, compareCsv } from './csv-difference.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);

const START = { byte: 0, row: 0, line: 0 };
const SHAPE: CsvShape = { format: 'csv', ...COMMA, hasHeader: true, header: ['a', 'b'], first: START };
const LIMITS: ItemLimits = { separator: ',', maxItemBytes: 1e6, maxRecordBytes: 1e6 };
const SIZES = { input: 65_536, items: 262_144, records: 4096 };
const ENVELOPE = { head: '[', separator: ',', tail: ']' };

test('files at random, under every limit and in reads of every size', () => {
  assert.ok(compareCsv(1000 * RUNS, 1) > 5000 * RUNS);
});

test('reads of every size from one byte on', () => {
  for (let number = 1; number <= 12; number++) {
    const given = csvCase(-number);
    const bytes = given.bytes.subarray(0, given.shape.first.byte + 150);
    assertSame(
      { ...given, bytes },
      Array.from({ length: bytes.length + 1 }, (_, index) => index + 1),
    );
  }
});

/** With the scanner's kind of signs. */
const isPlain = ({ dialect }: CsvFile) => isScannable({ ...SHAPE, ...dialect }, LIMITS);

function plainCase({ bytes, dialect }: CsvFile, maxBytes: number): Parameters<typeof assertSame>[0] {
  const shape = detectShape(bytes, { format: 'csv', ...dialect, name: 'rows.csv' }, true);
  assert(shape?.format === 'csv');
  const limits = { maxRows: 4000, maxBytes };
  return {
    bytes,
    shape,
    envelope: ENVELOPE,
    limits,
    maxRecordBytes: maxBytes,
    mapping: null,
    matchKey: null,
    sizes: SIZES,
    readBytes: 0,
  };
}

test('files with every kind of damage', () => {
  const law = fc.property(pollutedCsv.filter(isPlain), fc.integer({ min: 1, max: 300 }), (file, readBytes) => {
    assertSame(plainCase(file, 1e6), [readBytes]);
  });
  fc.assert(law, runs(80));
});

test('damage amid more rows than any internal size', () => {
  const law = fc.property(largeCsv.filter(isPlain), fc.constantFrom(20_000, 150_000, 2_000_000), (file, maxBytes) => {
    assertSame(plainCase(file, maxBytes), [65_536]);
  });
  fc.assert(law, { ...runs(3, 500), endOnFailure: true });
});

/** How many of a text's records the scanner takes by itself. */
function taken(text: string, given: Partial<CsvShape> = {}, limits: Partial<ItemLimits> = {}): number {
  const { scanner, input, items } = csvSimdMemory({ ...SHAPE, ...given }, { ...LIMITS, ...limits }, SIZES);
  const bytes = Buffer.from(text);
  input.set(bytes);
  return scanner.take(bytes.length, items.length, SIZES.records);
}

const REGULAR: readonly (readonly [text: string, given?: Partial<CsvShape>, limits?: Partial<ItemLimits>])[] = [
  ['1,x\n'],
  ['1,x\r\n'],
  ['\n\r\n1,x\n'],
  [',\n'],
  ['"1","x, ""y""\r\n\rz\n"\r\n'],
  ['1\t2,\0\\\u001f\u2028田\uFEFF\n'],
  ['1;,\n', { delimiter: ';' }],
  [`${'x'.repeat(40_000)},"${'\n'.repeat(20_000)}"\n`],
  ['a,b \n'],
  ['a,b\n', { hasHeader: false }],
  ['a\n', { header: ['a'] }],
  ['1,\n', {}, { required: 'a' }],
  ['1,x\n', {}, { maxRecordBytes: 4 }],
];
const IRREGULAR: typeof REGULAR = [
  ['1,x'],
  ['1,x\r'],
  ['1,x\r1,x\n'],
  ['\r1,x\n'],
  ['1\n'],
  ['1,x,y\n'],
  ['1,"x'],
  ['1,"x"'],
  ['1,"x"y\n'],
  ['1,"x" \n'],
  ['"x"\0,y\n'],
  ['1,x"y\n'],
  ['a,b\n'],
  ['"a","b"\r\n'],
  ['1,\n', {}, { required: 'b' }],
  ['"",x\n', {}, { required: 'a' }],
  ['1,xx\n', {}, { maxRecordBytes: 4 }],
  ['1,x\r\n', {}, { maxRecordBytes: 4 }],
];

test('what is regular is left to the scanner, and nothing else', () => {
  for (const [text, given, limits] of REGULAR) {
    assert.equal(taken(text, given, limits), 1, JSON.stringify(text.slice(0, 40)));
  }
  for (const [text, given, limits] of IRREGULAR) {
    assert.equal(taken(text, given, limits), 0, JSON.stringify(text));
    assert.equal(taken(`1,y\n${text}`, given, limits), 1, JSON.stringify(text));
  }
  assert.equal(taken('"1",né\n'.repeat(3000)), 3000);
});

test('the scanner is for one ASCII delimiter, doubled quotes and rows as they are', () => {
  const dialects: readonly (readonly [Partial<CsvDialect>, boolean])[] = [
    [{}, true],
    [{ delimiter: '\t' }, true],
    [{ delimiter: '||' }, false],
    [{ delimiter: '§' }, false],
    [{ delimiter: '\u0001' }, false],
    [{ quote: "'", escape: "'" }, false],
    [{ quote: '', escape: '' }, false],
    [{ escape: '\\' }, false],
    [{ comment: '#' }, false],
  ];
  for (const [dialect, isFor] of dialects) {
    assert.equal(isScannable({ ...SHAPE, ...dialect }, LIMITS), isFor, JSON.stringify(dialect));
    assert.equal(createEncoder({ ...SHAPE, ...dialect }, LIMITS) instanceof CsvSimdEncoder, isFor);
  }
  assert.equal(isScannable({ ...SHAPE, header: ['a', OWN_ROW] }, LIMITS), false);
  assert.equal(isScannable({ ...SHAPE, header: [] }, LIMITS), false);
  assert.equal(isScannable(SHAPE, { ...LIMITS, make: () => '' }), false);
  assert.ok(createEncoder(SHAPE, LIMITS, 'reference') instanceof CsvEncoder);
});

test('what one encoder has answered stays while another works', () => {
  const room = { rows: 10, bytes: 1000 };
  const [one, other] = [new CsvSimdEncoder(SHAPE, LIMITS), new CsvSimdEncoder(SHAPE, LIMITS)];
  const { items } = one.encode(Buffer.from('1,x\n'), START, room, false);
  other.encode(Buffer.from('2,y\n'), START, room, false);
  assert.equal(Buffer.from(items).toString(), '{"a":"1","b":"x"},');
});

test('a line that is too long ends where it ends, if that is in the input', () => {
  const input = Buffer.from(`${'x'.repeat(10_000)}\n1,x\n`);
  const encoder = new CsvSimdEncoder(SHAPE, { ...LIMITS, maxRecordBytes: 100 });
  const { consumed, openEnded, rejections } = encoder.encode(input, START, { rows: 1, bytes: 1000 }, false);
  assert.deepEqual([consumed, openEnded, rejections[0]?.code], [10_001, false, 'record_too_large']);
});
