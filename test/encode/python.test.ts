/** A second opinion on what a CSV file says: Python's csv module. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { FormatChoice } from '../../src/encode/format.js';
import { cleanCsv } from './csv-files.js';
import { csvOutcome, outcome, valuesOf } from './outcome.js';

const SCRIPT = `
import csv, io, json, sys
for line in sys.stdin:
    text, delimiter, quote, escape = json.loads(line)
    signs = {'quoting': csv.QUOTE_NONE} if quote == '' else {'quotechar': quote}
    if escape != quote:
        signs.update(escapechar=escape, doublequote=False)
    try:
        rows = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True, **signs)
        print(json.dumps([row for row in rows if row][1:]))
    except csv.Error:
        print('"error"')
`;

type Asked = readonly [text: string, delimiter: string, quote: string, escape: string];

const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' });
const skip = version.stdout?.trim() === 'True' ? false : 'no python3 of version 3.11 or later, whose csv takes NUL';

/** What Python reads behind the first row, in one process for all of them. */
function askPython(files: readonly Asked[]): unknown[] {
  const input = files.map((file) => `${JSON.stringify(file)}\n`).join('');
  const env = { PYTHONIOENCODING: 'utf8' };
  const { stdout, stderr } = spawnSync('python3', ['-c', SCRIPT], { input, encoding: 'utf8', env });
  assert.equal(stderr, '');
  const answers = stdout.trimEnd().split('\n');
  assert.equal(answers.length, files.length);
  return answers.map((answer): unknown => JSON.parse(answer));
}

test('csv: Python reads the same values', { skip }, () => {
  // Its delimiters are one character long, and it knows no comments and no escape outside of quotes that would be text.
  const files = fc
    .sample(cleanCsv, 500)
    .filter(({ dialect: { delimiter, quote, escape, comment } }) => {
      return delimiter.length === 1 && comment === '' && (escape === quote || quote === '');
    })
    .map((file) => ({ file, text: file.bytes.toString().replace(/^\uFEFF+/, '') }));
  assert.ok(files.length > 50);
  const answers = askPython(
    files.map(({ text, file: { dialect } }) => [text, dialect.delimiter, dialect.quote, dialect.escape]),
  );
  for (const [index, { file }] of files.entries()) {
    const { items } = outcome(file.bytes, { name: 'a.csv', ...file.dialect });
    assert.deepEqual(items.map(valuesOf), answers[index]);
  }
});

/** Behind a header of two columns: what Python makes of it, and what we do, where that is another thing. */
const disagreements: [what: string, rows: string, python: string, ours: string, choice?: Partial<FormatChoice>][] = [
  ['a quote inside a field is text there', '1,x"y\n', '1|x"y', 'quote_in_field'],
  ['blanks in front of a quote, too', '1, "x"\n', '1| "x"', 'quote_in_field'],
  ['ragged rows are rows', '1\n', '1', 'column_count'],
  ['so is the header again', 'a,b\n', 'a|b', 'header_repeated'],
  ['a NUL behind a closing quote is an error', '1,"x"\0\n', 'error', '1|x\0'],
  ['an error ends it all', '1,"x"y\n2,z\n', 'error', 'text_after_quote 2|z'],
  ['a quote that is never closed, too', '1,"x\n2,z\n', 'error', 'unclosed_quote 2|z'],
  ['comments are rows', '#,"\n1,2\n', 'error', '1|2', { comment: '#' }],
  ['an escape is one without quotes, too', '1,\\x\n', '1|x', '1|\\x', { escape: '\\' }],
];

test('csv: where Python reads something else', { skip }, () => {
  const answers = askPython(
    disagreements.map(([, rows, , , { escape = '"' } = {}]) => [`a,b\n${rows}`, ',', '"', escape]),
  );
  for (const [index, [what, rows, python, ours, choice]] of disagreements.entries()) {
    const answer = answers[index];
    const read = Array.isArray(answer)
      ? answer.map((row) => (Array.isArray(row) ? row.join('|') : '')).join('')
      : answer;
    assert.equal(read, python, `Python: ${what}`);
    const { items, rejections } = csvOutcome(`a,b\n${rows}`, { delimiter: ',', ...choice });
    const codes = rejections.map((line) => /^\d+:\d+ (\w+)/.exec(line)?.[1]);
    assert.equal([...codes, ...items].join(' '), ours, what);
  }
});
