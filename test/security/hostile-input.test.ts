/** Rows, texts and archives that are made to cost more than they are worth. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEncoder } from '../../src/encode/create.js';
import { compileMapping } from '../../src/encode/mapping/compile.js';
import { PLAIN } from '../../src/encode/mapping/mapping.js';
import { detectShape } from '../../src/encode/shape.js';
import { BatchctlError, EXIT } from '../../src/errors.js';
import type { ItemMaker } from '../../src/record.js';
import { withoutFormula } from '../../src/report/formula.js';
import { printable, printableJson, shellQuote } from '../../src/report/text.js';
import { blotter } from '../../src/target/blot.js';
import { experiture } from '../../src/target/experiture.js';
import { papr } from '../../src/target/papr.js';
import { paprShaping } from '../../src/target/papr-memory.js';
import { parseRetryAfter } from '../../src/target/retry.js';
import { assertPlausible } from '../../src/source/unpacked.js';
import { zstd, zstdZeros } from '../source/archives.js';
import { Within } from '../support/within.js';

/** ms of this process's own time: ten times what they take. */
const MOST_TIME = 1_000;

function assertQuick(what: string, work: () => unknown): void {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  assert.ok(user + system < MOST_TIME * 1000, `${what}: ${(user + system) / 1000} ms`);
}

const MANY = 20_000;

/** Rows of up to 200 kB. */
const ROWS: Readonly<Record<string, string>> = {
  'many names': `{${Array.from({ length: MANY / 2 }, (_, index) => `"n${index}":1`).join(',')},"content":"a b c"}`,
  'many names of the prototype': `{"__proto__":{${Array.from({ length: MANY / 2 }, (_, index) => `"${index}":0`).join(',')}}}`,
  'many levels': `{"a":${'['.repeat(MANY)}${']'.repeat(MANY)}}`,
  'many levels of objects': `${'{"a":'.repeat(MANY)}1${'}'.repeat(MANY)}`,
  'levels without an end': '{"a":'.repeat(MANY),
  'a number of many digits': `{"a":${'9'.repeat(MANY)}}`,
  'a name of many signs': `{"${'\\u005f'.repeat(MANY)}":1}`,
  backslashes: `{"a":"${'\\\\'.repeat(MANY)}"}`,
};

const MAKERS: Readonly<Record<string, ItemMaker | undefined>> = {
  'as it is': undefined,
  mapped: mapped(),
  'as a memory': paprShaping.maker({ content: 'content' }, { object: null }, 'mark'),
};

function mapped(): ItemMaker {
  const map = compileMapping({ ...PLAIN, drop: ['n1'], set: [{ to: 'of.b', json: '1' }] }, undefined);
  return (fields) => {
    const found = map(fields);
    return 'code' in found ? found : JSON.stringify(Object.fromEntries(found.names.map((name) => [name, 1])));
  };
}

for (const [what, row] of Object.entries(ROWS)) {
  test(`a row with ${what} is read in no time, or refused`, () => {
    const bytes = Buffer.from(`${row}\n`);
    const shape = detectShape(bytes, { name: 'rows.ndjson' }, true);
    assert.ok(shape);
    for (const [how, make] of Object.entries(MAKERS)) {
      const limits = { separator: ',', maxItemBytes: 5e6, maxRecordBytes: 5e6, ...(make && { make }) };
      assertQuick(`${what}, ${how}`, () => {
        const { rows } = createEncoder(shape, limits).encode(bytes, shape.first, { rows: 9, bytes: 5e6 }, true);
        assert.equal(rows, 1);
      });
    }
  });
}

/** What makes a reader that goes back begin again and again. */
const TEXTS = [
  ' ',
  'a',
  'a ',
  '\\',
  '"',
  '\\"',
  '\u001b',
  '=',
  '\t',
  '0',
  '9,',
  '{',
  'memory ',
  'records[',
  '\ud800',
].map((one) => one.repeat(MANY));

test('texts of 20,000 signs are read in no time by everything that reads what a service says', () => {
  const blot = blotter(['canary-\\\\ "6f1e0c7d', '9'.repeat(20), ' '.repeat(9)]);
  for (const text of TEXTS) {
    const body = JSON.stringify({
      success: false,
      code: 400,
      error: { code: text, message: text },
      errors: [{ error: text }],
    });
    const response = { status: 400, headers: { 'retry-after': text, date: text, 'x-request-id': text }, text: body };
    assertQuick(JSON.stringify(text.slice(0, 9)), () => {
      for (const read of [printable, printableJson, shellQuote, withoutFormula, blot]) read(text);
      parseRetryAfter(text, text, 0);
      for (const target of [experiture, papr]) target.readFailure(response);
    });
  }
});

test('inspect takes a row of 5,000 members and a cell of 500 kB in its stride', async (t) => {
  const place = new Within(t);
  writeFileSync(
    'wide.ndjson',
    `{${Array.from({ length: 5_000 }, (_, index) => `"n${index}":"${index}"`).join(',')}}\n`,
  );
  writeFileSync('long.csv', `id,note\n1,${TEXTS.map((text) => text.replaceAll(/["\ud800]/g, 'x')).join('')}\n`);
  for (const source of ['wide.ndjson', 'long.csv']) {
    const begun = process.cpuUsage();
    const { exit, stderr } = await place.run(['inspect', source, '--object', 'x', '--json']);
    assert.equal(exit, 0, stderr);
    const { user, system } = process.cpuUsage(begun);
    assert.ok(user + system < 3 * MOST_TIME * 1000, `${source}: ${(user + system) / 1000} ms`);
  }
});

const isTooLarge = (error: unknown) =>
  error instanceof BatchctlError && error.exit === EXIT.source && error.code === 'archive_too_large';

test('what an archive may become: 256 MiB always, and beyond that 200 times its size', () => {
  const always = 256 * 1024 * 1024;
  assertPlausible('x', 1, always);
  assert.throws(() => assertPlausible('x', 1, always + 1), isTooLarge);
  assertPlausible('x', 1e9, 200e9);
  assert.throws(() => assertPlausible('x', 1e9, 200e9 + 1), isTooLarge);
});

test('9 kB that unpack to 300 MB: exit 4, nothing is sent, and memory stays as it was', async (t) => {
  const place = new Within(t);
  // A sound beginning, so that what the file is can be told.
  const bomb = Buffer.concat([zstd(Buffer.from('id\n1\n')), zstdZeros(2300)]);
  assert.ok(bomb.length < 10_000);
  writeFileSync('rows.csv.zst', bomb);
  const before = process.memoryUsage.rss();
  const ran = await place.run(['import', 'rows.csv.zst', '--sandbox']);
  assert.equal(ran.exit, 4, ran.stdout + ran.stderr);
  assert.match(
    ran.stdout + ran.stderr,
    /200 times its size[^]*--decompress --stdout < rows\.csv\.zst \| batchctl import -/,
  );
  assert.ok(process.memoryUsage.rss() - before < 150e6, 'memory');
});
