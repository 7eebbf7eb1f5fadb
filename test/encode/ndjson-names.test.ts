/** Rows that name a member twice, against a reading of their names that has nothing in common with the encoder's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { runs } from '../support/properties.js';
import { outcome } from './outcome.js';

test('a row that is to be taken apart is rejected for its names exactly where a reading of its own finds one twice', () => {
  const name = fc.constantFrom('"a"', '"b"', '"\\u0061"', '":"', '"\\":"', '"\\\\"', '""');
  const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
    object: fc
      .array(fc.tuple(name, fc.constantFrom('', ' \t'), tie('value')), { maxLength: 3 })
      .map(
        (members) =>
          `{${members.map(([key, blank, text]) => `${blank}${key}${blank}:${blank}${text}${blank}`).join(',')}}`,
      ),
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('1', '":"', '"\\":{"'),
      tie('object'),
      tie('object').map((text) => `[${text}]`),
    ),
  }));
  const law = fc.property(value, (text) => {
    const row = `{"v":${text}}`;
    const { items, rejections } = outcome(row, { name: 'rows.ndjson', limits: { make: () => '{}' } });
    assert.deepEqual(outcome(row, { name: 'rows.ndjson' }).items, [row]);
    if (namesTwice(row)) assert.deepEqual(rejections, [`1:1 duplicate_member(v) ${row}`]);
    else assert.deepEqual(items, ['{}']);
  });
  fc.assert(law, runs(1000));
});

/** Makes every name another one, by its place, and looks whether that adds members. */
function namesTwice(row: string): boolean {
  let place = 0;
  const numbered = row.replace(/("(?:[^"\\]|\\.)*")([ \t]*:)?/g, (text, _string, colon) =>
    colon === undefined ? text : `"${(place += 1)}":`,
  );
  // Without escapes: of names that have some, JSON.parse of Node 24 and 26 takes one for another at times.
  const plain = row.replace(
    /"(?:[^"\\]|\\.)*"/g,
    (text) => `"${Buffer.from(String(JSON.parse(text))).toString('hex')}"`,
  );
  return membersIn(JSON.parse(numbered)) !== membersIn(JSON.parse(plain));
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, member) => sum + membersIn(member), own);
}
