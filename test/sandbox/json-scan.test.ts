import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { JsonError, skipSpace, skipValue } from '../../src/sandbox/json-scan.js';
import { runs } from '../support/properties.js';
import { source } from './json-source.js';

function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    return skipSpace(bytes, skipValue(bytes, skipSpace(bytes, 0))) === bytes.length;
  } catch (error) {
    assert.ok(error instanceof JsonError);
    return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('the scanner takes what JSON.parse takes, and nothing else', () => {
  const noise = fc.constantFrom(
    '',
    ...'{}[]",:\\u0123456789.eE+-tfn \n\u0001é'.split(''),
    '""',
    'null',
    String.raw`\u12`,
  );
  const broken = fc.tuple(source.value, fc.nat(), fc.nat(2), noise).map(([text, at, length, noise]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + noise + text.slice(place + length);
  });
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(source.value, broken, noise, fc.string()), (text) => {
      // A lone surrogate can't be sent: UTF-8 has none.
      fc.pre(!/\p{Surrogate}/u.test(text));
      const expected = isJson(text);
      if (expected) taken++;
      assert.equal(accepts(text), expected, text);
    }),
    runs(5000),
  );
  assert.ok(taken > 1000 && taken < 4900);
});

test('nesting that would fill the call stack is refused', () => {
  assert.equal(accepts('['.repeat(400) + ']'.repeat(400)), true);
  assert.equal(accepts('['.repeat(1e6)), false);
  assert.equal(accepts('{"a":'.repeat(1e6)), false);
});
