/** What `inspect` shows fits the terminal and can't act on it; what `--json` tells is one line of JSON that says all of it. */
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectionDocument } from '../../src/report/inspection-json.js';
import { columnLines } from '../../src/report/inspection-table.js';
import { inspectionText } from '../../src/report/inspection-text.js';
import { warningWords } from '../../src/report/inspection-warnings.js';
import type { Inspection } from '../../src/report/inspection.js';
import { displayWidth } from '../../src/report/layout.js';
import { createPalette } from '../../src/report/palette.js';
import { runs } from '../support/properties.js';
import { words } from './arbitrary-report.js';

const PLAIN = createPalette({}, {});
const CODES = [
  'duplicate_keys',
  'header_like_data',
  'name_blanks',
  'names_alike',
  'leading_zeros',
  'plus_signs',
  'digits_lost',
  'bare_datetime',
  'ambiguous_date',
  'mixed_types',
  'null_word',
  'surrounding_blanks',
  'always_empty',
];
const TYPES = ['int', 'number', 'boolean', 'datetime', 'datetime (no offset)', 'date', 'json', 'text', 'empty'];

const counts = fc.nat({ max: 2_000_000 });
const figure = fc.record({ count: counts, isExact: fc.boolean() });
const columns = fc.array(
  fc.record({
    name: words,
    type: fc.constantFrom(...TYPES),
    fits: counts,
    values: counts,
    empty: counts,
    nulls: counts,
    missing: counts,
    distinct: figure,
    longest: counts,
    examples: fc.array(words, { maxLength: 3 }),
    safeType: fc.constantFrom(null, 'int'),
  }),
  { maxLength: 6 },
);
const rows = fc.array(counts, { maxLength: 3 });
const inspections: fc.Arbitrary<Inspection> = fc.record({
  source: words,
  format: fc.constantFrom('csv', 'ndjson'),
  dialect: fc.option(
    fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|', '\u0007'),
      quote: fc.constantFrom('"', "'", ''),
      escape: fc.constantFrom('"', '\\'),
      comment: fc.constantFrom('', '#'),
      hasHeader: fc.boolean(),
    }),
  ),
  lineBreaks: fc.subarray(['LF', 'CRLF', 'CR']),
  encoding: fc.constantFrom('utf-8', 'utf-16le'),
  compression: fc.constantFrom(null, 'gzip'),
  bytes: counts,
  read: fc.record({ bytes: counts, rows: counts, isAll: fc.boolean() }),
  rows: fc.option(figure),
  to: fc.record({
    target: fc.constant('sandbox'),
    object: fc.option(words),
    user: fc.option(words),
    operation: fc.constantFrom('append', 'upsert'),
  }),
  requests: fc.option(fc.record({ count: counts, bytes: counts, isExact: fc.boolean() })),
  columns,
  moreColumns: fc.constantFrom(0, 12),
  warnings: fc.array(
    fc.record({
      code: fc.constantFrom(...CODES),
      columns: fc.array(words, { minLength: 1, maxLength: 3 }),
      type: fc.constantFrom(...TYPES),
      count: counts,
      rows,
      example: words,
    }),
    { maxLength: 5 },
  ),
  rejected: fc.record({
    count: counts,
    groups: fc.array(
      fc.record({
        code: words,
        message: words,
        count: counts,
        rows,
        lines: rows,
        ranges: fc.constant([]),
        truncated: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  }),
  items: fc.array(fc.record({ bytes: counts, text: words.map((word) => JSON.stringify({ word })) }), { maxLength: 2 }),
});

test('lines fit any terminal, but for what is there to be copied, and nothing in them acts on it', () => {
  fc.assert(
    fc.property(inspections, fc.constantFrom(40, 80, 200), (inspection, width) => {
      const text = inspectionText(inspection, [{ text: 'Next:', command: 'batchctl import x' }], PLAIN, width);
      assert.ok(text.endsWith('\n') && !text.includes('\n\n\n'));
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const [before = '', behind = ''] = text.split(/^The first items?$/m);
      for (const line of before.split('\n')) {
        const isFlag = /^ {6}--/.test(line);
        assert.ok(isFlag || displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
      }
      assert.ok(`${before}${behind}`.endsWith('Next:\n  batchctl import x\n'));
    }),
    runs(100),
  );
});

test('the table is a table where there is room, and a paragraph a column where there is none', () => {
  const column = {
    name: 'email',
    type: 'datetime (no offset)',
    fits: 999,
    values: 1000,
    empty: 2,
    nulls: 3,
    missing: 4,
    distinct: { count: 218_148, isExact: false },
    longest: 25,
    examples: ['a, b', ' c', 'd'],
    safeType: null,
  };
  assert.deepEqual(columnLines([column], 80), [
    'column  type                   fits  empty  distinct  longest  examples',
    'email   datetime (no offset)  99.9%      9  ~220,000       25  "a, b", " c", d',
  ]);
  assert.deepEqual(columnLines([column], 38), [
    'email',
    '  datetime (no offset) 99.9%, 9 empty,',
    '  ~220,000 distinct, longest 25',
    '  "a, b", " c", d',
  ]);
  assert.equal(
    columnLines(
      Array.from({ length: 150 }, () => column),
      80,
    ).at(-1),
    'and 50 more, which --json tells of',
  );
});

test('almost all is not all', () => {
  const column = {
    name: 'id',
    type: 'int',
    fits: 999_999,
    values: 1_000_000,
    empty: 0,
    nulls: 0,
    missing: 0,
    distinct: { count: 1, isExact: true },
    longest: 1,
    examples: [],
    safeType: null,
  };
  assert.match(columnLines([column], 80)[1] ?? '', / 99\.9% /);
});

test('the document says all of it on one line of printable JSON', () => {
  fc.assert(
    fc.property(inspections, fc.option(words), (inspection, saved) => {
      const text = inspectionDocument(inspection, saved);
      assert.equal(text.indexOf('\n'), text.length - 1);
      assert.doesNotMatch(text.slice(0, -1), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const document = JSON.parse(text);
      assert.equal(document.schema, 1);
      assert.equal(document.source, inspection.source);
      assert.equal(document.saved, saved);
      assert.deepEqual(
        document.columns.map(({ name }: { name: string }) => name),
        inspection.columns.map(({ name }) => name),
      );
      assert.deepEqual(
        document.warnings.map(({ code }: { code: string }) => code),
        inspection.warnings.map(({ code }) => code),
      );
      assert.deepEqual(
        document.items,
        inspection.items.map(({ bytes, text }) => ({ bytes, text })),
      );
      assert.equal(document.rows?.exact, inspection.rows?.isExact);
      for (const { confidence } of document.columns) assert.ok(confidence === null || confidence >= 0);
    }),
    runs(100),
  );
});

test('every warning says what helps', () => {
  for (const code of CODES) {
    const { message, hint } = warningWords({
      code,
      columns: ["it's"],
      type: 'date',
      count: 1,
      rows: [],
      example: 'NULL',
    });
    assert.ok(message !== '' && hint !== '', code);
    assert.doesNotMatch(hint, /--\w+ it's/, 'a name that a shell would read otherwise is quoted');
  }
  const { hint } = warningWords({ code: 'mixed_types', columns: ['a'], type: 'date', count: 1, rows: [], example: '' });
  assert.match(hint, /--type a=datetime/);
  const blanks = { code: 'name_blanks', columns: [' a.b '], type: '', count: 1, rows: [], example: '' };
  assert.equal(warningWords(blanks).hint, String.raw`without them: --map 'a\.b= a.b '`);
});
