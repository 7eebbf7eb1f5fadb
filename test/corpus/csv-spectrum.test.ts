/** csv-spectrum: twelve small files, each a trap for CSV readers, with what is in them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { outcome } from '../encode/outcome.js';

const corpus = new URL('.', import.meta.resolve('csv-spectrum'));
const names = readdirSync(new URL('csvs', corpus)).map((file) => file.replace(/\.csv$/, ''));

/**
 * Its only row has quotes within unquoted fields (37°36'37.8"N), which no strict reader takes: it is rejected, with its
 * column. What the corpus gives as its content is another row, with another telephone number, and an object instead of a list.
 */
const REJECTED = 'location_coordinates';

test('csv-spectrum has twelve files', () => {
  assert.equal(names.length, 12);
  assert.ok(names.includes(REJECTED));
});

for (const name of names) {
  const csv = readFileSync(new URL(`csvs/${name}.csv`, corpus));

  test(`csv-spectrum: ${name}`, () => {
    const content: unknown = JSON.parse(readFileSync(new URL(`json/${name}.json`, corpus), 'utf8'));
    const { items, rejections } = outcome(csv, { name: `${name}.csv` });
    if (name === REJECTED) {
      assert.deepEqual(items, []);
      assert.equal(rejections.length, 1);
      assert.ok(rejections[0]?.startsWith('1:2 quote_in_field(Location Coordinates) 2095257564,'));
      return;
    }
    assert(Array.isArray(content));
    assert.deepEqual(rejections, []);
    // As text, so that the order of the columns counts too.
    assert.deepEqual(
      items,
      content.map((row) => JSON.stringify(row)),
    );
  });
}
