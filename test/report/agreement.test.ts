/** The document for programs and the summary for people say the same of one import, and its figures add up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { jsonDocument } from '../../src/report/json.js';
import { createPalette } from '../../src/report/palette.js';
import { summaryText } from '../../src/report/summary.js';
import { formatCount, printable } from '../../src/report/text.js';
import { runs } from '../support/properties.js';
import { anyReport } from './arbitrary-report.js';

const plain = createPalette({}, {});
/** Columns: nothing is broken into lines. */
const WIDE = 100_000;

/** The lines of one labelled section, without the label and what stands before the others. */
function section(text: string, label: string): string[] {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`  ${label.padEnd(10)}`));
  if (first === -1) return [];
  const more = lines.slice(first + 1).findIndex((line) => !line.startsWith(' '.repeat(12)));
  return lines.slice(first, first + 1 + more).map((line) => line.slice(12));
}

test('every figure of the document stands in the summary, and both add up', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const document = JSON.parse(jsonDocument([report], report.exitCode, 1));
      const [shown] = document.imports;
      const { read, accepted, rejected, inDoubt, pending } = shown.rows;
      assert.equal(read, accepted + rejected + inDoubt + pending);
      assert.deepEqual(document.rows, shown.rows, 'one import is all imports');
      const text = summaryText(report, plain, WIDE);
      const [sentence = ''] = text.split('\n');
      const told = shown.dryRun ? [read, rejected] : [accepted, rejected, inDoubt, pending];
      for (const count of told)
        if (count > 0) assert.match(sentence, new RegExp(`(?<![\\d,])${formatCount(count)}(?![\\d,])`));
      const flawless = shown.exitCode === 0 && shown.failures.length === 0 && rejected + inDoubt === 0;
      assert.equal(sentence.startsWith('✔'), flawless && (shown.dryRun || pending === 0));
    }),
    runs(100),
  );
});

test('the files, the rows in doubt and the kinds of rejections are the same in both', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const [shown] = JSON.parse(jsonDocument([report], report.exitCode, 1)).imports;
      const text = summaryText(report, plain, WIDE);
      assert.deepEqual(
        section(text, 'rejects'),
        shown.rejects === null || shown.dryRun ? [] : [printable(shown.rejects)],
      );
      assert.deepEqual(section(text, 'results'), shown.results === null ? [] : [printable(shown.results)]);
      const doubts: readonly { readonly rows: readonly [number, number] }[] = shown.inDoubt;
      const doubtful = section(text, 'in doubt');
      assert.equal(doubtful.length > 0, doubts.length > 0);
      for (const [index, { rows }] of doubts.slice(0, 5).entries())
        assert.ok(doubtful[index]?.startsWith(`rows ${rows.map(formatCount).join('–')}: `), doubtful[index]);
      const counts: number[] = shown.errors.map(({ count }: { count: number }) => count);
      const largest = counts.toSorted((one, two) => two - one)[0];
      if (largest !== undefined)
        assert.match(section(text, 'rejected').join('\n'), new RegExp(`\\b${formatCount(largest)} × `));
    }),
    runs(100),
  );
});
