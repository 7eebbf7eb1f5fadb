import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, displayWidth, padded, wrap } from '../../src/report/layout.js';
import { printable } from '../../src/report/text.js';
import { runs } from '../support/properties.js';
import { words } from './arbitrary-report.js';

const text = words.map(printable);

test('wrapped lines fit and hold every character in order', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 60 }), (text, width) => {
      const lines = wrap(text, width);
      for (const line of lines) assert.ok(displayWidth(line) <= width, line);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
    runs(100),
  );
});

test('words are broken only where they are longer than a line', () => {
  assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four']);
  assert.deepEqual(wrap('a abcdefghij b', 4), ['a', 'abcd', 'efgh', 'ij b']);
  assert.deepEqual(wrap('東京都千代田区', 5), ['東京', '都千', '代田', '区']);
});

test('a text that is cut fits and is a beginning', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 60 }), (text, width) => {
      const shown = cut(text, width);
      assert.ok(displayWidth(shown) <= width);
      if (shown !== text) assert.ok(shown.endsWith('…') && text.startsWith(shown.slice(0, -1)));
    }),
    runs(100),
  );
  assert.equal(cut('abcdef', 4), 'abc…');
});

test('wide and combining characters count as a terminal counts them', () => {
  const expected = { abc: 3, Zoë: 3, 'Zoe\u0308': 3, 東京: 4, 서울: 4, '👍': 2, '✔ ok': 4, '': 0 };
  for (const [text, width] of Object.entries(expected)) assert.equal(displayWidth(text), width, text);
  assert.equal(displayWidth(padded('東', 5)), 5);
});
