/** What `inspect` says of a file as a whole. */
import { counted } from './headline.js';
import type { Inspection } from './inspection.js';
import { padded, wrap } from './layout.js';
import { roughly } from './pace.js';
import type { Palette } from './palette.js';
import { formatBytes, printable } from './text.js';

/** Columns before the text of a labelled line. */
const INDENT = 12;

/** Whose file it is, and how much is in it. */
export function inspectionHeadline(inspection: Inspection): string {
  const { source, format, columns, moreColumns } = inspection;
  const what = [format.toUpperCase(), rowsText(inspection), counted(columns.length + moreColumns, 'column')];
  return `${printable(source)}: ${what.join(', ')}`;
}

function rowsText({ rows, read }: Inspection): string {
  if (rows === null) return `more than ${counted(read.rows, 'row')}`;
  return rows.isExact ? counted(rows.count, 'row') : `about ${counted(roughly(rows.count), 'row')}`;
}

/** How it is written, and what would become of it: a label and its text a line. */
export function factLines(inspection: Inspection, palette: Palette, width: number): string[] {
  const { encoding, compression, bytes, read } = inspection;
  const size = compression === null ? formatBytes(bytes) : `${formatBytes(bytes)}, packed with ${compression}`;
  const part = `the first ${formatBytes(read.bytes)} of text, ${counted(read.rows, 'row')}: the rest is estimated`;
  const labelled: readonly [string, string][] = [
    ['format', formatText(inspection)],
    ['encoding', encoding.toUpperCase()],
    ['size', size],
    ...(read.isAll ? [] : [['looked at', part] satisfies [string, string]]),
    ['would send', sendText(inspection)],
  ];
  return labelled.flatMap(([label, text]) =>
    wrap(text, width - INDENT - 2).map(
      (line, index) => `  ${palette.dim(padded(index === 0 ? label : '', INDENT))}${line}`,
    ),
  );
}

function formatText({ dialect, lineBreaks }: Inspection): string {
  const breaks = lineBreaks.length === 0 ? [] : [`${lineBreaks.join(' and ')} line breaks`];
  if (dialect === null) return ['NDJSON', ...breaks].join(', ');
  const { delimiter, quote, escape, comment, hasHeader } = dialect;
  return [
    `CSV divided by ${sign(delimiter)}`,
    quote === '' ? 'nothing quoted' : `quoted by ${sign(quote)}`,
    ...(escape === quote || quote === '' ? [] : [`escaped by ${sign(escape)}`]),
    ...(comment === '' ? [] : [`comments behind ${sign(comment)}`]),
    hasHeader ? 'a header line' : 'no header line',
    ...breaks,
  ].join(', ');
}

const SIGNS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  '"': 'double quotes',
  "'": 'single quotes',
  '\\': 'backslashes',
};

function sign(text: string): string {
  return SIGNS[text] ?? printable(text);
}

function sendText({ requests, to, items }: Inspection): string {
  const where = [to.target, (to.object ?? to.user)?.replace(/^\//, '') ?? ''].filter((word) => word !== '').join('/');
  const whither = `to ${printable(where)} (${to.operation})`;
  if (requests === null) return `${items.length === 0 ? 'nothing that was read' : 'rows'} ${whither}`;
  const { isExact, bytes } = requests;
  const about = isExact ? '' : 'about ';
  const count = isExact ? requests.count : roughly(requests.count);
  return `${about}${counted(count, 'request')}, ${formatBytes(bytes)}, ${whither}`;
}
