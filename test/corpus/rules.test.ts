/**
 * Damaged files of both formats against Python, which knows nothing of the encoders: it counts rows and lines in the bytes
 * themselves, takes each accepted CSV row apart by itself, and judges each NDJSON line by its own parser.
 *
 * That chunks don't depend on reads or on where cutting began is in test/encode/encoders.test.ts; sound CSV files, and where
 * Python's csv and this one disagree, in test/encode/python.test.ts; time and memory in bounded.test.ts.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEncoder } from '../../src/encode/create.js';
import type { FormatChoice } from '../../src/encode/format.js';
import { detectShape } from '../../src/encode/shape.js';
import { pollutedCsv } from '../encode/csv-files.js';
import { pollutedNdjson } from '../encode/ndjson-files.js';
import { outcome, valuesOf } from '../encode/outcome.js';
import { cut, maxItemBytes } from '../support/cut.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);
const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' });
const skip = version.stdout?.trim() === 'True' ? false : 'no python3 of version 3.11 or later, whose csv takes NUL';

/** `[first byte, end, is it an item]` of each row, in the order of the file. */
type Place = readonly [start: number, end: number, isItem: boolean];

interface Read {
  /** The file, a character a byte. */
  readonly text: string;
  /** Where the first row begins. */
  readonly first: number;
  readonly rows: readonly Place[];
  /** Of each rejection. */
  readonly lines: readonly number[];
}

function read(bytes: Buffer, choice: FormatChoice): Read {
  const shape = detectShape(bytes, choice, true);
  assert(shape);
  const envelope = { head: '', separator: '\n', tail: '' };
  const limits = { maxRows: 1e6, maxBytes: 1e7 };
  const most = { separator: '\n', maxItemBytes: maxItemBytes(envelope, limits), maxRecordBytes: 1e6 };
  const encoder = createEncoder(shape, most);
  const chunks = cut({ bytes, encoder, envelope, limits, from: shape.first, readBytes: bytes.length });
  const rejections = chunks.flatMap((chunk) => chunk.rejections);
  const items = chunks.flatMap(({ ranges }) => ranges.map(([start, end]): Place => [start, end, true]));
  const rejected = rejections.map(({ start, end }): Place => [start, end, false]);
  const rows = [...items, ...rejected].toSorted(([one], [other]) => one - other);
  return { text: bytes.toString('latin1'), first: shape.first.byte, rows, lines: rejections.map(({ line }) => line) };
}

/** What Python answers to each of the questions, in one process. */
function ask(script: string, questions: readonly unknown[]): unknown[] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
  const { stdout, stderr } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8', maxBuffer: 1e8 });
  assert.equal(stderr, '');
  const answers = stdout.trimEnd().split('\n');
  assert.equal(answers.length, questions.length);
  return answers.map((answer): unknown => JSON.parse(answer));
}

const CSV = `
import csv, io, json, re, sys
for question in sys.stdin:
    file, delimiter, quote = json.loads(question)
    data = file['text'].encode('latin-1')
    signs = {'quoting': csv.QUOTE_NONE} if quote == '' else {'quotechar': quote}
    at, faults, values, lines = file['first'], [], [], []
    for start, end, is_item in file['rows']:
        if start < at or end <= start or data[at:start].strip(b'\\r\\n'):
            faults.append('rows do not lie side by side at byte %d' % start)
        at = end
        if not is_item:
            lines.append(1 + len(re.findall(rb'\\r\\n|\\r|\\n', data[:start])))
            continue
        row = data[start:end].decode('utf-8')
        try:
            values.append(list(csv.reader(io.StringIO(row, newline=''), delimiter=delimiter, strict=True, **signs)))
        except csv.Error as error:
            values.append(str(error))
    if data[at:].strip(b'\\r\\n'):
        faults.append('rows are left behind byte %d' % at)
    print(json.dumps([faults, lines, values]))
`;

test(
  'csv: Python finds nothing but line breaks between the rows, the lines of the rejected ones, and the values of the others',
  { skip },
  () => {
    // A NUL behind a closing quote is text for csv-parse, and an error for Python. Neither comments nor escapes are alike.
    const files = fc
      .sample(pollutedCsv, 400 * RUNS)
      .filter(({ bytes, dialect: { delimiter, quote, escape, comment } }) => {
        const isPython = delimiter.length === 1 && comment === '' && (escape === quote || quote === '');
        return isPython && !bytes.toString('latin1').includes(`${quote}\0`);
      });
    const choices = files.map(({ dialect }): FormatChoice => ({ format: 'csv', name: 'rows.csv', ...dialect }));
    const reads = files.map(({ bytes }, index) => read(bytes, choices[index] ?? assert.fail()));
    const answers = ask(
      CSV,
      reads.map((file, index) => [file, choices[index]?.delimiter, choices[index]?.quote]),
    );
    let rows = 0;
    for (const [index, { bytes }] of files.entries()) {
      const { items } = outcome(bytes, {
        ...(choices[index] ?? assert.fail()),
        maxBytes: 1e7,
        limits: { maxRecordBytes: 1e6 },
      });
      rows += items.length;
      assert.deepEqual(answers[index], [[], reads[index]?.lines, items.map((item) => [valuesOf(item)])]);
    }
    assert.ok(files.length > 40 && rows > 200, `${files.length} files, ${rows} rows`);
  },
);

const NDJSON = `
import json, sys
def refuse(text):
    raise ValueError(text)
def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)
def is_row(line):
    try:
        value = json.loads(line.decode('utf-8'), parse_int=str, parse_float=str, parse_constant=refuse)
        return isinstance(value, dict) and depth(value) <= 200
    except (ValueError, RecursionError):
        return False
for question in sys.stdin:
    data = json.loads(question).encode('latin-1')
    rows, at, number = [], 0, 0
    for line in data.split(b'\\n'):
        end, number = min(len(data), at + len(line) + 1), number + 1
        if line.strip(b' \\t\\r'):
            rows.append([at, end, True, 0] if is_row(line) else [at, end, False, number])
        at = end
    print(json.dumps(rows))
`;

test('ndjson: Python counts the same rows at the same places, and accepts and rejects the same ones', { skip }, () => {
  // A row of a rejects file stands for another row.
  const files = fc.sample(pollutedNdjson, 300 * RUNS).filter((bytes) => !bytes.includes('_batchctl_r'));
  const reads = files.map((bytes) => read(bytes, { format: 'ndjson', name: 'rows.ndjson' }));
  const answers = ask(
    NDJSON,
    reads.map(({ text }) => text),
  );
  let rejected = 0;
  for (const [index, { rows, lines }] of reads.entries()) {
    rejected += lines.length;
    let next = 0;
    const found = rows.map(([start, end, isItem]) => [start, end, isItem, isItem ? 0 : lines[next++]]);
    assert.deepEqual(found, answers[index]);
  }
  assert.ok(files.length > 40 && rejected > 100, `${files.length} files, ${rejected} rejected`);
});
