/** What of mapped rows the scanner takes upon itself; that it never answers differently from the reference is csv.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvSimdMemory } from '../../../src/encode/csv-simd-memory.js';
import { FIELD_TYPES } from '../../../src/encode/mapping/mapping.js';
import type { Short } from '../mapping/mapped.js';
import { VALUES } from './csv-mappings.js';
import { COLUMNS, making, MOST, shapeOf, taken } from './csv-taken.js';

const ITEMS: readonly (readonly [short: Short, record: string, item: string])[] = [
  [{}, '1,"x ""y""\n",\\\n', '{"a":"1","b":"x \\"y\\"\\n","c \\"d\\"":"\\\\"},'],
  [{ map: [['z', 'a']], pick: [], set: [['k', '[1, 2]']] }, '1,2,3\n', '{"z":"1","k":[1, 2]},'],
  [
    {
      map: [
        ['o.x', 'c "d"'],
        ['o.y', 'a'],
        ['x', 'a'],
      ],
      drop: ['b'],
    },
    '1,2,3\n',
    '{"o":{"y":"1","x":"3"},"x":"1"},',
  ],
  [
    {
      map: [
        ['l[]', 'b'],
        ['l[]', 'a'],
      ],
      set: [['l[]', '[7,[]]']],
    },
    '1,2,3\n',
    '{"l":["2","1",7,[]],"c \\"d\\"":"3"},',
  ],
  [{ pick: [] }, '1,2,3\n', '{},'],
  [{ empty: 'null', nullText: '"' }, '"""",,"""""x"\n', '{"a":null,"b":null,"c \\"d\\"":"\\"\\"x"},'],
  [{ empty: 'omit' }, ',2,\n', '{"b":"2"},'],
  [{ empty: 'omit' }, ',,\n', '{},'],
  [{ empty: 'omit', set: [['k', '1']] }, ',"",\n', '{"k":1},'],
  [
    {
      empty: 'omit',
      map: [
        ['o.p.q', 'a'],
        ['o.r', 'b'],
      ],
    },
    ',,3\n',
    '{"c \\"d\\"":"3"},',
  ],
  [
    {
      empty: 'omit',
      map: [
        ['o.p.q', 'a'],
        ['o.r', 'b'],
      ],
    },
    '1,,\n',
    '{"o":{"p":{"q":"1"}}},',
  ],
  [
    {
      empty: 'omit',
      map: [
        ['o.p.q', 'a'],
        ['o.r', 'b'],
      ],
    },
    ',2,\n',
    '{"o":{"r":"2"}},',
  ],
  [
    {
      empty: 'omit',
      map: [
        ['l[]', 'a'],
        ['l[]', 'b'],
      ],
    },
    ',,\n',
    '{},',
  ],
  [{ empty: 'omit', map: [['l[]', 'a']], set: [['l[]', '[]']], pick: [] }, ',,\n', '{"l":[]},'],
  [{ types: { a: 'int', b: 'number' }, nullText: 'a' }, '"+5",1.50,a\n', '{"a":5,"b":1.50,"c \\"d\\"":null},'],
  [{ types: { a: 'boolean', b: 'boolean' } }, 'NO,on,\n', '{"a":false,"b":true,"c \\"d\\"":""},'],
  [{ types: { a: 'datetime' }, pick: ['a'] }, '2024-02-29 08:30:00.10Z,,\n', '{"a":"2024-02-29T08:30:00.10Z"},'],
];

test('items that the scanner makes by itself', () => {
  for (const [short, record, item] of ITEMS) assert.equal(taken(record, making(short)), item, JSON.stringify(short));
});

/** A record of one cell. */
function rowOf(value: string): string {
  return `"${value.replaceAll('"', '""')}"\n`;
}

test('of every type, the values that need no parsing are taken, and no others', () => {
  for (const type of FIELD_TYPES.filter((type) => type !== 'json' && type !== 'list')) {
    const made = making({ types: { v: type } }, ['v']);
    const [regular, others] = VALUES[type];
    for (const value of regular) assert.notEqual(taken(rowOf(value), made, ['v']), '', `${type}: ${value}`);
    if (type === 'string') continue;
    for (const value of [...others, '']) assert.equal(taken(rowOf(value), made, ['v']), '', `${type}: ${value}`);
  }
});

const REFERRED: readonly (readonly [record: string, short?: Short, matchKey?: string])[] = [
  ['a,b,"c ""d"""\n'],
  ['"a","b","c ""d"""\r\n', { drop: ['a', 'b'] }],
  ['1,2\n'],
  ['1,2,3,4\n'],
  ['1,"2"x,3\n'],
  ['1,2,3'],
  ['1,2,3\r4\n'],
  [',2,3\n', {}, 'a'],
  [',2,3\n', { map: [['k', 'a']], empty: 'null' }, 'k'],
  ['NULL,2,3\n', { nullText: 'NULL' }, 'a'],
  [',2,3\n', { empty: 'omit' }, 'a'],
  [',2,3\n', { types: { a: 'int' } }],
];

test('broken records, the header again, and rows without their key are not taken', () => {
  const before = 'x,y,z\n';
  for (const [record, short = {}, matchKey = null] of REFERRED) {
    const made = making(short, COLUMNS, matchKey);
    const sound = short.types === undefined ? before : '1,y,z\n';
    assert.equal(taken(record, made), '', JSON.stringify(record));
    assert.equal(taken(sound + record, made), taken(sound, made), JSON.stringify(record));
  }
  assert.equal(taken('v\n', making({}, ['v']), ['v']), '{"v":"v"},');
});

test('an item longer than all the room for items is not written', () => {
  const sizes = { input: 400_000, items: 1, records: 1 };
  for (const limits of [MOST, { ...MOST, ...making({}) }]) {
    const { scanner, input, items } = csvSimdMemory(shapeOf(COLUMNS), limits, sizes);
    for (const [sign, size] of [
      ['x', 300_000],
      ['1', 300_000],
      ['\0', 100_000],
    ] as const) {
      const bytes = Buffer.from(`${sign.repeat(size)},2,3\n`);
      input.set(bytes);
      assert.equal(scanner.take(bytes.length, items.length, 1), 0);
    }
  }
});
