/** What values are taken for: nothing that `--type` would then reject, and nothing that it would change. */
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertersOf } from '../../src/encode/mapping/converter.js';
import { PLAIN, type FieldType } from '../../src/encode/mapping/mapping.js';
import { areBooleans, booleanBit } from '../../src/encode/profile/boolean-words.js';
import { kindOfJson, kindOfText } from '../../src/encode/profile/cell-kind.js';
import { isAmbiguousDate } from '../../src/encode/profile/date-kind.js';
import { runs } from '../support/properties.js';

const KINDS: Readonly<Record<string, readonly string[]>> = {
  empty: [''],
  'null-word': ['NULL', 'null', String.raw`\N`, 'N/A', '#N/A', 'None', 'nan', '-'],
  int: ['0', '-0', '7', '-12', '9007199254740991', '-9007199254740991'],
  number: ['1.5', '.5', '-0.25', '1e5', '1E-3', '1.10', '0.30000000000000004'],
  digits: [
    '9007199254740992',
    '-9007199254740993',
    '12345678901234567890',
    '0.1234567890123456789',
    '1e400',
    '1e-400',
    '123456789012345678e-3',
  ],
  zeros: ['01234', '00', '-007', '+0049', '01.5', '00.5'],
  plus: ['+49', '+1.5'],
  boolean: ['true', 'FALSE', 'yes', 'n', 'T', 'off'],
  datetime: ['2024-01-31T10:00:00Z', '2024-01-31 10:00+0200', '2024-02-29T23:59:59.123-03', '2024-01-31t10:00z'],
  'bare-datetime': ['2024-01-31T10:00', '2024-01-31 10:00:00', '2024-01-31T10:00:00.5'],
  date: ['2024-01-31', '2000-02-29'],
  'other-date': ['03/04/2024', '31.12.99', '12/31/2024', '1-2-2024'],
  json: ['{"a":1}', '[]', '[1, 2]'],
  text: [
    'Ada',
    ' 7',
    '7 ',
    '1,234',
    '1.',
    '5e',
    '1 000',
    '--1',
    '0x1f',
    'Infinity',
    '{"a":',
    '[1,]',
    '1.2.3',
    '3/4',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-01-31T24:00',
    '2024-01-31T10',
    '99/99/2024',
  ],
};

test('a text is what it says, and else a text', () => {
  for (const [kind, texts] of Object.entries(KINDS))
    for (const text of texts) assert.equal(kindOfText(text), kind, text);
});

test("JSON's own values", () => {
  const kinds = {
    null: 'null',
    true: 'boolean',
    '1': 'int',
    '1.5': 'number',
    '1e2': 'number',
    '[]': 'json',
    '{}': 'json',
  };
  for (const [json, kind] of Object.entries(kinds)) assert.equal(kindOfJson(json), kind, json);
  assert.equal(kindOfJson('12345678901234567890'), 'digits');
});

function bitsOf(words: readonly string[]): number {
  return words.reduce((bits, word) => bits | booleanBit(word), 0);
}

test('words that may be something else are no booleans by themselves', () => {
  for (const words of [['true'], ['False'], ['yes', 'NO'], ['t', 'f'], ['y', 'n', 'yes'], ['on', 'off']])
    assert.ok(areBooleans(bitsOf(words)), words.join());
  for (const words of [['no'], ['f'], ['n', 'no', 't'], ['on'], ['maybe']])
    assert.ok(!areBooleans(bitsOf(words)), words.join());
});

test('a date is ambiguous where day and month could change places', () => {
  for (const date of ['03/04/2024', '1.2.24', '12-11-2024']) assert.ok(isAmbiguousDate(date), date);
  for (const date of ['03/03/2024', '31/12/2024', '12/31/2024', '2024-03-04']) assert.ok(!isAmbiguousDate(date), date);
});

const TYPES: readonly (readonly [kind: string, type: FieldType])[] = [
  ['int', 'int'],
  ['int', 'number'],
  ['number', 'number'],
  ['digits', 'number'],
  ['boolean', 'boolean'],
  ['datetime', 'datetime'],
  ['json', 'json'],
];

/** Texts of the alphabets that numbers, dates and words are written in. */
const texts = fc.oneof(
  fc.constantFrom(...Object.values(KINDS).flat()),
  fc.stringMatching(/^[+-]?\d{0,20}\.?\d{0,20}([eE][+-]?\d{1,3})?$/),
  fc.stringMatching(
    /^20\d\d-[01]\d-[0-3]\d([Tt ][0-2]\d:[0-5]\d(:[0-6]\d([.,]\d{1,9})?)?)?( ?(Z|[+-][0-2]\d:?[0-6]\d))?$/,
  ),
  fc.json({ maxDepth: 2 }),
);

test('what is taken for a type is what --type takes, without a zone', () => {
  const convert = new Map(
    TYPES.map(([, type]) => [type, convertersOf({ ...PLAIN, types: [{ column: 'c', type }] })('c')]),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const kind = kindOfText(text);
      for (const [known, type] of TYPES) {
        if (known !== kind) continue;
        const converted = convert.get(type)?.(JSON.stringify(text));
        assert.equal(typeof converted, 'string', `${text}: ${kind}, but not for --type ${type}`);
      }
      const asInt = convert.get('int')?.(JSON.stringify(text));
      if (typeof asInt === 'string')
        assert.ok(['int', 'digits', 'plus'].includes(kind), `${text} is an int, not ${kind}`);
    }),
    runs(1000),
  );
});

test('a number is safe where a double and back gives the same digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = String(value);
      if (!text.includes('e')) assert.notEqual(kindOfText(text), Number.isInteger(value) ? 'number' : 'digits', text);
      else assert.equal(kindOfJson(text), 'number', text);
    }),
    runs(100),
  );
});
