import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatSeconds,
  printable,
  printableJson,
  shellQuote,
} from '../../src/report/text.js';
import { runs } from '../support/properties.js';
import { words } from './arbitrary-report.js';

const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

test('printable leaves nothing that acts on a terminal, and text without it alone', () => {
  fc.assert(
    fc.property(words, (text) => {
      const shown = printable(text);
      assert.doesNotMatch(shown, HARMFUL);
      assert.equal(printable(shown), shown);
      if (!HARMFUL.test(text)) assert.equal(shown, text);
    }),
    runs(100),
  );
});

test('printable shows what it took away', () => {
  assert.equal(printable('a\u001B[31mb\r\n\tc\u0007'), String.raw`a\x1b[31mb\r\n\tc\x07`);
  assert.equal(printable('\u202Eexe.\uD800\u2028\u009B'), String.raw`\u202eexe.\ud800\u2028\x9b`);
  assert.equal(printable('tag\u{E0041}'), String.raw`tag\u{e0041}`);
  assert.equal(printable('Zoë, 東京, 👍'), 'Zoë, 東京, 👍');
});

test('printableJson means the same and shows nothing harmful', () => {
  fc.assert(
    fc.property(fc.dictionary(words, words), (value) => {
      const json = printableJson(JSON.stringify(value));
      assert.doesNotMatch(json, HARMFUL);
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
    }),
    runs(100),
  );
});

test('a shell reads every quoted word as it was', () => {
  const word = fc.oneof(
    words,
    fc.string(),
    fc.constantFrom('', "it's", '$HOME', '`id`', '~', '=ls', '*', 'a\nb', '\\', "it's\n\\n"),
  );
  // No command line can hold a NUL, and no file name a lone surrogate.
  const possible = word.map((text) => Buffer.from(text.replaceAll('\0', '')).toString());
  fc.assert(
    fc.property(fc.array(possible, { minLength: 1, maxLength: 60 }), (list) => {
      const quoted = list.map(shellQuote);
      const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${quoted.join(' ')}`], { encoding: 'utf8' });
      assert.deepEqual(stdout.split('\0').slice(0, -1), list);
      for (const text of quoted) assert.doesNotMatch(text, HARMFUL);
    }),
    runs(30, 200),
  );
});

test('words that need no quotes get none', () => {
  for (const word of [
    'customers.csv',
    'data/2024-05/a_b.csv',
    '--match-key',
    'https://a.example:8443/v1',
    'größe.csv',
  ]) {
    assert.equal(shellQuote(word), word);
  }
  assert.equal(shellQuote('my file.csv'), "'my file.csv'");
});

test('bytes are rounded to one digit of the right unit', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [24_600_000, '24.6 MB'],
    [2e9, '2.0 GB'],
    [3.4e15, '3.4 PB'],
  ];
  for (const [bytes, text] of expected) assert.equal(formatBytes(bytes), text);
  const units = new Map(
    [...['B', 'kB', 'MB', 'GB', 'TB', 'PB'].entries()].map(([power, unit]) => [unit, 1000 ** power]),
  );
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      const [number = '', unit = ''] = formatBytes(bytes).split(' ');
      assert.ok(Number(number) < 1000, number);
      assert.ok(
        Math.abs(Number(number) * (units.get(unit) ?? Number.NaN) - bytes) <= bytes * 0.05 + 0.5,
        number + unit,
      );
    }),
    runs(100),
  );
});

test('durations grow in unit and never say 60', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [0.01, '<0.1 s'],
    [0.05, '0.1 s'],
    [11.24, '11.2 s'],
    [24, '24 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [242, '4 min 02 s'],
    [3599.6, '1 h 00 min'],
    [3840, '1 h 04 min'],
    [100_000, '27 h 47 min'],
    [215_970, '60 h 00 min'],
  ];
  for (const [seconds, text] of expected) assert.equal(formatSeconds(seconds), text);
  fc.assert(
    // Hours have no unit above them: 60 of them are 60.
    fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (seconds) => !/\b60 (?!h)/.test(formatSeconds(seconds))),
    runs(100),
  );
});

test('counts have commas', () => {
  assert.deepEqual([0, 999, 12_345, 1_234_567].map(formatCount), ['0', '999', '12,345', '1,234,567']);
});
