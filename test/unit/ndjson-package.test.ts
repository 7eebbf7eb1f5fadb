/** Why NDJSON isn't read with the package of that name: what it does to rows. Should it ever do better, this says so. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import ndjson from 'ndjson';

async function read(text: string, strict: boolean): Promise<unknown[]> {
  const rows: unknown[] = [];
  const parser = ndjson.parse({ strict });
  parser.on('data', (row) => rows.push(row));
  const over = Promise.race([once(parser, 'end'), once(parser, 'error')]).catch(() => undefined);
  parser.end(text);
  await over;
  return rows;
}

test('a line that is null ends its stream', async () => {
  assert.deepEqual(await read('{"a":1}\nnull\n{"a":2}\n', false), [{ a: 1 }]);
});

test('a broken line vanishes without a word', async () => {
  assert.deepEqual(await read('{"a":1}\n{"a":\n{"a":2}\n', false), [{ a: 1 }, { a: 2 }]);
});

test('numbers lose their digits', async () => {
  assert.equal(
    JSON.stringify(await read('{"id":1234567890123456789,"price":1.10}\n', true)),
    '[{"id":1234567890123456800,"price":1.1}]',
  );
});
