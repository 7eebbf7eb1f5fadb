/** What a person may say about a CSV source, and what its columns are called. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormatChoice } from '../../src/encode/format.js';
import { detectShape, type Shape } from '../../src/encode/shape.js';

function shapeOf(text: string, choice: Partial<FormatChoice> = {}): Shape | undefined {
  return detectShape(Buffer.from(text), { name: 'rows.csv', ...choice }, true);
}

function header(text: string, choice: Partial<FormatChoice> = {}): string[] {
  const shape = shapeOf(text, choice);
  assert(shape?.format === 'csv');
  return [shape.delimiter, ...shape.header];
}

const impossible: [choice: Partial<FormatChoice>, code: string][] = [
  [{ quote: 'ab' }, 'quote_invalid'],
  [{ quote: 'é' }, 'quote_invalid'],
  [{ quote: '\n' }, 'quote_invalid'],
  [{ quote: '\0' }, 'quote_invalid'],
  [{ quote: "'", delimiter: "'" }, 'delimiter_invalid'],
  [{ escape: '\r' }, 'escape_invalid'],
  [{ escape: '' }, 'escape_invalid'],
  [{ escape: '\\', quote: '' }, 'escape_invalid'],
  [{ escape: ';', delimiter: ';' }, 'delimiter_invalid'],
  [{ comment: '//' }, 'comment_invalid'],
  [{ comment: '"' }, 'comment_invalid'],
  [{ comment: '\\', escape: '\\' }, 'comment_invalid'],
  [{ comment: '|', delimiter: '||' }, 'delimiter_invalid'],
  [{ columns: [] }, 'columns_invalid'],
  [{ columns: ['a', ''] }, 'columns_invalid'],
  [{ columns: ['a', ' a'] }, 'columns_invalid'],
  [{ columns: ['a', 'b'] }, 'header_repeated'],
];

for (const [choice, code] of impossible) {
  test(`a choice that can't be: ${JSON.stringify(choice)}`, () => {
    assert.throws(() => shapeOf('a,b\n1,2\n', choice), { name: 'BatchctlError', exit: 2, code });
  });
}

test('names are kept as they are written, whatever they are', () => {
  const names = ['__proto__', 'constructor', 'toString', 'A', 'a', '\u00e9', 'e\u0301', ' b', 'x'.repeat(255)];
  assert.deepEqual(header(`${names.join(',')}\n`), [',', ...names]);
});

test('100,000 columns: named, or refused by the first few', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `c${index}`);
  assert.equal(header(`${names.join(';')}\n`)?.length, 100_001);
  for (const name of ['', 'a']) {
    assert.throws(() => shapeOf(`${`${name},`.repeat(99_999)}${name}\n`), { exit: 4, message: /and 99980 more/ });
  }
});

test('a file without a header line gets names, and its first line is a row', () => {
  const first = { byte: 3, row: 0, line: 0 };
  const given = shapeOf('\uFEFF1,2\n', { columns: ['x', 'y'] });
  assert(given?.format === 'csv');
  assert.deepEqual([given.header, given.hasHeader, given.first], [['x', 'y'], false, first]);
  assert.deepEqual(header('#\n1;2;3\n', { hasHeader: false, comment: '#' }), [';', 'column1', 'column2', 'column3']);
  assert.deepEqual(header('', { hasHeader: false }), [',']);
});
