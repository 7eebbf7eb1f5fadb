/** What becomes of every kind of NDJSON line, one line a kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEncoder } from '../../src/encode/create.js';
import type { ItemLimits } from '../../src/encode/encoder.js';
import { findJsonFault } from '../../src/encode/json-fault.js';
import { runs } from '../support/properties.js';
import { outcome, type Given } from './outcome.js';
import { soundRow } from './ndjson-files.js';

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const LONG = `{"a":"${'x'.repeat(300)}"}`;

type Corner = [what: string, text: string | Buffer, items: string[], rejections?: string[], given?: Partial<Given>];

const corners: Corner[] = [
  [
    'values stay as they are written',
    '{"id":9223372036854775807,"b":1.10,"a":-0,"c":1e400}\n',
    ['{"id":9223372036854775807,"b":1.10,"a":-0,"c":1e400}'],
  ],
  ['names stay in order', '{"z":1,"a":2,"__proto__":4,"1":5}', ['{"z":1,"a":2,"__proto__":4,"1":5}']],
  [
    'a name that stands twice, whatever the values',
    '{"a":1,"b":2,"a":1}\n{"a":1, "\\u0061" :2}\n{"__proto__":1,"__proto__":2}\n',
    ['{"a":1,"b":2,"a":1}', '{"a":1, "\\u0061" :2}', '{"__proto__":1,"__proto__":2}'],
  ],
  [
    'the same in different objects, or as values',
    '{"a":{"a":[{"a":"a"},{"a":"\\":"},"a"]},"b":":a","c:":"\\\\"}\n',
    ['{"a":{"a":[{"a":"a"},{"a":"\\":"},"a"]},"b":":a","c:":"\\\\"}'],
  ],
  ['blanks around a row go, those within stay', ' \t{ "a" : 1 }\t \r\n', ['{ "a" : 1 }']],
  ['escapes stay', '{"a":"\\u0000\\ud800\\u00e9é\u2028"}\n', ['{"a":"\\u0000\\ud800\\u00e9é\u2028"}']],
  ['blank lines are no rows, but lines', '{}\n\n \t\r\n\r\nx\n\n', ['{}'], ['2:5 invalid_json x\n']],
  ['UTF-8 BOM', '\uFEFF{"a":1}\n', ['{"a":1}']],
  ['null costs one row', '{"a":1}\nnull\n{"a":2}\n', ['{"a":1}', '{"a":2}'], ['2:2 not_an_object null\n']],
  [
    'what is no object',
    '{}\n42\n[]\n"x"\ntrue\n',
    ['{}'],
    ['2:2 not_an_object 42\n', '3:3 not_an_object []\n', '4:4 not_an_object "x"\n', '5:5 not_an_object true\n'],
  ],
  [
    'what is no JSON',
    '{}\n{\'a\':1}\n{"a":1,}\n{"a":NaN}\n{}{}\n{"a"',
    ['{}'],
    [
      "2:2 invalid_json {'a':1}\n",
      '3:3 invalid_json {"a":1,}\n',
      '4:4 invalid_json {"a":NaN}\n',
      '5:5 invalid_json {}{}\n',
      '6:6 invalid_json {"a"',
    ],
  ],
  ['not UTF-8', Buffer.from('{"a":"\xe9"}\n{"a":1}\n', 'latin1'), ['{"a":1}'], ['1:1 invalid_utf8 {"a":"\xe9"}\n']],
  ['a second BOM', '{}\n\uFEFF{}\n', ['{}'], [`2:2 invalid_json ${Buffer.from('\uFEFF{}\n').toString('latin1')}`]],
  ['200 levels, and one more', `${nested(200)}\n${nested(201)}\n`, [nested(200)], [`2:2 too_deep ${nested(201)}\n`]],
  ['brackets in strings are no levels', `{"a":"${'[{'.repeat(300)}"}\n`, [`{"a":"${'[{'.repeat(300)}"}`]],
  ['an item beyond the limit', `${LONG}\n{}\n`, ['{}'], [`1:1 item_too_large ${LONG}\n`], { maxBytes: 200 }],
  [
    'a line beyond the longest',
    `{}\n${LONG}\n{}`,
    ['{}', '{}'],
    [`2:2 record_too_large ${LONG}\n`],
    { limits: { maxRecordBytes: 100 } },
  ],
  ['exactly the longest, at the end', '{"a":1}', ['{"a":1}'], [], { limits: { maxRecordBytes: 7 } }],
  ['one byte more', '{"ab":1}', [], ['1:1 record_too_large {"ab":1}'], { limits: { maxRecordBytes: 7 } }],
  [
    'match keys',
    '{"é":"x"}\n{"é":null}\n{"é":""}\n{"a":1}\n{"é":0}\n',
    ['{"é":"x"}', '{"é":0}'],
    [
      '2:2 match_key_missing(é) {"Ã©":null}\n',
      '3:3 match_key_missing(é) {"Ã©":""}\n',
      '4:4 match_key_missing(é) {"a":1}\n',
    ],
    { limits: { required: 'é' } },
  ],
  [
    'a match key that is another name as bytes',
    '{"\\u00c3\\u00a9":1}\n{"\\u00e9":1}\n',
    ['{"\\u00e9":1}'],
    ['1:1 match_key_missing(é) {"\\u00c3\\u00a9":1}\n'],
    { limits: { required: 'é' } },
  ],
  [
    'a match key that every object inherits',
    '{"a":1}\n',
    [],
    ['1:1 match_key_missing(toString) {"a":1}\n'],
    { limits: { required: 'toString' } },
  ],
  // Rows of a rejects file, fixed by hand.
  [
    'added members are cut off',
    '{"id":1.10 ,"_batchctl_row":7,"_batchctl_message":"a, \\"b\\" }"}\n{"_batchctl_row":8}\n',
    ['{"id":1.10 }', '{}'],
  ],
  ['added members and an object at the end', '{"a":{"b":[1,{"c":2}]},"_batchctl_row":7}', ['{"a":{"b":[1,{"c":2}]}}']],
  ['added members behind quotes and brackets in strings', '{"a":"\\"}],{[","_batchctl_row":7}', ['{"a":"\\"}],{["}']],
  [
    'the same names further in',
    '{"a":{"_batchctl_row":1,"b":2},"_batchctl_row":7}',
    ['{"a":{"_batchctl_row":1,"b":2}}'],
  ],
  [
    'added members that were moved',
    '{"_batchctl_row":7,"id":1}\n',
    [],
    ['1:1 batchctl_members {"_batchctl_row":7,"id":1}\n'],
  ],
  ['raw text stands for the row', '{"_batchctl_raw":" {\\"id\\":1}\\n","_batchctl_row":7}\n', ['{"id":1}']],
  ['raw text alone', '{"_batchctl_raw":"{\\"é\\":1}"}\n', ['{"é":1}']],
  [
    'raw text that is still broken',
    '{"_batchctl_raw":"{\\"id\\":"}\n',
    [],
    ['1:1 invalid_json {"_batchctl_raw":"{\\"id\\":"}\n'],
  ],
  [
    'raw text of two lines',
    '{"_batchctl_raw":"{\\"id\\":\\n1}"}\n',
    [],
    ['1:1 invalid_json {"_batchctl_raw":"{\\"id\\":\\n1}"}\n'],
  ],
  [
    'raw text with lost bytes',
    '{"_batchctl_raw":"{\\"a\\":\\"\\ufffd\\"}"}\n',
    [],
    ['1:1 invalid_utf8(_batchctl_raw) {"_batchctl_raw":"{\\"a\\":\\"\\ufffd\\"}"}\n'],
  ],
  [
    'raw text beside other members, marked as ours',
    '{"a":1,"_batchctl_raw":"{}","_batchctl_row":7}\n',
    [],
    ['1:1 batchctl_members {"a":1,"_batchctl_raw":"{}","_batchctl_row":7}\n'],
  ],
  [
    'the same names without the mark are members like others',
    '{"a":1,"_batchctl_code":"x"}\n',
    ['{"a":1,"_batchctl_code":"x"}'],
  ],
  [
    'the match key is looked for in what is sent',
    '{"_batchctl_raw":"{\\"a\\":1}"}\n',
    [],
    ['1:1 match_key_missing(b) {"_batchctl_raw":"{\\"a\\":1}"}\n'],
    { limits: { required: 'b' } },
  ],
];

for (const [what, text, items, rejections = [], given = {}] of corners) {
  test(`ndjson: ${what}`, () => {
    for (const readBytes of [1, 7, 100_000]) {
      assert.deepEqual(outcome(text, { name: 'rows.ndjson', ...given, readBytes }), { items, rejections });
    }
  });
}

const SIGNS = Array.from('{}[]:,"\\0123456789-+.eEtruefalsn u\t\u0001é');
const AT = { byte: 0, row: 0, line: 0 };
const ROOM = { rows: 10, bytes: 1e6 };
const LIMITS: ItemLimits = { separator: '\n', maxItemBytes: 1e6, maxRecordBytes: 1e6 };

function messages(text: string): string[] {
  const encoder = createEncoder({ format: 'ndjson', first: AT }, LIMITS, 'reference');
  return encoder.encode(Buffer.from(text), AT, ROOM, true).rejections.map(({ code, message }) => `${code}: ${message}`);
}

test('ndjson: a hundred thousand levels are a rejection, closed or not', () => {
  const open = '['.repeat(100_000);
  const rows = [open, open + ']'.repeat(100_000), '{"a":'.repeat(100_000)];
  const found = rows.flatMap(messages);
  assert.deepEqual(found, Array<string>(3).fill('too_deep: arrays and objects are nested deeper than 200 levels'));
});

test('ndjson: a message names the column and what is expected there, never the data', () => {
  assert.deepEqual(messages('{"é":secret}\n{"a":"secret\n{"a" "secret"}\n{"a":1 "b"}\n[1,]x\n{"a":"\\x"}\n'), [
    'invalid_json: not JSON at column 6: expected a value',
    'invalid_json: not JSON at column 13: expected a closing quote',
    'invalid_json: not JSON at column 6: expected a colon',
    'invalid_json: not JSON at column 8: expected a comma or a closing bracket',
    'invalid_json: not JSON at column 4: expected a value',
    'invalid_json: not JSON at column 7: expected a valid escape',
  ]);
});

test('a fault is found exactly where JSON.parse refuses, at a place that a correct text may have', () => {
  const noise = fc.array(fc.constantFrom(...SIGNS), { maxLength: 12 });
  const damaged = fc
    .tuple(soundRow, fc.nat(40), fc.nat(2), noise)
    .map(([text, at, dropped, signs]) => text.slice(0, at) + signs.slice(0, 2).join('') + text.slice(at + dropped));
  const law = fc.property(
    fc.oneof(
      damaged,
      noise.map((signs) => signs.join('')),
    ),
    (text) => {
      const fault = findJsonFault(text);
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(fault === undefined, isJson);
      if (fault !== undefined) assert.ok(fault.at >= 0 && fault.at <= text.length);
    },
  );
  fc.assert(law, runs(3000));
});
