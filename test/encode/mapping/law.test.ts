/** Mappings against a slow and simple one that works on parsed values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fieldsOf } from '../../../src/encode/json-fields.js';
import { repeatedMember } from '../../../src/encode/json-names.js';
import { compileMapping, mappedNames } from '../../../src/encode/mapping/compile.js';
import type { Mapping } from '../../../src/encode/mapping/mapping.js';
import { runs } from '../../support/properties.js';
import { csvRow, mappingFrom, outcomeText } from './mapped.js';
import { naiveItem, treeOf, written } from './naive.js';

const RUNS = 1000;

const NAMES = ['a', 'b', 'u', 't', '__proto__', 'constructor', 'é "x"'];

const scalar = fc.constantFrom('"x"', '""', '"NULL"', '"7"', '"p|q"', '7', 'true', 'null', '"\\u0041\\ud800"');
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: scalar, weight: 3 },
    tie('object'),
    fc.array(tie('value'), { maxLength: 2 }).map((values) => `[${values.join(', ')}]`),
  ),
  object: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 3, selector: ([name]) => name })
    .map(objectOf),
}));

const line = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 6, selector: ([name]) => name })
  .map(objectOf);

function objectOf(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(',')}}`;
}

/** Places of which none is in the way of another. */
const PLACES = ['a', 'b', 'n', 'u.a', 'u.n.m', 't[]', 'o.l[]', 'q.__proto__', 'q.x', '__proto__.z', 'constructor'];
const REFS = [...NAMES, 'a.b', 'u.a', 'u.a.b', 'u.__proto__', 't.u', 'none', '__proto__.__proto__'];
const TYPES = ['string', 'int', 'list', 'json', 'boolean'] as const;

function mappings(refs: readonly string[]): fc.Arbitrary<Mapping> {
  const ref = fc.constantFrom(...refs);
  const places = fc.shuffledSubarray([...PLACES, 't[]', 'o.l[]']);
  return fc
    .record({
      places,
      refs: fc.array(ref, { minLength: 12, maxLength: 12 }),
      sets: fc.nat(4),
      maps: fc.nat(4),
      pick: fc.option(fc.uniqueArray(ref, { maxLength: 4 })),
      drop: fc.uniqueArray(ref, { maxLength: 2 }),
      types: fc.dictionary(ref, fc.constantFrom(...TYPES), { maxKeys: 2 }),
      nullText: fc.constantFrom(null, null, 'NULL', ''),
      empty: fc.constantFrom('text', 'text', 'null', 'omit'),
    })
    .map(({ places, refs, sets, maps, ...rest }) => {
      const map = places.slice(0, maps).map((to, index) => [to, refs[index] ?? ''] as const);
      const set = places
        .slice(maps, maps + sets)
        .map((to, index) => [to, ['"c"', '[1, "d"]', '{"e":2}', 'null'][index] ?? ''] as const);
      const drop = rest.drop.filter((column) => !map.some(([, from]) => from === column));
      const empty = rest.nullText === '' ? 'text' : rest.empty;
      return mappingFrom({ ...rest, empty, drop, map, set });
    });
}

/** In the same order, and every name once. A row with two faults may be rejected for either. */
function assertSame(made: string, expected: ReturnType<typeof naiveItem>, text: string): void {
  if (!made.startsWith('{')) return assert.equal(typeof expected, 'string', `${made} ${text}`);
  const value: unknown = JSON.parse(made);
  assert.equal(written(treeOf(value)), written(expected), text);
  assert.equal(repeatedMember(made), undefined);
}

test('rows of NDJSON become what a slow and simple mapping makes of them', () => {
  const outcomes = new Map<string, number>();
  const law = fc.property(mappings(REFS), fc.array(line, { minLength: 1, maxLength: 4 }), (mapping, lines) => {
    const map = compileMapping(mapping, undefined);
    for (const text of lines) {
      const made = outcomeText(map(fieldsOf(text)));
      const expected = naiveItem(mapping, text);
      const kind = typeof expected === 'string' ? expected : 'item';
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      assertSame(made, expected, text);
    }
  });
  fc.assert(law, runs(RUNS));
  for (const kind of ['item', 'mapping_conflict', 'type_int', 'type_json']) assert((outcomes.get(kind) ?? 0) > 0, kind);
});

test('so do rows of CSV, and their names are among those that are said beforehand', () => {
  let items = 0;
  const cell = fc.constantFrom('', 'x', 'NULL', '7', 'p|q', '{"a":1}', '"');
  const law = fc.property(mappings(NAMES), fc.array(cell, { minLength: 7, maxLength: 7 }), (mapping, cells) => {
    const row = csvRow(
      Object.fromEntries(NAMES.filter((name) => name !== '__proto__').map((name, index) => [name, cells[index] ?? ''])),
    );
    const fields = { names: [...row.names, '__proto__'], values: [...row.values, JSON.stringify(cells[6])] };
    let map;
    try {
      map = compileMapping(mapping, fields.names);
    } catch (error) {
      assert(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'mapping_conflict');
      return;
    }
    const result = map(fields);
    const made = outcomeText(result);
    const text = `{${fields.names.map((name, index) => `${JSON.stringify(name)}:${fields.values[index]}`).join(',')}}`;
    assertSame(made, naiveItem(mapping, text), text);
    if (!('names' in result)) return;
    items += 1;
    const known = mappedNames(mapping, fields.names);
    assert.deepEqual(
      known.filter((name) => result.names.includes(name)),
      result.names,
    );
    if (mapping.empty !== 'omit') assert.deepEqual(known, result.names);
  });
  fc.assert(law, runs(RUNS));
  assert(items > RUNS / 20);
});

test('what a row becomes does not depend on the rows before it', () => {
  const law = fc.property(mappings(REFS), fc.array(line, { minLength: 2, maxLength: 6 }), (mapping, lines) => {
    const map = compileMapping(mapping, undefined);
    const together = lines.map((text) => outcomeText(map(fieldsOf(text))));
    const alone = lines.map((text) => outcomeText(compileMapping(mapping, undefined)(fieldsOf(text))));
    assert.deepEqual(together, alone);
  });
  fc.assert(law, runs(100));
});
