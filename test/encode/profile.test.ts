/** What is said of columns agrees with a plain count of their values, whatever the format. */
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DistinctCounter } from '../../src/encode/profile/distinct.js';
import { Duplicates } from '../../src/encode/profile/duplicates.js';
import { headerWarnings } from '../../src/encode/profile/header-warnings.js';
import { profileRows, type Profiled } from '../../src/encode/profile/profile-rows.js';
import type { ColumnSummary } from '../../src/encode/profile/column-summary.js';
import { detectShape } from '../../src/encode/shape.js';
import { runs } from '../support/properties.js';

function profile(text: string, name = 'rows.csv', given: { isAll?: boolean; hasTimezone?: boolean } = {}): Profiled {
  const { isAll = true, hasTimezone = false } = given;
  const bytes = Buffer.from(text);
  const shape = detectShape(bytes, { name }, true);
  assert.ok(shape !== undefined);
  return profileRows({ bytes, isAll }, { shape, maxRecordBytes: 1_000_000, hasTimezone });
}

/** Of a file with one column of these values, and a number beside each. */
function column(values: readonly string[], given?: { hasTimezone?: boolean }): ColumnSummary {
  const lines = values.map((value, index) => `${index},"${value.replaceAll('"', '""')}"\n`);
  const [, found] = profile(`row,value\n${lines.join('')}`, 'rows.csv', given).columns;
  assert.ok(found !== undefined);
  return found;
}

function codes({ warnings }: ColumnSummary): string[] {
  return warnings.map(({ code }) => code);
}

test('a column is what most of its values are', () => {
  const types: readonly (readonly [values: string[], type: string, saved: string | null])[] = [
    [['1', '2', ''], 'int', 'int'],
    [['1', '2.5'], 'number', 'number'],
    [['true', 'false', '1'], 'boolean', 'boolean'],
    [['1', '0'], 'int', 'int'],
    [['no', 'no'], 'text', null],
    [['2024-01-01T10:00Z'], 'datetime', 'datetime'],
    [['2024-01-01T10:00Z', '2024-01-01T10:00'], 'datetime (no offset)', null],
    [['2024-01-01', '2024-01-02'], 'date', null],
    [['{"a":1}', '[]'], 'json', 'json'],
    [['01234', '98765', '98766', '98767', '98768', '98769'], 'text', null],
    [['+49', '50'], 'text', null],
    [['9007199254740993', '1'], 'int', null],
    [['1', '2', '3', '4', 'five'], 'int', null],
    [['1', '2', '3', 'NULL'], 'int', null],
    [['1', '2', 'three'], 'text', null],
    [['', ''], 'empty', null],
    [['NULL', 'NULL'], 'text', null],
  ];
  for (const [values, type, saved] of types) {
    const found = column(values);
    assert.deepEqual([found.type, found.safeType], [type, saved], values.join());
  }
  assert.equal(column(['2024-01-01 10:00'], { hasTimezone: true }).safeType, 'datetime');
});

test('what would be lost or refused is warned of, with the rows', () => {
  const warned: readonly (readonly [values: string[], code: string, rows: number[]])[] = [
    [['1', '01', '2'], 'leading_zeros', [2]],
    [['1', '+1'], 'plus_signs', [2]],
    [['1', '9007199254740993'], 'digits_lost', [2]],
    [['1', '2', '3', '4', 'x', '6', '7', '8', 'y', '10'], 'mixed_types', [5, 9]],
    [['1', 'NULL', '3'], 'null_word', [2]],
    [['2024-01-01', '2024-01-01 10:00'], 'bare_datetime', [2]],
    [['03/04/2024', '25/04/2024'], 'ambiguous_date', [1]],
    [['a', ' b', 'c '], 'surrounding_blanks', [2, 3]],
    [['', ''], 'always_empty', []],
  ];
  for (const [values, code, rows] of warned) {
    const found = column(values).warnings.find((warning) => warning.code === code);
    assert.deepEqual(found?.rows, rows, `${code} of ${values.join()}`);
  }
  assert.deepEqual(codes(column(['1', '2', ''])), []);
  assert.deepEqual(codes(column(['1.2.3', '03/04/2024', 'a'])), []);
  assert.deepEqual(codes(column(['2024-01-01 10:00'], { hasTimezone: true })), []);
});

const cells = fc.array(fc.oneof(fc.constantFrom('', 'x', '1', 'é', '👍👍', 'a\nb', '"'), fc.string({ maxLength: 6 })), {
  minLength: 1,
  maxLength: 40,
});

test('counts, distinct values and the longest agree with a plain count', () => {
  fc.assert(
    fc.property(cells, (values) => {
      const found = column(values);
      const filled = values.filter((value) => value !== '');
      assert.equal(found.values, filled.length);
      assert.equal(found.empty, values.length - filled.length);
      assert.equal(found.missing + found.nulls, 0);
      assert.deepEqual(found.distinct, { count: new Set(filled).size, isExact: true });
      assert.equal(found.longest, Math.max(0, ...filled.map((value) => Array.from(value).length)));
      assert.deepEqual(found.examples, [...new Set(filled)].slice(0, 3));
      assert.ok(found.fits <= found.values && (found.fits > 0 || found.values === 0));
    }),
    runs(100),
  );
});

test('rows of NDJSON name their own members: nulls and missing ones are told apart', () => {
  const text = '{"a":1,"b":"01"}\n{"a":null}\n42\n{"b":"2","a":true,"c":{"d":[]}}\n';
  const { rows, columns } = profile(text, 'rows.ndjson');
  assert.equal(rows, 3);
  const told = columns.map(({ name, values, nulls, missing, examples }) => [name, values, nulls, missing, examples]);
  assert.deepEqual(told, [
    ['a', 2, 1, 0, ['1', 'true']],
    ['b', 2, 0, 1, ['01', '2']],
    ['c', 1, 0, 2, ['{"d":[]}']],
  ]);
});

test("values that are JSON's own need no type", () => {
  const { columns } = profile('{"n":1,"b":true,"s":"2"}\n{"n":2,"b":false,"s":"3"}\n', 'rows.ndjson');
  assert.deepEqual(
    columns.map(({ type, safeType }) => [type, safeType]),
    [
      ['int', null],
      ['boolean', null],
      ['int', 'int'],
    ],
  );
});

test('of a source that goes on, the last row is left out unless it is whole', () => {
  const text = 'a,b\n1,2\n3,4\n5,"6';
  const { rows, end } = profile(text, 'rows.csv', { isAll: false });
  assert.deepEqual([rows, end.byte, end.row], [2, text.indexOf('5'), 2]);
  // The last line may go on: 3,4 could be 3,45.
  assert.equal(profile('a,b\n1,2\n3,4', 'rows.csv', { isAll: false }).rows, 1);
  assert.equal(profile('a,b\n1,2\n3,4', 'rows.csv').rows, 2);
});

test('a line that is too long is passed over', () => {
  const long = 'x'.repeat(1_100_000);
  const { rows, end, columns } = profile(`{"a":1}\n{"a":"${long}"}\n{"a":2}\n`, 'rows.ndjson');
  assert.deepEqual([rows, end.row, end.line, columns[0]?.examples], [2, 3, 3, ['1', '2']]);
});

test('line breaks are those of the rows', () => {
  assert.deepEqual(profile('a,b\n1,2\n').lineBreaks, ['LF']);
  assert.deepEqual(profile('a,b\r\n1,"x\ny"\r\n').lineBreaks, ['CRLF']);
  assert.deepEqual(profile('a,b\n1,2\r\n3,4\n5,6').lineBreaks.toSorted(), ['CRLF', 'LF']);
});

test('a thousand columns are looked at, and the others counted', () => {
  const row = Object.fromEntries(Array.from({ length: 1003 }, (_, index) => [`c${index}`, index]));
  const { columns, moreColumns } = profile(`${JSON.stringify(row)}\n${JSON.stringify(row)}\n`, 'rows.ndjson');
  assert.deepEqual([columns.length, moreColumns], [1000, 3]);
});

function counted(values: Iterable<number>): DistinctCounter {
  const counter = new DistinctCounter(2048);
  for (const value of values) counter.add(`"id-${value}"`);
  return counter;
}

test('distinct values: exact while they are few, then near, and the same in any order and however often', () => {
  for (const values of [1, 2048, 4096, 5000, 60_000]) {
    const all = Array.from({ length: values }, (_, index) => index);
    const one = counted(all);
    const other = counted([...all.toReversed(), ...all]);
    assert.equal(one.isExact, values <= 4096);
    assert.deepEqual([one.count, one.isExact], [other.count, other.isExact]);
    const error = Math.abs(one.count / values - 1);
    assert.ok(one.isExact ? error === 0 : error < 0.1, `${one.count} for ${values}`);
  }
});

test('duplicates name the rows that come later', () => {
  const keys = new Duplicates();
  for (const [index, key] of ['a', 'b', 'a', 'c', 'b', 'a', 'a'].entries()) keys.add(key, index + 1);
  assert.deepEqual([keys.seen.count, keys.seen.rows], [4, [3, 5, 6]]);
});

function warned(names: string[], hasHeader = true): string[] {
  return headerWarnings(names, hasHeader).map(({ code, names }) => `${code}: ${names.join('|')}`);
}

test('names of columns that may not be meant', () => {
  assert.deepEqual(warned(['id', 'email']), []);
  assert.deepEqual(warned(['x', 'y', 'on', 'no']), []);
  assert.deepEqual(warned(['id', ' email']), ['name_blanks:  email']);
  assert.deepEqual(warned(['Email', 'x', 'email']), ['names_alike: Email|email']);
  assert.deepEqual(warned(['caf\u00e9', 'cafe\u0301']), ['names_alike: caf\u00e9|cafe\u0301']);
  assert.deepEqual(warned(['1', 'ada@example.com', 'Ada']), ['header_like_data: 1|ada@example.com']);
  assert.deepEqual(warned(['year', '2023', 'name', 'email']), []);
  assert.deepEqual(warned(['1', '2'], false), []);
});
