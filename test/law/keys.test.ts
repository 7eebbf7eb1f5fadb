/** Keys: two requests have the same one exactly where they are the same request, whatever the words in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { deriveKey, type KeyParts } from '../../src/import/key.js';
import { runs } from '../support/properties.js';

/** Few, so that two requests are often alike; what would be alike if it were only put side by side among them. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'aa', '1', 'null', '","', '\\', 'a","a', '\u0000', 'é', 'e\u0301') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
);
const maybe = fc.option(word);
const number = fc.oneof(fc.constantFrom(1, 11), fc.nat());

const parts: fc.Arbitrary<KeyParts> = fc.record({
  scope: fc.record({
    target: word,
    baseUrl: word,
    account: maybe,
    object: maybe,
    operation: word,
    matchKey: maybe,
    user: maybe,
  }),
  importId: word,
  salt: maybe,
  firstRow: number,
  items: number,
  body: word,
  generation: number,
});

/** A request, and one that differs from it in nothing, or in one thing. */
const twins = fc.tuple(parts, parts, fc.nat(12)).map(([one, other, which]): [KeyParts, KeyParts] => {
  const names = ['importId', 'salt', 'firstRow', 'items', 'body', 'generation'] as const;
  const inScope = ['target', 'baseUrl', 'account', 'object', 'operation', 'matchKey', 'user'] as const;
  const name = names[which];
  if (name !== undefined) return [one, { ...one, [name]: other[name] }];
  const place = inScope[which - names.length] ?? 'target';
  return [one, { ...one, scope: { ...one.scope, [place]: other.scope[place] } }];
});

test('keys are equal where all parts are, and only there', () => {
  fc.assert(
    fc.property(fc.oneof(twins, fc.tuple(parts, parts)), ([one, other]) => {
      const isSame = isDeepStrictEqual(structuredClone(one), structuredClone(other));
      for (const form of ['hex', 'uuid4'] as const)
        assert.equal(deriveKey(one, form) === deriveKey(other, form), isSame);
    }),
    runs(300),
  );
});

test('a key stays the same, in whichever order its parts are given', () => {
  fc.assert(
    fc.property(parts, (given) => {
      const { scope, ...rest } = given;
      const turned = Object.fromEntries(Object.entries(scope).toReversed());
      const again = { ...rest, scope: { ...scope, ...turned } };
      const { generation, body, items, firstRow, salt, importId } = again;
      const key = deriveKey(given, 'hex');
      assert.match(key, /^[0-9a-f]{64}$/);
      assert.equal(deriveKey({ generation, body, items, firstRow, salt, importId, scope: again.scope }, 'hex'), key);
      assert.equal(deriveKey(given, 'uuid4').slice(0, 8), key.slice(0, 8), 'two forms of one hash');
    }),
    runs(100),
  );
});
