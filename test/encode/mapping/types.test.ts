/** Cells and members that are given a type: exact digits, and nothing guessed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compileMapping } from '../../../src/encode/mapping/compile.js';
import { FIELD_TYPES, type FieldType } from '../../../src/encode/mapping/mapping.js';
import { runs } from '../../support/properties.js';
import { csvRow, mapCsv, mapJson, mappingFrom, typedCell, typedJson } from './mapped.js';

/** Cells and what they become: JSON text, or nothing for a misfit. */
const CELLS: Readonly<Record<string, readonly (readonly [cell: string, json?: string])[]>> = {
  int: [
    ['42', '42'],
    ['+42', '42'],
    ['-42', '-42'],
    ['0', '0'],
    ['-0', '-0'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ...['007', '00', '-01', '1.0', '1e3', '1,000', '1_000', ' 1', '1 ', '0x1f', '１', '٣', '--1', '+', '-', 'NaN'].map(
      (cell) => [cell] as const,
    ),
  ],
  number: [
    ['1.10', '1.10'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+.5e3', '0.5e3'],
    ['+1.5', '1.5'],
    ['1e5', '1e5'],
    ['1E+05', '1E+05'],
    ['-0', '-0'],
    ['-0.0', '-0.0'],
    ['1e999', '1e999'],
    ['0.1234567890123456789012345678', '0.1234567890123456789012345678'],
    ...['5.', '.', '1,5', '1,000.00', '1.000,00', "1'000", '1 000', 'NaN', 'Infinity', '-inf', '01.5', '1e', 'e5'].map(
      (cell) => [cell] as const,
    ),
    ...['1.5.', '0x10', '$5', '5%', ' 5', '1e1.5', '+-1', '.e5', '-'].map((cell) => [cell] as const),
  ],
  boolean: [
    ...['true', 'TRUE', 't', 'Yes', 'y', 'ON', '1'].map((cell) => [cell, 'true'] as const),
    ...['false', 'False', 'F', 'no', 'N', 'off', '0'].map((cell) => [cell, 'false'] as const),
    ...['2', '01', 'ja', 'tru', ' true', 'null', '-1', '1.0', 'constructor'].map((cell) => [cell] as const),
  ],
  json: [
    ['{"a":1.10}', '{"a":1.10}'],
    [' [1,\r\n 2]\n', '[1,  2]'],
    ['"x"', '"x"'],
    ['null', 'null'],
    ['12345678901234567890', '12345678901234567890'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['', '""'],
    ...['{a:1}', '[1,]', 'x', ' ', "{'a':1}", 'NaN', '{"a":1,"\\u0061":2}', '[{"a":{"b":1,"b":1}}]'].map(
      (cell) => [cell] as const,
    ),
    ['['.repeat(191) + ']'.repeat(191)],
    ['['.repeat(190) + ']'.repeat(190), '['.repeat(190) + ']'.repeat(190)],
    ['['.repeat(200_000) + ']'.repeat(200_000)],
  ],
  list: [
    ['a|b', '["a","b"]'],
    ['a,b|c', '["a,b","c"]'],
    [' a , b,,', '["a","b"]'],
    ['one', '["one"]'],
    ['', '[]'],
    ['||', '[]'],
    ['"q"|\\', String.raw`["\"q\"","\\"]`],
  ],
  string: [
    ['007', '"007"'],
    ['', '""'],
    ['a"b\\c', String.raw`"a\"b\\c"`],
  ],
};

for (const [type, cells] of Object.entries(CELLS)) {
  test(`cells as ${type}`, () => {
    const known = typeNamed(type);
    for (const [cell, json = `type_${type}`] of cells) assert.equal(typedCell(known, cell), json, cell.slice(0, 50));
  });
}

function typeNamed(name: string): FieldType {
  const type = FIELD_TYPES.find((type) => type === name);
  assert(type);
  return type;
}

test('values of NDJSON that are of the type stay as they are written, and text is read as cells are', () => {
  const cases: readonly (readonly [FieldType, string, string])[] = [
    ['int', '"42"', '42'],
    ['int', String.raw`"\u0034\u0032"`, '42'],
    ['int', '42', '42'],
    ['int', '1.0', 'type_int'],
    ['int', 'true', 'type_int'],
    ['int', '[1]', 'type_int'],
    ['number', '1E5', '1E5'],
    ['number', '-1.10', '-1.10'],
    ['number', '".5"', '0.5'],
    ['number', '{"a":1}', 'type_number'],
    ['boolean', 'false', 'false'],
    ['boolean', '"Yes"', 'true'],
    ['boolean', '1', 'true'],
    ['boolean', '1.0', 'type_boolean'],
    ['boolean', '[]', 'type_boolean'],
    ['json', '{ "a" : 1 }', '{ "a" : 1 }'],
    ['json', String.raw`"{\"a\":1}"`, '{"a":1}'],
    ['json', '7', '7'],
    ['list', '[1, {"a":2}]', '[1, {"a":2}]'],
    ['list', '"a,b"', '["a","b"]'],
    ['list', '5', 'type_list'],
    ['list', '{}', 'type_list'],
    ['string', '12345678901234567890.10', '"12345678901234567890.10"'],
    ['string', 'true', '"true"'],
    ['string', String.raw`"\ud800"`, String.raw`"\ud800"`],
    ['string', '[]', 'type_string'],
    ['string', '{}', 'type_string'],
    ['datetime', '1717142400', 'type_datetime'],
  ];
  for (const [type, json, expected] of cases) assert.equal(typedJson(type, json), expected, `${type} ${json}`);
  for (const type of FIELD_TYPES) assert.equal(typedJson(type, 'null'), 'null', type);
});

test('long numbers keep every digit', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,60}$/);
  const decimals = fc.stringMatching(/^\d{1,40}$/);
  const law = fc.property(digits, decimals, fc.constantFrom('', '-', '+'), (whole, decimal, sign) => {
    const kept = sign === '-' ? '-' : '';
    assert.equal(typedCell('int', sign + whole), kept + whole);
    assert.equal(typedCell('number', `${sign}${whole}.${decimal}`), `${kept}${whole}.${decimal}`);
    assert.equal(typedJson('number', `${kept}${whole}.${decimal}`), `${kept}${whole}.${decimal}`);
    assert.equal(typedJson('string', `${kept}${whole}`), `"${kept}${whole}"`);
  });
  fc.assert(law, runs(100));
});

test('what passes as a number is JSON, and what JSON calls a number passes as it is', () => {
  const like = fc.stringMatching(/^[-+]?[0-9]{0,3}(\.[0-9]{0,2})?([eE][-+]?[0-9]{0,2})?$/);
  const law = fc.property(like, (text) => {
    for (const type of ['int', 'number'] as const) {
      const made = typedCell(type, text);
      if (!made.startsWith('type_')) assert.equal(Number(made), Number(text), text);
      if (!made.startsWith('type_')) assert.equal(typeof JSON.parse(made), 'number');
    }
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) assert.equal(typedCell('number', text), text);
  });
  fc.assert(law, runs(5));
});

test('a misfit names its column and says what was expected, and never quotes the value', () => {
  for (const type of FIELD_TYPES) {
    const map = compileMapping(mappingFrom({ types: { secret: type } }), undefined);
    for (const json of ['"s3cr3t,x|{"', '{"s3cr3t":1}', '"2024-02-30"', '-0.0s3cr3t']) {
      const fault = map({ names: ['id', 'secret'], values: ['1', json] });
      if (!('code' in fault)) continue;
      assert.equal(fault.column, 'secret');
      assert.match(fault.code, new RegExp(`^type_${type}`));
      assert.match(fault.message, /^secret: \w/);
      assert.doesNotMatch(fault.message, /s3cr3t/);
    }
  }
  const fault = compileMapping(mappingFrom({ types: { v: 'json' } }), ['v'])(csvRow({ v: '{"a":1,}' }));
  assert.deepEqual(fault, {
    code: 'type_json',
    message: 'v: not JSON at character 8: expected a name in double quotes',
    column: 'v',
  });
});

test('--null and --empty say what a text without a value is', () => {
  const row = { a: '', b: 'NULL', c: ' ', d: 'null' };
  assert.equal(mapCsv({}, row), '{"a":"","b":"NULL","c":" ","d":"null"}');
  assert.equal(mapCsv({ nullText: 'NULL' }, row), '{"a":"","b":null,"c":" ","d":"null"}');
  assert.equal(mapCsv({ empty: 'null' }, row), '{"a":null,"b":"NULL","c":" ","d":"null"}');
  assert.equal(mapCsv({ empty: 'omit', nullText: 'null' }, row), '{"b":"NULL","c":" ","d":null}');
  assert.equal(mapCsv({ nullText: '' }, row), '{"a":null,"b":"NULL","c":" ","d":"null"}');
  assert.equal(mapCsv({ nullText: String.raw`\N` }, { a: String.raw`\N` }), '{"a":null}');
  assert.equal(mapCsv({ empty: 'omit' }, { a: '' }), '{}');
  const line = String.raw`{"a":"","b":"\u004eULL","c":{"d":"","e":"NULL"},"f":[""]}`;
  assert.equal(mapJson({ nullText: 'NULL', empty: 'omit' }, line), '{"b":null,"c":{"d":"","e":"NULL"},"f":[""]}');
});

test('an empty cell is no number, and the message says what to do', () => {
  for (const type of ['int', 'number', 'boolean', 'datetime'] as const) {
    assert.equal(typedCell(type, ''), `type_${type}`);
    assert.equal(typedJson(type, '""'), `type_${type}`);
    assert.equal(typedCell(type, '', { empty: 'null' }), 'null');
    assert.equal(typedCell(type, '', { empty: 'omit' }), '{}');
    assert.equal(typedCell(type, 'NULL', { nullText: 'NULL' }), 'null');
    const fault = compileMapping(mappingFrom({ types: { v: type } }), ['v'])(csvRow({ v: '' }));
    assert('code' in fault);
    assert.match(fault.message, /^v: empty, .*--empty null/);
  }
});
