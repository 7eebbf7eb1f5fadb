/** The same for files beyond the sizes of everything within: what is scanned at once, taken at once, handed over at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NdjsonSimdEncoder } from '../../../src/encode/ndjson-simd.js';
import { assertSame, KEYED, ROOMY } from './ndjson-difference.js';

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

const LIMITS = { separator: ',', maxItemBytes: 1_000_000, maxRecordBytes: 1_000_000 };

/** In how many calls the fast encoder gets through some text. */
function callsFor(text: string): number {
  const bytes = Buffer.from(text);
  const encoder = new NdjsonSimdEncoder(LIMITS);
  let [at, calls] = [0, 0];
  for (; at < bytes.length; calls++) {
    const here = { byte: at, row: 0, line: 0 };
    at += encoder.encode(bytes.subarray(at), here, { rows: 1e6, bytes: 1e6 }, true).consumed;
  }
  return calls;
}

test('a million bytes are taken in few calls, also where a row in a hundred is broken: it costs itself and no more', () => {
  const regular = '{"key":"0123456789","a":[1,2,3]}\n';
  for (const text of [regular.repeat(30_000), `${regular.repeat(99)}{"key":}\n`.repeat(300)]) {
    assert.ok(callsFor(text) < 20, `${callsFor(text)}`);
  }
});
