/** Rejected rows as people read them: by kind, the commonest first. */
import { counted } from './headline.js';
import { cut, displayWidth, padded, wrap } from './layout.js';
import type { RejectionGroup } from './report.js';
import { formatCount, printable } from './text.js';

/** Lines named of one kind; the rejects file names all. */
const SHOWN_LINES = 3;
const SHOWN_RANGES = 2;
/** Columns of a message, at most: a service may send pages. */
const LONGEST_MESSAGE = 240;
/** The widest first column that the places are aligned behind. */
const WIDEST_COLUMN = 50;

interface Entry {
  readonly what: string;
  readonly where: string;
}

/** The first `shown` kinds, each on a line with its places, or on several where `width` columns are too few. */
export function groupLines(groups: readonly RejectionGroup[], width: number, shown: number): string[] {
  const sorted = groups.toSorted((a, b) => b.count - a.count);
  const counts = sorted.map(({ count }) => formatCount(count));
  const digits = Math.max(...counts.map((count) => count.length));
  const entries = sorted.slice(0, shown).map((group, index) => ({
    what: `${(counts[index] ?? '').padStart(digits)} × ${reason(group)}`,
    where: places(group),
  }));
  const column = Math.max(0, ...entries.map(({ what }) => displayWidth(what)).filter((wide) => wide <= WIDEST_COLUMN));
  const lines = entries.flatMap((entry) => entryLines(entry, column, width));
  const more = groups.length - shown;
  return more > 0 ? [...lines, ...wrap(`and ${counted(more, 'more kind')}`, width)] : lines;
}

function reason({ code, message }: RejectionGroup): string {
  return cut(printable(message.trim() === '' ? code : message), LONGEST_MESSAGE);
}

function entryLines({ what, where }: Entry, column: number, width: number): string[] {
  const line = `${padded(what, column)}   ${where}`;
  if (displayWidth(line) <= width) return [line];
  const indented = (text: string, indent: number) =>
    wrap(text, width - indent).map((part) => ' '.repeat(indent) + part);
  const [first = '', ...rest] = wrap(what, width);
  return [first, ...(rest.length === 0 ? [] : indented(rest.join(' '), 4)), ...indented(where, 4)];
}

function places({ count, lines, ranges, truncated }: RejectionGroup): string {
  const named = lines.slice(0, SHOWN_LINES).map(formatCount).join(', ');
  const more = truncated || count > Math.min(lines.length, SHOWN_LINES) ? ' …' : '';
  if (lines.length > 0) return `${count === 1 ? 'line' : 'lines'} ${named}${more}`;
  const spans = ranges.slice(0, SHOWN_RANGES).map(([first, last]) => `${formatCount(first)}–${formatCount(last)}`);
  return spans.length === 0 ? '' : `among rows ${spans.join(', ')}${ranges.length > SHOWN_RANGES ? ' …' : ''}`;
}
