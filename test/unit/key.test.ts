/** Keys: one published example, and what must tell two of them apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hashOf } from '../../src/import/body.js';
import { deriveKey, type KeyParts } from '../../src/import/key.js';
import { runs } from '../support/properties.js';

// ARCHITECTURE.md shows the same example; any SHA-256 can check it.
const body = '{"records":[{"email":"ada@example.com","tier":"gold"}],"matchKey":"email"}';
const example: KeyParts = {
  scope: {
    target: 'experiture',
    baseUrl: 'https://api.experiture.ai/public/v1',
    account: null,
    object: 'profiles',
    operation: 'upsert',
    matchKey: 'email',
    user: null,
  },
  importId: 'exports/customers.csv',
  salt: null,
  firstRow: 1,
  items: 1,
  body: await hashOf(Buffer.from(body)),
  generation: 0,
};

/** The example, but for one word of where it goes. */
function elsewhere(name: string): KeyParts {
  return { ...example, scope: { ...example.scope, [name]: 'another' } };
}

test('the published example', () => {
  assert.equal(example.body, '58f61b62f9673ff6b91e8bf64b8f15bb80b0e39e976e256d848df5bd8c88313f');
  assert.equal(deriveKey(example, 'hex'), 'de1df5475fd32efe5594195204d28cbdab1f27d3deaf047e171d12e2be908398');
  assert.equal(deriveKey(example, 'uuid4'), 'de1df547-5fd3-4efe-9594-195204d28cbd');
});

test('every part of a request tells its key apart', async () => {
  const others: KeyParts[] = [
    ...Object.keys(example.scope).map(elsewhere),
    { ...example, importId: 'other/customers.csv' },
    { ...example, salt: '' },
    { ...example, firstRow: 2 },
    { ...example, items: 2 },
    { ...example, body: await hashOf(Buffer.from('another')) },
    { ...example, generation: 1 },
  ];
  const keys = [example, ...others].map((parts) => deriveKey(parts, 'uuid4'));
  assert.equal(new Set(keys).size, keys.length);
});

test('a key is a UUID of version 4, whatever goes into it', () => {
  const parts = fc.record({ importId: fc.string(), firstRow: fc.nat(), body: fc.string() });
  fc.assert(
    fc.property(parts, (given) => {
      const key = deriveKey({ ...example, ...given }, 'uuid4');
      assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
    runs(100),
  );
});
