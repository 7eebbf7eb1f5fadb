/** The number of runs of every property comes from one place, so that a proof can try all of them more often. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));

/** How often a text asserts a property, and how often it asks for a number of runs in a way that a proof can read. */
function countsIn(text: string): readonly [asserted: number, asked: number] {
  return [text.split(/\bfc\.assert\(/).length, text.split(/\bruns\([^(),]+(?:, \d+)?\)/).length];
}

test('each property asks test/support/properties.ts how often it is tried', () => {
  const others = files.filter((file) => {
    const text = readFileSync(root + file, 'utf8');
    const [asserted, asked] = countsIn(text);
    return text.includes("from 'fast-check'") && asserted !== asked;
  });
  assert.deepEqual(others, []);
  assert.deepEqual(countsIn(['fc', 'assert(law, { numRuns: 5 });'].join('.')), [2, 1]);
});
