/** Whoever finds the address can send anything: no body and no header may end the program, or pass for genuine. */
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readCall } from '../../src/webhook/call.js';
import { verifyCall } from '../../src/webhook/verify.js';
import { runs } from '../support/properties.js';
import { SECRET, SIGNED_AT, STANDARD, STANDARD_SECRET, STANDARD_TIME, TEMPORAL_RAW } from './calls.js';
import { brokenText, jsonText } from './json-texts.js';

const HEX = `sha256=${'0'.repeat(64)}`;
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', HEX, TEMPORAL_RAW, STANDARD, `${STANDARD} ${STANDARD}`, STANDARD_TIME['webhook-timestamp']),
);
const header = fc.constantFrom(
  'x-webhook-signature',
  'x-papr-signature',
  'webhook-signature',
  'webhook-id',
  'webhook-timestamp',
  'x-webhook-secret',
  'x-webhook-event',
  '__proto__',
  'constructor',
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.oneof(jsonText, brokenText).map((text) => Buffer.from(text)),
);

test('whatever comes in, a verdict and news come out, and nothing passes for genuine', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(header, value)),
      body,
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(SECRET, STANDARD_SECRET, 'whsec_', '\ud800')),
      (headers, body, secret) => {
        const call = { headers: Object.fromEntries(headers), body };
        const { kind, reason } = verifyCall(call, secret, SIGNED_AT);
        assert.ok(kind === 'forged' || kind === 'unsigned', kind);
        assert.match(reason, /^[ -~]{1,100}$/);
        assert.equal(Object.keys(readCall(call)).length, 6);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      },
    ),
    runs(3000),
  );
  assert.ok((kinds.get('forged') ?? 0) > 500 && (kinds.get('unsigned') ?? 0) > 500, String([...kinds]));
});

/** As large as a body is read. */
const ALL = 1024 * 1024;

const HOSTILE: ReadonlyMap<string, string> = new Map([
  ['100,000 levels of arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['100,000 levels of objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['as many levels as fit', '['.repeat(ALL / 2) + ']'.repeat(ALL / 2)],
  ['levels that never end', '['.repeat(ALL)],
  ['an int of millions of digits', '9'.repeat(ALL)],
  ['a float of millions of digits', `0.${'9'.repeat(ALL - 2)}`],
  ['exponents of thousands of digits', `[1e${'9'.repeat(5000)},-1e${'9'.repeat(5000)},1e-${'9'.repeat(5000)}]`],
  ['a string of escapes', `"${'\\n'.repeat(ALL / 2 - 1)}"`],
  ['a string of what becomes longest', `"${'é'.repeat(ALL / 2 - 1)}"`],
  ['a string without an end', `"${'\\"'.repeat(ALL / 2 - 1)}`],
  [
    'many names',
    `{${Array.from({ length: 100_000 }, (_, index) => `"${index % 5 === 0 ? '__proto__' : index}":1`).join(',')}}`,
  ],
  ['more than is read', `[${' '.repeat(ALL)}]`],
  ['nothing', ''],
]);

for (const [what, text] of HOSTILE) {
  test(`neither throws nor believes: ${what}`, () => {
    const call = { headers: { 'x-webhook-signature': HEX }, body: Buffer.from(text) };
    assert.equal(verifyCall(call, SECRET, SIGNED_AT).kind, 'forged');
    assert.equal(readCall(call).batchId, null);
  });
}
