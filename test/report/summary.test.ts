import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'node:test';
import { displayWidth } from '../../src/report/layout.js';
import { createPalette } from '../../src/report/palette.js';
import type { ImportReport } from '../../src/report/report.js';
import { summaryText } from '../../src/report/summary.js';
import { formatCount, printable } from '../../src/report/text.js';
import { runs } from '../support/properties.js';
import { anyReport } from './arbitrary-report.js';

const plain = createPalette({}, {});
const coloured = createPalette({}, { FORCE_COLOR: '1' });
const COMMAND = 'batchctl import customers.csv --target papr --user customer_1';

const DONE: ImportReport = {
  importId: 'customers.csv',
  run: '0123abcd',
  source: 'customers.csv',
  target: 'experiture',
  object: 'profiles',
  user: null,
  operation: 'upsert',
  exitCode: 0,
  nothingToDo: false,
  finishedAt: '2026-03-01T14:02:33.000Z',
  dryRun: false,
  rows: { read: 20_000, accepted: 20_000, rejected: 0, inDoubt: 0, pending: 0 },
  chunks: { total: 10, sent: 10, resumed: 0, split: 0, inDoubt: [] },
  thisRun: { requests: 20, retries: 0, rows: 20_000, bytes: 4_100_000, seconds: 1.12 },
  rejects: null,
  results: null,
  mayBeDoubled: [],
  errors: [],
  failures: [],
  notes: [],
};

const SOME_REJECTED: ImportReport = {
  ...DONE,
  exitCode: 3,
  rows: { read: 200_000, accepted: 199_988, rejected: 12, inDoubt: 0, pending: 0 },
  chunks: { total: 100, sent: 100, resumed: 0, split: 1, inDoubt: [] },
  thisRun: { requests: 103, retries: 2, rows: 200_000, bytes: 24_600_000, seconds: 11.2 },
  rejects: 'customers.rejects.csv',
  errors: [
    group('unclosed_quote', 'quote opened here is never closed', 1, [48_210]),
    group('CDP', 'tier: not one of gold, silver', 2, [90, 7733]),
    group('CDP', 'email: not an address', 9, [17, 512, 4081, 5000]),
  ],
};

function group(code: string, message: string, count: number, lines: readonly number[]) {
  return { code, message, count, rows: lines, lines, ranges: [], truncated: count > lines.length };
}

function summary(report: Partial<ImportReport>, width = 80): string {
  return summaryText({ ...DONE, ...report }, plain, width);
}

test('lines fit whatever the report, commands are never broken, and nothing harmful gets out', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 20, max: 200 }), (report, width) => {
      const text = summaryText(report, plain, width);
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.match(text, /[^\n]\n$/);
      const lines = text.split('\n');
      const hints = report.failures.map(({ hint }) => hint ?? '').some((hint) => /batchctl|--/.test(hint));
      const whole = [COMMAND, report.rejects, report.results].flatMap((text) =>
        text === null ? [] : [printable(text)],
      );
      const mayBeLong = (line: string) =>
        line.includes(COMMAND) || whole.some((text) => line.trimStart().endsWith(text));
      if (!hints)
        assert.deepEqual(
          lines.filter((line) => !mayBeLong(line) && displayWidth(line) > width),
          [],
        );
      assert.equal(
        lines.filter((line) => line.includes(COMMAND)).length,
        report.notes.filter((note) => note.command).length,
      );
    }),
    runs(100),
  );
});

test('colour adds nothing but colour', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 20, max: 200 }), (report, width) => {
      const text = summaryText(report, coloured, width);
      assert.equal(stripVTControlCharacters(text), summaryText(report, plain, width));
      assert.ok(text.includes('\u001B['));
    }),
    runs(100),
  );
});

test('the tick is only for an import without any refusal, doubt, rest or failure', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const { rows, exitCode, failures, dryRun } = report;
      const ticked = summaryText(report, plain, 80).startsWith('✔');
      const flawless = exitCode === 0 && failures.length === 0 && rows.rejected + rows.inDoubt === 0;
      assert.equal(ticked, flawless && (dryRun || rows.pending === 0));
    }),
    runs(100),
  );
});

test('every count that is not zero is in the first sentence', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const sentence = summaryText(report, plain, 1000).split('\n')[0] ?? '';
      const { read, accepted, rejected, inDoubt, pending } = report.rows;
      if (report.dryRun) assert.match(sentence, /nothing was sent$/);
      const told = report.dryRun ? [read, rejected] : [accepted, rejected, inDoubt, pending];
      for (const count of told.filter((count) => count > 0)) assert.ok(sentence.includes(formatCount(count)), sentence);
    }),
    runs(100),
  );
});

test('all rows imported: one line', () => {
  assert.equal(summary({}), '✔ 20,000 rows imported in 1.1 s (17,857 rows/s)\n');
  assert.match(
    summary({ rows: { ...DONE.rows, read: 1, accepted: 1 }, thisRun: { ...DONE.thisRun, rows: 1 } }),
    /^✔ 1 row imported/,
  );
  const resumed = summary({
    thisRun: { ...DONE.thisRun, rows: 8000 },
    chunks: { ...DONE.chunks, sent: 4, resumed: 6 },
  });
  assert.match(resumed, /^✔ 20,000 rows imported; this run: 8,000 rows in 1.1 s \(7,143 rows\/s\)\n/);
  assert.match(resumed, /chunks {4}4 of 10 sent, 6 from an earlier run\n/);
  assert.match(summary({ rows: { ...DONE.rows, read: 0, accepted: 0 } }), /^✔ No rows to import/);
});

test('some rows rejected: kinds by number, the file, what was unusual', () => {
  assert.equal(
    summary(SOME_REJECTED),
    `⚠ 199,988 of 200,000 rows imported in 11.2 s (17,857 rows/s); 12 rejected

  rejected  9 × email: not an address               lines 17, 512, 4,081 …
            2 × tier: not one of gold, silver       lines 90, 7,733
            1 × quote opened here is never closed   line 48,210
  rejects   customers.rejects.csv
  chunks    100 of 100 sent, 1 split, 2 requests repeated
`,
  );
});

test('rejections without rows are said to be among a range', () => {
  const unlisted = { ...group('X', '', 5, []), ranges: [[1, 2000] as const, [4001, 6000] as const] };
  assert.match(summary({ ...SOME_REJECTED, errors: [unlisted] }), /5 × X {3}among rows 1–2,000, 4,001–6,000\n/);
});

test('many kinds of rejections end in their number', () => {
  const errors = Array.from({ length: 20 }, (_, index) => group('X', `kind ${index}`, 100 - index, [index]));
  const text = summary({ ...SOME_REJECTED, errors });
  assert.match(text, /100 × kind 0 /);
  assert.match(text, / 93 × kind 7 /);
  assert.match(text, /kind 11 .*\n {12}and 8 more kinds\n/);
});

test('nothing to do: says when it was done', () => {
  const text = summary({
    nothingToDo: true,
    notes: [{ text: 'To import it again:', command: `${COMMAND} --new-run` }],
  });
  assert.equal(
    text,
    `✔ Nothing to do: all 20,000 rows already imported on 2026-03-01 14:02 UTC\n\nTo import it again:\n  ${COMMAND} --new-run\n`,
  );
  assert.match(
    summary({ ...SOME_REJECTED, nothingToDo: true }, 200),
    /^⚠ Nothing to do: 199,988 of 200,000 .* UTC; 12 rejected\n/,
  );
});

test('a rehearsal says what would be sent, and that it was not', () => {
  const text = summary({ ...SOME_REJECTED, dryRun: true }, 100);
  assert.match(text, /^⚠ Dry run: 200,000 rows, 103 requests, 24.6 MB; 12 would be rejected; nothing was sent\n/);
  assert.match(text, /9 × email: not an address/);
  assert.doesNotMatch(text, /customers.rejects.csv/);
});

test('stopped: what is confirmed, pending, in doubt, why, and how to go on', () => {
  const text = summary(
    {
      exitCode: 6,
      rows: { read: 100_000, accepted: 58_000, rejected: 0, inDoubt: 2000, pending: 40_000 },
      chunks: {
        total: 50,
        sent: 30,
        resumed: 0,
        split: 0,
        inDoubt: [{ rows: [4001, 6000], reason: 'never answered' }],
      },
      failures: [{ code: 'unavailable', message: '503 from api.example.com:\nout of memory', hint: COMMAND }],
      notes: [{ text: 'Then:', command: 'batchctl status customers.csv' }],
    },
    100,
  );
  assert.match(
    text,
    /^✖ Stopped: 58,000 rows confirmed; 2,000 in doubt, 40,000 pending; this run: 20,000 rows in 1.1 s/,
  );
  assert.ok(text.includes('\n  503 from api.example.com:\\nout of memory\n'), text);
  assert.ok(text.includes(`\n    ${COMMAND}\n`));
  assert.ok(text.includes('\n  in doubt  rows 4,001–6,000: never answered\n'), text);
  assert.ok(text.endsWith('\n\nThen:  batchctl status customers.csv\n'));
});

test('a command stands beside its sentence where both fit, else below it', () => {
  const notes = [{ text: 'Continue:', command: COMMAND }];
  const width = 'Continue:'.length + 2 + COMMAND.length;
  assert.ok(summary({ notes }, width).endsWith(`\n\nContinue:  ${COMMAND}\n`));
  assert.ok(summary({ notes }, width - 1).endsWith(`\n\nContinue:\n  ${COMMAND}\n`));
});

test('interrupted or still pending is no failure', () => {
  const rows = { read: 20_000, accepted: 12_000, rejected: 0, inDoubt: 0, pending: 8000 };
  assert.match(summary({ exitCode: 130, rows }), /^⚠ Stopped: 12,000 rows confirmed/);
  assert.match(summary({ exitCode: 11, rows }), /^⚠ Not final yet: 12,000 rows confirmed.*; 8,000\s+pending/);
  assert.match(summary({ exitCode: 5, rows }), /^✖ Stopped: 12,000 rows confirmed/);
});
