/** Reports of every kind, with hostile words where data and servers supply them. */
import * as fc from 'fast-check';
import { EXIT } from '../../src/errors.js';
import type { ImportReport, RejectionGroup } from '../../src/report/report.js';

/** Any text: controls, escape sequences, lone surrogates, text from right to left. */
export const words = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.lorem({ maxCount: 12 }),
  fc.constantFrom(
    '\u001B[2Jgone',
    '\u001B]0;title\u0007',
    'a\r\nb',
    '\uD800',
    '\u202Etxt.exe',
    '\u009B31m',
    '王'.repeat(90),
  ),
);
const count = fc.nat({ max: 3_000_000 });
const places = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 20 });
const range = fc.tuple(count, count);

const group: fc.Arbitrary<RejectionGroup> = fc.record({
  code: words,
  message: words,
  count,
  rows: places,
  lines: places,
  ranges: fc.array(range, { maxLength: 4 }),
  truncated: fc.boolean(),
});

/** Counts that add up. */
const countOrNone = fc.oneof(fc.constant(0), count);
const rows = fc.tuple(count, countOrNone, countOrNone, countOrNone).map(([accepted, rejected, inDoubt, pending]) => {
  const read = accepted + rejected + inDoubt + pending;
  return { read, accepted, rejected, inDoubt, pending };
});

const failure = fc.record({ code: words, message: words, hint: words }, { requiredKeys: ['code', 'message'] });
const note = fc.record({
  text: words,
  command: fc.constant('batchctl import customers.csv --target papr --user customer_1'),
});

export const anyReport: fc.Arbitrary<ImportReport> = fc.record({
  importId: words,
  run: fc.constant('0123abcd'),
  source: words,
  target: words,
  object: fc.option(words),
  user: fc.option(words),
  operation: fc.constantFrom('append', 'upsert'),
  exitCode: fc.oneof(fc.constant(EXIT.ok), fc.constantFrom(...Object.values(EXIT))),
  nothingToDo: fc.boolean(),
  finishedAt: fc.option(fc.oneof(fc.constant('2026-03-01T14:02:33.000Z'), words)),
  dryRun: fc.boolean(),
  rows,
  chunks: fc.record({
    total: count,
    sent: count,
    resumed: count,
    split: count,
    inDoubt: fc.array(fc.record({ rows: range, reason: words }), { maxLength: 8 }),
  }),
  thisRun: fc.record({
    requests: count,
    retries: count,
    rows: count,
    bytes: count,
    seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
  }),
  rejects: fc.option(words),
  results: fc.option(words),
  mayBeDoubled: fc.array(range, { maxLength: 8 }),
  errors: fc.array(group, { maxLength: 12 }),
  failures: fc.oneof(fc.constant([]), fc.array(failure, { maxLength: 2 })),
  notes: fc.array(note, { maxLength: 3 }),
});
