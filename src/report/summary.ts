/** The summary: what a person reads on stdout when an import has ended, however it ended. */
import { counted, headline, type Headline } from './headline.js';
import { displayWidth, padded, wrap } from './layout.js';
import type { Palette } from './palette.js';
import { groupLines } from './rejection-text.js';
import type { FailureReport, ImportReport } from './report.js';
import { formatCount, printable } from './text.js';

/** Narrower terminals get lines of this many columns, and break them themselves. */
const NARROWEST = 20;
/** Columns before the text of a labelled section. */
const INDENT = 12;
/** Kinds of rejections and ranges in doubt shown; the files have them all. */
const SHOWN_GROUPS = 12;
const SHOWN_RANGES = 5;

const SYMBOLS = { good: '✔', warning: '⚠', bad: '✖' } as const;

/**
 * The summary of one import for a terminal of `width` columns, newline included. Lines fit, except commands
 * and the path of the rejects file: those are never broken, so that they can be copied. Everything that comes from data or a server is made printable.
 */
export function summaryText(report: ImportReport, palette: Palette, width: number): string {
  const room = Math.max(width, NARROWEST);
  const blocks = [
    head(headline(report), palette, room),
    report.failures.flatMap((failure) => failureLines(failure, report, room)),
    sections(report, palette, room),
    report.notes.flatMap(({ text, command }) => adviceLines(text, command, room)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ tone, text }: Headline, palette: Palette, width: number): string[] {
  const paint = { good: palette.green, warning: palette.yellow, bad: palette.red }[tone];
  const [first = '', ...rest] = wrap(text, width - 2);
  return [`${paint(SYMBOLS[tone])} ${palette.bold(first)}`, ...rest.map((line) => `  ${palette.bold(line)}`)];
}

function failureLines({ message, hint }: FailureReport, report: ImportReport, width: number): string[] {
  const lines = wrap(printable(message), width - 2).map((line) => `  ${line}`);
  // The notes say it already where the way on is the usual one.
  if (hint === undefined || report.notes.some(({ command }) => command === hint)) return lines;
  const text = printable(hint);
  // A hint with a command in it stays whole.
  const hints = /\bbatchctl |(^| )--\w/.test(text) ? [text] : wrap(text, width - 4);
  return [...lines, ...hints.map((line) => `    ${line}`)];
}

function sections(report: ImportReport, palette: Palette, width: number): string[] {
  const beside = width - INDENT >= NARROWEST;
  const room = beside ? width - INDENT : width - 4;
  const found: [string, string[]][] = [
    ['in doubt', doubtLines(report, room)],
    ['rejected', groupLines(report.errors, room, SHOWN_GROUPS)],
    ['rejects', report.rejects === null || report.dryRun ? [] : [printable(report.rejects)]],
    ['results', report.results === null ? [] : [printable(report.results)]],
    ['twice?', rangeLines(report.mayBeDoubled, room)],
    ['chunks', chunkLines(report, room)],
  ];
  return found.flatMap(([label, lines]) => {
    if (lines.length === 0) return [];
    const title = `  ${palette.dim(padded(label, beside ? INDENT - 2 : 0))}`;
    const rows = beside ? lines : ['', ...lines];
    const indent = ' '.repeat(beside ? INDENT : 4);
    return rows.map((line, index) => (index === 0 ? title : indent) + line);
  });
}

function doubtLines({ chunks }: ImportReport, room: number): string[] {
  const more = chunks.inDoubt.length - SHOWN_RANGES;
  const lines = chunks.inDoubt
    .slice(0, SHOWN_RANGES)
    .flatMap(({ rows: [first, last], reason }) =>
      wrap(`rows ${formatCount(first)}–${formatCount(last)}: ${printable(reason)}`, room),
    );
  return more > 0 ? [...lines, ...wrap(`and ${counted(more, 'more chunk')}`, room)] : lines;
}

/** Row ranges, the first few of them. */
function rangeLines(ranges: ImportReport['mayBeDoubled'], room: number): string[] {
  if (ranges.length === 0) return [];
  const shown = ranges.slice(0, SHOWN_RANGES).map(([first, last]) => `${formatCount(first)}–${formatCount(last)}`);
  const more = ranges.length > SHOWN_RANGES ? ' …' : '';
  return wrap(`rows ${shown.join(', ')}${more}`, room);
}

/** Only where something went differently from a plain run from the beginning to the end. */
function chunkLines({ chunks, thisRun, dryRun, nothingToDo, rows }: ImportReport, room: number): string[] {
  if (dryRun || nothingToDo) return [];
  const unusual = [
    [chunks.resumed, 'from an earlier run'] as const,
    [chunks.split, 'split'] as const,
    [thisRun.retries, thisRun.retries === 1 ? 'request repeated' : 'requests repeated'] as const,
  ].flatMap(([count, what]) => (count > 0 ? [`${formatCount(count)} ${what}`] : []));
  if (unusual.length === 0 && rows.accepted === rows.read) return [];
  return wrap([`${formatCount(chunks.sent)} of ${formatCount(chunks.total)} sent`, ...unusual].join(', '), room);
}

/** A sentence and what to type: on one line where both fit. */
function adviceLines(text: string, command: string | undefined, width: number): string[] {
  const sentence = printable(text);
  if (command === undefined) return wrap(sentence, width);
  const typed = printable(command);
  if (displayWidth(sentence) + displayWidth(typed) + 2 <= width) return [`${sentence}  ${typed}`];
  return [...wrap(sentence, width), `  ${typed}`];
}
