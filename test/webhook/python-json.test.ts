import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { jsonTree } from '../../src/webhook/json-tree.js';
import { pythonDumps, pythonDumpsSorted } from '../../src/webhook/python-json.js';
import { runs } from '../support/properties.js';
import { brokenText, jsonText, number } from './json-texts.js';
import { Python, withoutPython } from './python.js';

function ours(text: string): readonly [plain: string, sorted: string] | undefined {
  const tree = jsonTree(text);
  return tree === undefined ? undefined : [pythonDumps(tree), pythonDumpsSorted(tree)];
}

/** Texts, and what Python 3.11 wrote of them, without and with sorted names. */
const WRITTEN: readonly (readonly [text: string, plain: string, sorted?: string])[] = [
  [
    '{"b":1,"a":[true,null,{"d":2,"c":3}]}',
    '{"b": 1, "a": [true, null, {"d": 2, "c": 3}]}',
    '{"a": [true, null, {"c": 3, "d": 2}], "b": 1}',
  ],
  ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}'],
  ['{"10":1,"9":2,"__proto__":{"x":1}}', '{"10": 1, "9": 2, "__proto__": {"x": 1}}'],
  ['[-0,-0.0,0e5,1.10,1e3,1E-7,1e400,-1e400]', '[0, -0.0, 0.0, 1.1, 1000.0, 1e-07, Infinity, -Infinity]'],
  [
    '[1e15,1e16,123456789012345680000.0,0.0001,0.00001,5e-324,1e-400]',
    '[1000000000000000.0, 1e+16, 1.2345678901234568e+20, 0.0001, 1e-05, 5e-324, 0.0]',
  ],
  ['[12345678901234567890123,1.7976931348623157e308]', '[12345678901234567890123, 1.7976931348623157e+308]'],
  [
    String.raw`["é😀\/","\u007f\u0000\b\t","\ud800"]`,
    String.raw`["\u00e9\ud83d\ude00/", "\u007f\u0000\b\t", "\ud800"]`,
  ],
  [
    '{"\u{1F600}":1,"\uFFFF":2}',
    String.raw`{"\ud83d\ude00": 1, "\uffff": 2}`,
    String.raw`{"\uffff": 2, "\ud83d\ude00": 1}`,
  ],
  ['{"b":{},"ba":[],"B":""}', '{"b": {}, "ba": [], "B": ""}', '{"B": "", "b": {}, "ba": []}'],
];

for (const [text, plain, sorted] of WRITTEN) {
  test(`as Python writes it: ${text}`, () => {
    assert.equal(ours(text)?.[0], plain);
    if (sorted !== undefined) assert.equal(ours(text)?.[1], sorted);
  });
}

test('these texts are what Python writes', { skip: withoutPython }, async (t) => {
  const python = new Python();
  t.after(() => python.end());
  for (const [text, plain, sorted] of WRITTEN) {
    const opinion = await python.ask(text);
    assert.equal(opinion?.plain, plain);
    if (sorted !== undefined) assert.equal(opinion.sorted, sorted);
  }
});

test('JSON is written as Python writes it, and what Python refuses is refused', { skip: withoutPython }, async (t) => {
  const python = new Python();
  t.after(() => python.end());
  let sound = 0;
  let broken = 0;
  const same = async (text: string) => {
    const opinion = await python.ask(text);
    assert.deepEqual(ours(text), opinion === undefined ? undefined : [opinion.plain, opinion.sorted]);
    if (opinion === undefined) broken += 1;
    else sound += 1;
  };
  await fc.assert(fc.asyncProperty(jsonText, same), runs(2000));
  await fc.assert(fc.asyncProperty(brokenText, same), runs(1000));
  // Many numbers a question: a float in a thousand is odd.
  const numbers = fc.array(number, { minLength: 50, maxLength: 100 }).map((items) => `[${items.join(',')}]`);
  await fc.assert(fc.asyncProperty(numbers, same), runs(200));
  assert.ok(sound > 2200 && broken > 200, `${sound} sound, ${broken} broken`);
});

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

test('500 levels are read, and more are not, however many', () => {
  assert.equal(ours(nested(500))?.[0], nested(500));
  assert.equal(ours(nested(501)), undefined);
  assert.equal(ours(nested(100_000)), undefined);
  assert.equal(ours(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), undefined);
  assert.equal(ours('['.repeat(100_000)), undefined);
  assert.equal(ours(`[${'[],{},'.repeat(1000)}0]`)?.[0], `[${'[], {}, '.repeat(1000)}0]`);
});
