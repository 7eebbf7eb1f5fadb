/** Encodings: every character that can be said arrives, and what is none is refused with its row alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BatchctlError } from '../../src/errors.js';
import { conversionFrom } from '../../src/source/conversion.js';
import { encodingNamed } from '../../src/source/labels.js';
import { runs } from '../support/properties.js';
import { utf16 } from './archives.js';

/** Converted in pieces that end at these places, as shares of the whole. */
function converted(bytes: Buffer, label: string, cuts: readonly number[] = []): Buffer {
  const conversion = conversionFrom(encodingNamed(label));
  const ends = [...cuts.map((share) => Math.floor(share * bytes.length)), bytes.length].toSorted(
    (one, two) => one - two,
  );
  const pieces = ends.map((end, index) => Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)));
  return Buffer.concat([...pieces.map((piece) => conversion.push(piece)), conversion.end()]);
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

test('UTF-16, cut anywhere: what is well formed arrives, half a pair becomes one byte that is no UTF-8', () => {
  const units = fc.array(fc.constantFrom('a', '\n', 'é', '\uFFFD', '\uFEFF', '😀', '\uD83D', '\uDE00'), {
    maxLength: 30,
  });
  const cases = fc.tuple(units, fc.boolean(), cuts);
  fc.assert(
    fc.property(cases, ([parts, isBig, cuts]) => {
      const text = parts.join('');
      const found = converted(utf16(`\uFEFF${text}`, isBig), isBig ? 'utf-16be' : 'utf-16le', cuts);
      const expected = Array.from(text, (sign) =>
        /^[\uD800-\uDFFF]$/.test(sign) ? Buffer.of(0xff) : Buffer.from(sign),
      );
      assert.deepEqual(found, Buffer.concat(expected));
    }),
    runs(300),
  );
  assert.deepEqual(converted(Buffer.from('6100d8', 'hex'), 'utf-16le'), Buffer.from('a\xff', 'latin1'));
});

/** By Python's codecs: bytes in hex, and what they are. */
const KNOWN: readonly (readonly [label: string, hex: string, text: string])[] = [
  ['latin1', 'e9809f', 'é\x80\x9f'],
  ['ISO-8859-1', '92', '\x92'],
  ['windows-1252', 'e9809f92', 'éŸ’'.replace('é', 'é€')],
  ['cp1252', '81', '\x81'],
  ['iso-8859-15', 'a4', '€'],
  ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
  ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
  ['macintosh', '8ea5', 'é•'],
  ['ibm866', '8fe0a8a2a5e2', 'Привет'],
  ['shift_jis', '83658358836783420a', 'テストメ\n'.replace('メ', 'ィ')],
  ['euc-jp', 'c6fccbdcb8ec', '日本語'],
  ['iso-2022-jp', '1b2442467c4b5c386c1b2842', '日本語'],
  ['gb18030', 'd6d0cec4a1a38139ee39', '中文。㐀'],
  ['big5', 'a4a4a4e5', '中文'],
  ['euc-kr', 'c7d1b1db', '한글'],
];

for (const [label, hex, text] of KNOWN) {
  test(`${label}: ${hex} is ${JSON.stringify(text)}, however it is cut`, () => {
    const bytes = Buffer.from(hex, 'hex');
    for (let at = 0; at <= bytes.length; at++)
      assert.equal(converted(bytes, label, [at / bytes.length]).toString(), text, `cut at ${at}`);
  });
}

test('half a character spoils its own line alone', () => {
  const halves = [
    ['shift_jis', 0x83],
    ['gb18030', 0x81],
    ['euc-jp', 0x8f],
    ['big5', 0xa4],
    ['euc-kr', 0xc7],
  ] as const;
  for (const [label, half] of halves) {
    for (const broken of [Buffer.of(half), Buffer.of(half, 0x20)]) {
      const bytes = Buffer.concat([Buffer.from('a,'), broken, Buffer.from('\nb,c\n')]);
      for (const cut of [0, 0.3, 0.5, 0.7]) {
        const [first = '', ...others] = converted(bytes, label, [cut]).toString('latin1').split('\n');
        assert.match(first, /\xff/, `${label} ${broken.toString('hex')}`);
        assert.deepEqual(others, ['b,c', ''], `${label} ${broken.toString('hex')}`);
      }
    }
  }
  assert.deepEqual(converted(Buffer.from('a\xd2', 'latin1'), 'windows-1253'), Buffer.from('a\xff', 'latin1'));
});

test('a line that is longer than what is held arrives whole', () => {
  const long = Buffer.from('836583588367'.repeat(400_000), 'hex');
  const bytes = Buffer.concat([Buffer.from('a'), long, Buffer.from('\n')]);
  const cuts = Array.from({ length: 40 }, (_, index) => index / 40);
  const expected = Buffer.from(`a${'テスト'.repeat(400_000)}\n`);
  assert(converted(bytes, 'shift_jis', cuts).equals(expected));
  const broken = Buffer.from(`${'a'.repeat(1_048_577)}\x81\x30\nb,c\n`, 'latin1');
  const [first = '', ...others] = converted(
    broken,
    'gb18030',
    [1_048_579, 1_048_580].map((at) => (at + 0.5) / broken.length),
  )
    .toString('latin1')
    .split('\n');
  assert(first.includes('\xff'));
  assert.deepEqual(others, ['b,c', '']);
});

/** What a name means, or is hinted to mean. */
function hintOf(label: string): string | undefined {
  try {
    return encodingNamed(label);
  } catch (error) {
    assert(error instanceof BatchctlError);
    assert.deepEqual([error.exit, error.code], [2, 'encoding_unknown']);
    return error.hint;
  }
}

test('a name that nobody knows is a usage error; one that is nearly right is guessed', () => {
  assert.equal(hintOf('utf16le'), 'did you mean utf-16le?');
  assert.equal(hintOf('CP-1252'), 'did you mean windows-1252?');
  assert.match(hintOf('klingon') ?? '', /for instance utf-8/);
  assert.equal(hintOf(' ASCII '), 'utf-8');
  assert.equal(hintOf('UTF8'), 'utf-8');
});
