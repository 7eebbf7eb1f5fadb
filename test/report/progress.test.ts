import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPalette } from '../../src/report/palette.js';
import { chooseProgress, createProgress, type Progress, type ProgressMode } from '../../src/report/progress.js';
import { restoreTerminal } from '../../src/report/terminal.js';
import type { ProgressFigures } from '../../src/report/report.js';
import { runs } from '../support/properties.js';
import { words } from './arbitrary-report.js';
import { Screen } from './screen.js';

/** A display with its clock in hand, on a screen. */
class Display {
  readonly screen: Screen;
  readonly progress: Progress;
  readonly written: string[] = [];
  now = 5000;

  constructor(mode: ProgressMode, columns = 80, title = 'customers.csv → sandbox') {
    this.screen = new Screen(columns);
    const stream = {
      columns,
      write: (text: string) => {
        this.written.push(text);
        this.screen.write(text);
      },
      on: () => undefined,
    };
    this.progress = createProgress({
      stream,
      mode,
      title,
      clock: { now: () => this.now },
      palette: createPalette({}, {}),
    });
  }

  get lines(): string[] {
    return this.screen.text.split('\n');
  }
}

function figures(settled: number, more: Partial<ProgressFigures> = {}): ProgressFigures {
  const rows = { read: settled, sent: settled, settled, rejected: 0, retries: 0, inFlight: 0 };
  return { bytes: settled * 100, totalBytes: 20_000_000, ...rows, ...more };
}

const anyFigures = fc
  .tuple(fc.nat(), fc.nat(), fc.nat({ max: 1e9 }), fc.nat({ max: 1e9 }), fc.nat({ max: 1e9 }), fc.nat({ max: 5000 }))
  .map(([bytes, totalBytes, read, sent, settled, few]): ProgressFigures => {
    return { bytes, totalBytes, read, sent, settled, rejected: few, retries: few >> 4, inFlight: few & 3 };
  });

test('three bars fit any terminal and any figures, whatever is said above them', () => {
  const step = fc.tuple(anyFigures, fc.nat({ max: 40_000 }), fc.option(fc.lorem({ maxCount: 30 })));
  fc.assert(
    fc.property(
      fc.integer({ min: 11, max: 220 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      (columns, steps) => {
        const display = new Display('bar', columns, '');
        const said: string[] = [];
        for (const [latest, pause, message] of steps) {
          display.now += pause;
          display.progress.update(latest);
          if (message !== null) display.progress.line(message);
          if (message !== null) said.push(`batchctl: ${message}`);
        }
        display.progress.stop();
        const bars = display.lines.slice(-3);
        for (const [index, label] of ['read', 'sent', 'settled'].entries()) {
          assert.ok(bars[index]?.trimStart().startsWith(label.slice(0, columns - 2)), display.screen.text);
          assert.ok((bars[index] ?? '').length < columns, display.screen.text);
        }
        const above = display.lines.slice(1, -3).join('').replaceAll(' ', '');
        assert.equal(above, said.join('').replaceAll(' ', ''));
        assert.doesNotMatch(display.screen.text, /NaN|Infinity|INF|NULL|undefined/);
        assert.equal(display.screen.cursorShown, true);
      },
    ),
    runs(100),
  );
});

test('bars are drawn ten times a second at most, and the last state always', () => {
  const display = new Display('bar');
  for (let rows = 0; rows <= 10_000; rows += 1) {
    display.now += 1;
    display.progress.update(figures(rows));
  }
  assert.ok(display.written.length <= 102 && display.written.length >= 90, String(display.written.length));
  display.progress.update(figures(10_007));
  display.progress.stop();
  assert.match(display.lines.at(-1) ?? '', /settled .* 10,007 rows /);
  const frames = display.written.length;
  display.progress.stop();
  display.progress.update(figures(20_000));
  display.now += 60_000;
  display.progress.update(figures(30_000));
  assert.equal(display.written.length, frames);
});

test('the bars say how far and how fast, and when it will be over', () => {
  const display = new Display('bar', 120);
  for (let second = 0; second <= 20; second += 1) {
    display.progress.update(
      figures(second * 5000, {
        read: second * 5000 + 20_000,
        sent: second * 5000 + 8000,
        bytes: second * 500_000 + 2e6,
        inFlight: 4,
      }),
    );
    display.now += 1000;
  }
  assert.match(display.lines.at(-3) ?? '', /^ {2}read {4}█+░+ {2}60% {2}12\.0 MB of 20\.0 MB {2}500\.0 kB\/s$/);
  assert.match(display.lines.at(-2) ?? '', /^ {2}sent {4}█+░+ {2}54% {2}108,000 rows {2}4 in flight$/);
  assert.match(display.lines.at(-1) ?? '', /^ {2}settled █+░+ {2}50% {2}100,000 rows {2}5,000 rows\/s {2}ETA 20 s$/);
});

test('speed and rest are right under a steady pace, forgets a slow start, and begin anew with each run', () => {
  const display = new Display('plain');
  // An earlier run settled 100,000 rows: they count as done, not as fast.
  for (let second = 0; second <= 60; second += 1) {
    display.progress.update(figures(100_000 + (second < 20 ? second : 20 + (second - 20) * 1000)));
    display.now += 1000;
  }
  const [, rate = ''] = /([\d,]+) rows\/s/.exec(display.lines.at(-1) ?? '') ?? [];
  assert.ok(Math.abs(Number(rate.replaceAll(',', '')) - 1000) < 60, rate);
});

test('a source without rows or of unknown size is no trouble', () => {
  for (const mode of ['bar', 'plain'] as const) {
    const display = new Display(mode);
    for (const latest of [
      figures(0, { totalBytes: 0 }),
      figures(10, { totalBytes: 0 }),
      figures(0, { bytes: 20, totalBytes: 20 }),
    ]) {
      display.progress.update(latest);
      display.now += 20_000;
    }
    display.progress.stop();
    assert.doesNotMatch(display.screen.text, /NaN|Infinity|undefined/);
  }
});

test('a log gets a line every ten seconds, and the end', () => {
  const display = new Display('plain', 120);
  for (let second = 0; second <= 34; second += 1) {
    display.progress.update(figures(second * 2000, { rejected: second > 15 ? 3 : 0, retries: second > 25 ? 1 : 0 }));
    display.now += 1000;
  }
  display.progress.update(figures(200_000, { rejected: 3, retries: 1 }));
  display.progress.stop();
  display.progress.stop();
  assert.deepEqual(display.lines, [
    'batchctl: customers.csv → sandbox',
    'batchctl: 20,000 of ~200,000 rows, 10 %, 2,000 rows/s, ETA 1 min 30 s',
    'batchctl: 40,000 of ~200,000 rows, 20 %, 2,000 rows/s, ETA 1 min 20 s, 3 rejected',
    'batchctl: 60,000 of ~200,000 rows, 30 %, 2,000 rows/s, ETA 1 min 10 s, 3 rejected, 1 retried',
    `batchctl: 200,000 of 200,000 rows, 100 %, ${/([\d,]+) rows\/s/.exec(display.lines.at(-1) ?? '')?.[1]} rows/s, 3 rejected, 1 retried`,
  ]);
});

test('an import of nine seconds gets no progress line', () => {
  const display = new Display('plain');
  for (let second = 0; second < 9; second += 1) {
    display.progress.update(figures(second));
    display.now += 1000;
  }
  display.progress.stop();
  assert.equal(display.lines.length, 1);
});

test('lines are shown in every mode, at any time, on one line and harmless', () => {
  fc.assert(
    fc.property(fc.constantFrom<ProgressMode>('bar', 'plain', 'none'), words, (mode, text) => {
      const display = new Display(mode, 100_000);
      display.progress.line(`first ${text}`);
      display.progress.update(figures(5));
      display.progress.line(`second ${text}`);
      display.progress.stop();
      display.progress.line(`third ${text}`);
      // The screen throws at any control character and any sequence that progress doesn't need.
      const shown = display.lines.map((line) => /^batchctl: (first|second|third)\b/.exec(line)?.[1]);
      assert.deepEqual(
        shown.filter((word) => word !== undefined),
        ['first', 'second', 'third'],
      );
      assert.doesNotMatch(display.lines.join(''), /\p{Cc}/u);
    }),
    runs(100),
  );
});

test('without progress there is nothing but lines', () => {
  const display = new Display('none');
  display.progress.update(figures(5));
  display.now += 60_000;
  display.progress.update(figures(6));
  display.progress.stop();
  assert.deepEqual(display.written, []);
});

test('a stream that fails is no failure of the import', () => {
  for (const mode of ['bar', 'plain', 'none'] as const) {
    const stream = {
      write: () => {
        throw new Error('EPIPE');
      },
      on: () => undefined,
    };
    const progress = createProgress({
      stream,
      mode,
      title: 'x',
      clock: { now: () => 0 },
      palette: createPalette({}, {}),
    });
    progress.line('a');
    progress.update(figures(1));
    progress.line('b');
    progress.stop();
  }
});

test('bars need a terminal that can draw them, and nobody who wants silence', () => {
  const cases: readonly (readonly ['auto' | ProgressMode, boolean, boolean, Record<string, string>, ProgressMode])[] = [
    ['auto', true, false, {}, 'bar'],
    ['auto', false, false, {}, 'plain'],
    ['auto', true, false, { TERM: 'dumb' }, 'plain'],
    ['auto', true, false, { CI: 'true' }, 'plain'],
    ['auto', true, false, { CI: '0' }, 'bar'],
    ['auto', true, false, { CI: 'false' }, 'bar'],
    ['auto', true, false, { CI: '' }, 'bar'],
    ['auto', true, true, {}, 'none'],
    ['bar', true, false, { CI: '1' }, 'bar'],
    ['bar', false, false, {}, 'plain'],
    ['bar', true, false, { TERM: 'dumb' }, 'plain'],
    ['plain', true, false, {}, 'plain'],
    ['plain', true, true, {}, 'none'],
    ['none', true, false, {}, 'none'],
  ];
  for (const [flag, stderrIsTTY, quiet, env, mode] of cases) {
    assert.equal(
      chooseProgress(flag, { stderrIsTTY, quiet, env }),
      mode,
      JSON.stringify([flag, stderrIsTTY, quiet, env]),
    );
  }
});

test('restoreTerminal shows the cursor and wraps lines again', () => {
  const screen = new Screen(80);
  screen.write('\u001B[?25l\u001B[?7l');
  assert.deepEqual([screen.cursorShown, screen.lineWrapping], [false, false]);
  screen.write(restoreTerminal);
  assert.deepEqual([screen.cursorShown, screen.lineWrapping, screen.text], [true, true, '']);
});
