/** Which mappings are templates, and that those are for the scanner. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEncoder } from '../../../src/encode/create.js';
import { CsvEncoder } from '../../../src/encode/csv.js';
import { CsvSimdEncoder, isScannable } from '../../../src/encode/csv-simd.js';
import { mappedMaking } from '../../../src/import/item-maker.js';
import { mappingFrom, type Short } from '../mapping/mapped.js';
import { csvCase } from './csv-cases.js';
import { makingOf } from './csv-difference.js';
import { COLUMNS, making, MOST, scanned, shapeOf } from './csv-taken.js';

const NO_TEMPLATE: readonly (readonly [Short, string?])[] = [
  [{ types: { a: 'json' } }],
  [{ types: { a: 'list' } }],
  [{ types: { a: 'json' }, map: [['a.x', 'b']] }],
  [{ nullText: '\ud800' }],
  [{ pick: ['b'] }, 'a'],
  [{ pick: [], set: [['k', 'null']] }, 'k'],
  [{ empty: 'omit', map: [['k.x', 'a']] }, 'k'],
];
const TEMPLATE: typeof NO_TEMPLATE = [
  [{}],
  [{ types: { a: 'json', b: 'list' }, drop: ['a', 'b'] }],
  [{ set: [['k', '0']] }, 'k'],
  [
    {
      empty: 'omit',
      map: [
        ['k.x', 'a'],
        ['k.y', 'b'],
      ],
      set: [['k.z', 'null']],
    },
    'k',
  ],
  [{ timezone: 'Europe/Berlin', types: { a: 'datetime' } }, 'a'],
];

test('mappings that a template says are for the scanner', () => {
  for (const [list, isSaid] of [
    [NO_TEMPLATE, false],
    [TEMPLATE, true],
  ] as const) {
    for (const [short, matchKey = null] of list) {
      const limits = { ...MOST, ...making(short, COLUMNS, matchKey) };
      assert.equal(isScannable(shapeOf(COLUMNS), limits), isSaid, JSON.stringify(short));
      assert.equal(createEncoder(shapeOf(COLUMNS), limits) instanceof CsvSimdEncoder, isSaid);
      assert.ok(createEncoder(shapeOf(COLUMNS), limits, 'reference') instanceof CsvEncoder);
    }
  }
});

test('where a target shapes rows, or a schema checks them, no template says so', () => {
  const rows = { mapping: mappingFrom({}), columns: COLUMNS, matchKey: null };
  assert.notEqual(mappedMaking(rows).template, undefined);
  assert.equal(mappedMaking(rows, () => '{}').template, undefined);
  assert.equal(mappedMaking(rows, undefined, () => undefined).template, undefined);
  assert.equal(mappedMaking({ ...rows, columns: undefined }).template, undefined);
  const limits = { ...MOST, ...mappedMaking(rows), required: 'a' };
  assert.equal(isScannable(shapeOf(COLUMNS), limits), false);
});

test('most rows of the files at random that have a template are taken without the reference', () => {
  let [rows, byScanner] = [0, 0];
  for (let number = 1; number <= 100; number++) {
    const { bytes, shape, ...given } = csvCase(number);
    const made = given.mapping === null ? {} : makingOf({ shape, ...given });
    if (made.template === undefined) continue;
    const lines = bytes
      .subarray(shape.first.byte)
      .toString('latin1')
      .split(/(?<=\n)/);
    rows += lines.length;
    for (const line of lines) byScanner += scanned(Buffer.from(line, 'latin1'), made, shape).rows;
  }
  assert.ok(rows > 250 && byScanner > rows / 3, `${byScanner} of ${rows}`);
});
