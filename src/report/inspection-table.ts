/** The columns of a source as a table that fits the terminal, or as a paragraph each where it is too narrow for one. */
import type { Figure, InspectedColumn } from './inspection.js';
import { cut, displayWidth, padded, wrap } from './layout.js';
import { roughly } from './pace.js';
import { formatCount, printable } from './text.js';

/** Columns of a source that are shown. */
const MOST_SHOWN = 100;
/** Between two columns of the table. */
const GAP = '  ';
/** A name longer than this is cut where that makes room. */
const WIDEST_NAME = 24;
/** What examples need to be of use, each of them at most, and together. */
const LEAST_EXAMPLES = 12;
const WIDEST_EXAMPLE = 40;

const HEADINGS = ['column', 'type', 'fits', 'empty', 'distinct', 'longest'] as const;
/** Words to the left, figures to the right. */
const WORDS = 2;

/** Lines of at most `width` columns (20 or more); the first one is the heading where there is a table. */
export function columnLines(columns: readonly InspectedColumn[], width: number): string[] {
  const shown = columns.slice(0, MOST_SHOWN);
  const rows = shown.map((column) => [cut(shownText(column.name), WIDEST_NAME), ...figures(column)]);
  const widths = HEADINGS.map((heading, index) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const table = widths.reduce((sum, wide) => sum + wide, 0) + GAP.length * (widths.length - 1);
  const room = width - table - GAP.length;
  const lines =
    room >= LEAST_EXAMPLES
      ? asTable(shown, { rows, widths, room })
      : shown.flatMap((column) => paragraph(column, width));
  const more = columns.length - shown.length;
  return more > 0 ? [...lines, ...wrap(`and ${formatCount(more)} more, which --json tells of`, width)] : lines;
}

interface Laid {
  readonly rows: readonly (readonly string[])[];
  readonly widths: readonly number[];
  /** Columns for the examples. */
  readonly room: number;
}

function asTable(columns: readonly InspectedColumn[], { rows, widths, room }: Laid): string[] {
  const line = (cells: readonly string[], last: string) =>
    [...cells.map((cell, index) => aligned(cell, widths[index] ?? 0, index)), last].join(GAP).trimEnd();
  const body = rows.map((row, index) => line(row, cut(examples(columns[index]), room)));
  return [line(HEADINGS, 'examples'), ...body];
}

function aligned(cell: string, width: number, index: number): string {
  return index < WORDS ? padded(cell, width) : ' '.repeat(Math.max(0, width - displayWidth(cell))) + cell;
}

function paragraph(column: InspectedColumn, width: number): string[] {
  const [type = '', fits = '', empty = '', distinct = '', longest = ''] = figures(column);
  const text = `${type}${fits === '' ? '' : ` ${fits}`}, ${empty} empty, ${distinct} distinct, longest ${longest}`;
  const shown = examples(column);
  return [
    ...wrap(shownText(column.name), width),
    ...wrap(text, width - 2).map((line) => `  ${line}`),
    ...(shown === '' ? [] : [`  ${cut(shown, width - 2)}`]),
  ];
}

/** Everything but the name and the examples. */
function figures({ type, fits, values, empty, nulls, missing, distinct, longest }: InspectedColumn): string[] {
  const share = values === 0 ? '' : percent(fits / values);
  return [type, share, formatCount(empty + nulls + missing), estimated(distinct), formatCount(longest)];
}

/** Rounded down, so that nothing but all of them is 100%. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10}%`;
}

/** `~` stands before what was not counted. */
function estimated({ count, isExact }: Figure): string {
  return isExact ? formatCount(count) : `~${formatCount(roughly(count))}`;
}

function examples(column: InspectedColumn | undefined): string {
  return (column?.examples ?? []).map((example) => cut(shownText(example), WIDEST_EXAMPLE)).join(', ');
}

/** Quoted where it could not be seen where it ends. */
function shownText(text: string): string {
  return /^\s|\s$|,/.test(text) ? `"${printable(text)}"` : printable(text);
}
