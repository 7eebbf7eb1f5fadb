/** Naughty strings as what a terminal is shown: nothing but printable characters and colours gets there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportReport } from '../../src/report/report.js';
import { createPalette } from '../../src/report/palette.js';
import { summaryText } from '../../src/report/summary.js';
import { Workplace } from '../support/workplace.js';
import { naughty } from './naughty-strings.js';

/** What a terminal acts on: a title, the clipboard, a link, a clean screen, a device's answer, 8-bit controls, a reversed line. */
const SEQUENCES = [
  '\u001B]0;title\u0007',
  '\u001B]52;c;cm0gLXJmIC8=\u0007',
  '\u001B]8;;https://example.com\u001B\\link\u001B]8;;\u001B\\',
  '\u001B[2J\u001B[H',
  '\u001BP1$r0m\u001B\\',
  '\u001B[6n',
  '\u009B31m',
  '\u202Etxt.exe',
  'a\rb',
  '\b\b\b',
];
const strings = [...naughty, ...SEQUENCES];
const ESCAPE = '\u001B';
const COLOUR = new RegExp(String.raw`${ESCAPE}\[[\d;]*m`, 'g');
const HARMFUL = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function report(text: string): ImportReport {
  const error = { code: text, message: text, count: 1, rows: [1], lines: [1], ranges: [], truncated: false };
  return {
    importId: text,
    run: '0123abcd',
    source: text,
    target: text,
    object: text,
    user: text,
    operation: 'append',
    exitCode: 3,
    nothingToDo: false,
    finishedAt: text,
    dryRun: false,
    rows: { read: 3, accepted: 1, rejected: 1, inDoubt: 1, pending: 0 },
    chunks: { total: 1, sent: 1, resumed: 0, split: 0, inDoubt: [{ rows: [1, 1], reason: text }] },
    thisRun: { requests: 1, retries: 0, rows: 3, bytes: 9, seconds: 1 },
    rejects: text,
    results: text,
    mayBeDoubled: [],
    errors: [error],
    failures: [{ code: text, message: text, hint: text }],
    notes: [{ text, command: text }],
  };
}

test('in every place of a summary, with colours and without', () => {
  for (const palette of [createPalette({}, {}), createPalette({}, { FORCE_COLOR: '1' })]) {
    for (const text of strings) {
      assert.doesNotMatch(summaryText(report(text), palette, 80).replace(COLOUR, ''), HARMFUL, JSON.stringify(text));
    }
  }
});

/** A file's name is no path, and a shell's word holds no NUL. */
const isName = (text: string) =>
  text !== '' && !/[/\0]/.test(text) && !/^\.\.?$/.test(text) && Buffer.byteLength(text) < 200;

test('as the names of files and columns, in what the program writes', async (t) => {
  const place = new Workplace(t);
  const harmful = [...new Set(strings)].filter((text) => HARMFUL.test(text) && isName(text));
  assert.ok(harmful.length >= 20, `${harmful.length}`);
  const columns = [...new Map(harmful.map((text) => [text.trim(), text])).values()].filter(
    (text) => text.trim() !== '',
  );
  const header = columns.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  for (const [index, text] of harmful.entries()) {
    // The rejected row's column and the source are named.
    const cells = columns.map((_, place) => (place === index % columns.length ? 'x"' : ''));
    const name = place.write(`${text}.csv`, `${header}\n${cells.join(',')}\n`);
    const { exit, stdout, stderr } = await place.here('import', '--dry-run', '--', name);
    assert.equal(exit, 3, stderr);
    assert.match(stdout, /quote_in_field|a quote stands/);
    assert.doesNotMatch(stdout + stderr, HARMFUL);
  }
});
