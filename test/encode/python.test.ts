/** A second opinion on what a CSV file says: Python's csv module. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DISAGREEMENTS } from './csv-disagreements.js';
import { cleanCsv } from './csv-files.js';
import { csvOutcome, outcome, valuesOf } from './outcome.js';
import { noPythonCsv as skip, PythonCsv } from './python-csv.js';

test('csv: Python reads the same values', { skip }, async () => {
  // Its delimiters are one character long, and it knows no comments and no escape outside of quotes that would be text.
  const files = fc
    .sample(cleanCsv, 500)
    .filter(({ dialect: { delimiter, quote, escape, comment } }) => {
      return delimiter.length === 1 && comment === '' && (escape === quote || quote === '');
    })
    .map((file) => ({ file, text: file.bytes.toString().replace(/^\uFEFF+/, '') }));
  assert.ok(files.length > 50);
  const python = new PythonCsv();
  const answers = await python.read(
    files.map(({ text, file: { dialect } }) => [text, dialect.delimiter, dialect.quote, dialect.escape]),
  );
  await python.close();
  for (const [index, { file }] of files.entries()) {
    const { items } = outcome(file.bytes, { name: 'a.csv', ...file.dialect });
    assert.deepEqual(items.map(valuesOf), answers[index]);
  }
});

test('csv: where Python reads something else', { skip }, async () => {
  const python = new PythonCsv();
  const answers = await python.read(
    DISAGREEMENTS.map(({ header = 'a,b', rows, choice: { escape = '"' } = {} }) => [
      `${header}\n${rows}`,
      ',',
      '"',
      escape,
    ]),
  );
  await python.close();
  for (const [index, { what, header = 'a,b', rows, python: expected, ours, choice }] of DISAGREEMENTS.entries()) {
    const answer = answers[index];
    const read = Array.isArray(answer)
      ? answer.map((row) => (Array.isArray(row) ? row.join('|') : '')).join(' ')
      : answer;
    assert.equal(read, expected, `Python: ${what}`);
    const { items, rejections } = csvOutcome(`${header}\n${rows}`, { delimiter: ',', ...choice });
    const codes = rejections.map((line) => /^\d+:\d+ (\w+)/.exec(line)?.[1]);
    assert.equal([...codes, ...items].join(' '), ours, what);
  }
});
