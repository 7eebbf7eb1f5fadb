/** Marks of match values: rows that a service might take for the same record have the same, and no other rows do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { matchMarks } from '../../src/encode/match-keys.js';
import { runs } from '../support/properties.js';
import { meaning } from './match-meaning.js';

function marksOf(items: readonly string[], key = 'key', separator = ','): Float64Array | undefined {
  return matchMarks(Buffer.from(items.join(separator)), items.length, key);
}

const VALUES = [
  ...'ada@example.com|Ada@Example.COM| ada@example.com|ada@example.com  |ada@example.com.|a|A|@| |7 7|é|Zoë|Zoe|zoë|K|ß'.split(
    '|',
  ),
  ...'7|07|+7|7.0|7.|70e-1|0.7E1|.7e+01|-7|7e|7e+|7.0.0|0x7|1e400|0|-0|000|0.00|0e9|.|+|-|e|e5|.e5|70|700|7e2'.split(
    '|',
  ),
  ...'1e99999999999|123456789012345678901234567890|123456789012345678901234567891|true|null|key|{key:1}|{|}|[|,|:'.split(
    '|',
  ),
  ...'abcdefghijklmnop|ABCDEFGHIJKLMNOP|abcdefghijklmnopq|abcdefghijklmnop |`|~|"|"key":"x"|\\|a"b|a\\b|a\nb|\u007f|\0|\u001f'.split(
    '|',
  ),
].map((text) => JSON.stringify(text));
const TOKENS = ['7', '-7', '0', '-0', '70', '7.0', '7e0', '123456789012345', '1234567890123456', '-12345678901234'];
const WORDS = ['true', 'false', 'null', '{}', '[]', '["7"]', '{"key":"7"}', '[{"key":7},"}"]', String.raw`"\u0037"`];

test('two rows have the same mark exactly where their match values mean the same', () => {
  const values = [...VALUES, ...TOKENS, ...WORDS];
  const numbers = new Map<string, number>();
  for (const value of values) {
    const item = `{"a":"key","key":${value},"b":[1]}`;
    const [mark] = marksOf([item]) ?? [];
    const meant = meaning(item, 'key');
    assert.equal(mark === undefined, meant === undefined, item);
    if (mark === undefined || meant === undefined) continue;
    assert.ok(Number.isSafeInteger(mark) && mark > 0);
    assert.equal(numbers.get(meant) ?? mark, mark, `${item} is ${meant}`);
    numbers.set(meant, mark);
  }
  assert.ok(numbers.size > 30);
  assert.equal(new Set(numbers.values()).size, numbers.size, 'none has the mark of another');
});

const blanks = fc.constantFrom('', '', '', ' ', ' \t ', '\r\n');
const NAMES = 'key|Key|ke|kez|keys|a||}|,|:|{|[|},{|é|notes-of-sixteen|\\u006bey|\\"|\\",\\"key\\":\\"';
const names = fc.constantFrom(...NAMES.split('|'));
const long = fc.string({
  unit: fc.constantFrom('x', ' ', '}', '\\"', '\\\\', ',', ':', '{', 'é', '[', '"key":'.replaceAll('"', '\\"')),
  maxLength: 40,
});
const value = fc.oneof(
  fc.constantFrom(...VALUES, ...TOKENS, ...WORDS),
  fc.constantFrom('"k1"', '"k2"', '" K1 "', '3', '"3"', '"03.0"'),
  long.map((text) => `"${text}"`),
  fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.stringify(json)),
);
const member = fc
  .tuple(names, blanks, blanks, value, blanks)
  .map(([name, one, two, value, three]) => `"${name}"${one}:${two}${value}${three}`);
const keyed = fc.tuple(fc.array(member, { maxLength: 4 }), value, fc.array(member, { maxLength: 4 }));
/** Some have no match value. */
const item = fc.tuple(blanks, keyed, fc.nat(9)).map(([blank, [before, value, behind], chance]) => {
  const own = chance === 0 ? [] : [`"key":${value}`];
  return `{${blank}${[...before, ...own, ...behind].join(`,${blank}`)}}`;
});

test('the same is found as with JSON.parse, whatever else is in a row', () => {
  const law = fc.property(
    fc.array(item, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(',', '\n', ' ,\n'),
    (items, separator) => {
      const meant = items.map((each) => meaning(each, 'key'));
      const marks = marksOf(items, 'key', separator);
      assert.equal(marks === undefined, meant.includes(undefined), items.join('\n'));
      for (const [one, mark] of marks?.entries() ?? [])
        for (const [other, another] of marks?.entries() ?? [])
          assert.equal(mark === another, meant[one] === meant[other], `${items[one]}\n${items[other]}`);
    },
  );
  fc.assert(law, runs(300));
});

test('a value of any length, at any place, with anything in memory behind it', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-_@.'.repeat(2);
  const marks = new Set<number>();
  for (let length = 1; length <= letters.length; length++) {
    const text = letters.slice(0, length);
    for (const before of ['', '"a":1,', '"a":"0123456789012345",']) {
      const shouted = marksOf([
        `{${before}"key":"${text.toUpperCase()}"}`,
        `{"key":"X"}`,
        `{"key":"${'~'.repeat(90)}"}`,
      ]);
      const [mark] = marksOf([`{${before}"key":"${text}"}`]) ?? [];
      assert.equal(shouted?.[0], mark);
      marks.add(mark ?? 0);
    }
    const broken = Array.from({ length }, (_, at) => `${letters.slice(0, at)}é${letters.slice(at + 1, length)}`);
    for (const text of broken) assert.equal(marksOf([`{"key":"${text}"}`]), undefined, text);
  }
  assert.equal(marks.size, letters.length);
});

/** For each, where the first one like it stands. */
function firstOf(list: readonly unknown[]): number[] {
  return list.map((one) => list.indexOf(one));
}

test('a key of any signs is found where it is a name, and nowhere else', () => {
  for (const key of ':|,|}|]|[|{| |é|_|_id|1|x}|a b|a:|a|'.split('|')) {
    const rows = [
      `{"a":"${key}","b":"${key}","${key}":"k1"}`,
      `{"${key}" : "k2","c":":","b":"${key}","x":","}`,
      `{"b":"x${key}","${key}": "k1 ","d":"${key}x"}`,
      `{"b":"${key}" ,"d":"${key}:","${key}":"k3"}`,
      `{"b":[],"${key}":"k3","d":{"${key}":"k1"}}`,
    ];
    for (const row of [...rows, `{"a":"${key}","b":1}`, `{"a":"${key}:","b":[]}`, `{"a":{"${key}":1}}`])
      assert.equal(marksOf([row], key) === undefined, meaning(row, key) === undefined, row);
    const meant = rows.map((row) => meaning(row, key));
    const marks = marksOf(rows, key);
    // Where it is the name of another member too, it stands there twice.
    assert.equal(marks === undefined, meant.includes(undefined), key);
    if (marks === undefined) continue;
    assert.deepEqual(firstOf([...marks]), firstOf(meant), key);
  }
});

test('keys that no row can be compared by, and items that are not as they should be, have no marks', () => {
  for (const key of ['a"b', 'a\\b', '\ud800', 'a\n', 'x'.repeat(1025)])
    assert.equal(marksOf([`{${JSON.stringify(key)}:1}`], key), undefined);
  assert.equal(marksOf([`{"${'é'.repeat(512)}":1}`], 'é'.repeat(512))?.length, 1);
  for (const row of ['{"kez":1}', '{"a":"key"}', '{}', '{"a":{"key":1}}']) assert.equal(marksOf([row]), undefined, row);
  const whole = '{"a":["}",{"b":"\\\\"}],"key":"x","c":"d"}';
  for (let length = 0; length < whole.length; length++) assert.equal(marksOf([whole.slice(0, length)]), undefined);
  assert.equal(marksOf([whole])?.length, 1);
  assert.equal(matchMarks(Buffer.from(`${whole},${whole}`), 1, 'key'), undefined);
  assert.equal(matchMarks(Buffer.from(whole), 2, 'key'), undefined);
});

test('a request of megabytes, and a small request behind them', () => {
  const many = Array.from({ length: 2000 }, (_, row) => `{"key":"row${row}","x":"${'x'.repeat(980)}"}`);
  assert.equal(new Set(marksOf(many)).size, many.length);
  assert.deepEqual(marksOf(['{"key":"ROW5"}']), marksOf(many)?.slice(5, 6));
});
