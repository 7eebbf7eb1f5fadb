/** What `inspect` shows to people. */
import { counted } from './headline.js';
import { factLines, inspectionHeadline } from './inspection-facts.js';
import { columnLines } from './inspection-table.js';
import { warningWords } from './inspection-warnings.js';
import type { Inspection, InspectionWarning } from './inspection.js';
import { cut, displayWidth, wrap } from './layout.js';
import type { Palette } from './palette.js';
import { groupLines } from './rejection-text.js';
import { formatBytes, formatCount, printable, printableJson } from './text.js';

/** Narrower terminals get lines of this many columns, and break them themselves. */
const NARROWEST = 30;
const SHOWN_WARNINGS = 40;
const SHOWN_GROUPS = 12;
/** Characters of an item; `--json` has more. */
const LONGEST_ITEM = 2000;

/** What to type next. */
export interface Advice {
  readonly text: string;
  readonly command: string;
}

/** For a terminal of `width` columns, newline included. Items and commands are never broken, so that they can be copied. */
export function inspectionText(
  inspection: Inspection,
  advice: readonly Advice[],
  palette: Palette,
  width: number,
): string {
  const room = Math.max(width, NARROWEST);
  const blocks = [
    wrap(inspectionHeadline(inspection), room).map((line) => palette.bold(line)),
    factLines(inspection, palette, room),
    table(inspection, palette, room),
    warnings(inspection.warnings, palette, room),
    rejections(inspection, palette, room),
    items(inspection, palette),
    advice.flatMap(({ text, command }) => [...wrap(text, room), `  ${printable(command)}`]),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function table({ columns, moreColumns, dialect }: Inspection, palette: Palette, width: number): string[] {
  if (columns.length === 0) return ['  no columns, no rows'];
  const lines = columnLines(columns, width - 2).map((line, index) => `  ${index === 0 ? palette.dim(line) : line}`);
  const what = dialect === null ? 'members' : 'columns';
  const more = `${formatCount(moreColumns)} more ${what} were not looked at`;
  return moreColumns === 0 ? lines : [...lines, ...wrap(more, width - 2).map((line) => `  ${line}`)];
}

function warnings(all: readonly InspectionWarning[], palette: Palette, width: number): string[] {
  if (all.length === 0) return [];
  const more = all.length - SHOWN_WARNINGS;
  return [
    palette.yellow('Warnings'),
    ...all.slice(0, SHOWN_WARNINGS).flatMap((warning) => warningLines(warning, width)),
    ...(more > 0
      ? wrap(`and ${formatCount(more)} more, which --json tells of`, width - 2).map((line) => `  ${line}`)
      : []),
  ];
}

function warningLines(warning: InspectionWarning, width: number): string[] {
  const { columns, count, rows } = warning;
  const { message, hint } = warningWords(warning);
  const names = cut(columns.map((name) => printable(name)).join(', '), 60);
  const places =
    rows.length === 0
      ? ''
      : ` (${rows.length === 1 ? 'row' : 'rows'} ${rows.map(formatCount).join(', ')}${count > rows.length ? ' …' : ''})`;
  return [
    ...wrap(`${names}: ${printable(message)}${places}`, width - 2).map((line) => `  ${line}`),
    ...hintLines(printable(hint), width - 4).map((line) => `    ${line}`),
  ];
}

/** A flag stays whole, so that it can be copied. */
function hintLines(hint: string, width: number): string[] {
  const [text = '', ...flags] = hint.split(/(?<=:) (?=--)/);
  if (flags.length === 0 || displayWidth(hint) <= width) return wrap(hint, width);
  return [...wrap(text, width), `  ${flags.join(' ')}`];
}

function rejections({ rejected, read }: Inspection, palette: Palette, width: number): string[] {
  if (rejected.count === 0) return [];
  const title = `${formatCount(rejected.count)} of ${counted(read.rows, 'row')}${read.isAll ? '' : ' looked at'} would be rejected`;
  return [
    ...wrap(title, width).map((line) => palette.yellow(line)),
    ...groupLines(rejected.groups, width - 2, SHOWN_GROUPS).map((line) => `  ${line}`),
  ];
}

function items({ items }: Inspection, palette: Palette): string[] {
  if (items.length === 0) return [];
  const lines = items.map(({ bytes, text }) =>
    text.length <= LONGEST_ITEM
      ? `  ${printableJson(text)}`
      : `  ${printableJson(text.slice(0, LONGEST_ITEM))}… ${palette.dim(`(${formatBytes(bytes)} in all)`)}`,
  );
  return [palette.dim(items.length === 1 ? 'The first item' : 'The first items'), ...lines];
}
