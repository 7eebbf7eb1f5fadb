import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPalette } from '../../src/report/palette.js';
import { summariesText } from '../../src/report/summaries.js';
import { runs } from '../support/properties.js';
import { anyReport } from './arbitrary-report.js';

const PAPER = { palette: createPalette({ isTTY: false }, {}), width: 80 };

test('advice that several imports give in the same words is said once, behind the last of them', () => {
  const advice = fc.constantFrom('echo one', 'echo two', 'echo three');
  const reports = fc.array(fc.tuple(anyReport, advice), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(reports, (drawn) => {
      const advised = drawn.map(([report, command], index) =>
        Object.assign({}, report, { source: `file-${index}`, failures: [], notes: [{ text: 'To look:', command }] }),
      );
      const text = summariesText(advised, advised.length, PAPER);
      for (const [index, { notes }] of advised.entries()) {
        const [command = ''] = notes.map((note) => note.command);
        const own = text.slice(text.indexOf(`file-${index}\n`), text.indexOf(`file-${index + 1}\n`) >>> 0);
        const isLast = !drawn.slice(index + 1).some(([, later]) => later === command);
        assert.equal(own.includes(`  ${command}\n`), isLast, `${command} of file ${index}`);
      }
    }),
    runs(100, 5),
  );
});
