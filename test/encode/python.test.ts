/** A second opinion on what a sound CSV file says: Python's csv module. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { cleanCsv } from './csv-files.js';
import { outcome, valuesOf } from './outcome.js';

const SCRIPT = `
import csv, io, json, sys
for line in sys.stdin:
    text, delimiter = json.loads(line)
    rows = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True)
    print(json.dumps([row for row in rows if row][1:]))
`;

const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' });
const skip = version.stdout?.trim() === 'True' ? false : 'no python3 of version 3.11 or later, whose csv takes NUL';

test('csv: Python reads the same values', { skip }, () => {
  // A lone CR ends Python's rows, and its delimiters are one character long.
  const files = fc
    .sample(cleanCsv, 300)
    .map((file) => ({ file, text: file.bytes.toString().replace(/^\uFEFF/, '') }))
    .filter(({ file, text }) => file.dialect.delimiter.length === 1 && !/\r(?!\n)/.test(text));
  assert.ok(files.length > 20);
  const input = files.map(({ text, file }) => `${JSON.stringify([text, file.dialect.delimiter])}\n`).join('');
  const { stdout, stderr } = spawnSync('python3', ['-c', SCRIPT], {
    input,
    encoding: 'utf8',
    env: { PYTHONIOENCODING: 'utf8' },
  });
  assert.equal(stderr, '');
  const answers = stdout.trimEnd().split('\n');
  assert.equal(answers.length, files.length);
  for (const [index, { file }] of files.entries()) {
    const { items } = outcome(file.bytes, { name: 'a.csv', delimiter: file.dialect.delimiter });
    assert.deepEqual(items.map(valuesOf), JSON.parse(answers[index] ?? ''));
  }
});
