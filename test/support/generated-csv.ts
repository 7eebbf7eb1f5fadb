/** Rows as CSV in one of many dialects; only in ways that Python's csv module reads alike. */
import type { Chance } from '../encode/simd/chance.js';
import type { GeneratedRow, Written } from './generated-source.js';

const COLUMNS = ['row_id', 'key', 'email', 'seen_at', 'note'];

/** Python's name for an encoding, and the flag of an import that needs one. */
const ENCODINGS = [
  { python: 'utf-8', flags: [], bytes: (text: string) => Buffer.from(text) },
  { python: 'utf-8', flags: [], bytes: (text: string) => Buffer.from(`\uFEFF${text}`) },
  { python: 'utf-16', flags: [], bytes: (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
  {
    python: 'cp1252',
    flags: ['--encoding', 'windows-1252'],
    bytes: (text: string) => Buffer.from(text, 'latin1'),
  },
] as const;

interface Signs {
  readonly delimiter: string;
  readonly quote: string;
  /** Empty: a quote is doubled. */
  readonly escape: string;
  readonly comment: string;
  readonly lineBreak: string;
  /** Fields without need are quoted one in so many times. */
  readonly quoted: number;
}

export function csvText(chance: Chance, rows: readonly GeneratedRow[]): Written {
  const signs: Signs = {
    delimiter: chance.pick([',', ',', ';', '\t', '|']),
    quote: chance.pick(['"', '"', "'"]),
    escape: chance.pick(['', '', '\\']),
    comment: chance.pick(['', '', '#']),
    lineBreak: chance.pick(['\n', '\n', '\r\n', '\r']),
    quoted: chance.pick([1, 3, 1_000]),
  };
  const encoding = chance.pick([...ENCODINGS, ENCODINGS[0]]);
  const hasHeader = !chance.oneIn(4);
  const isRenamed = chance.oneIn(4);
  const lines = rows.map((row) => lineOf(chance, row, signs));
  const text = [...(hasHeader ? [recordOf(chance, COLUMNS, signs)] : []), ...lines].join(signs.lineBreak);
  const renames = isRenamed ? ['remark=note', 'source_id=row_id'] : [];
  return {
    bytes: encoding.bytes(`${text}${chance.oneIn(3) ? '' : signs.lineBreak}`),
    importFlags: [
      ...signFlags(signs),
      ...encoding.flags,
      ...(hasHeader ? [] : ['--columns', COLUMNS.join(',')]),
      ...renames.flatMap((rename) => ['--map', rename]),
    ],
    checkerFlags: [
      ...signFlags(signs),
      '--encoding',
      encoding.python,
      ...(hasHeader ? [] : ['--columns', COLUMNS.join(',')]),
      ...renames.flatMap((rename) => ['--rename', rename]),
    ],
  };
}

function signFlags({ delimiter, quote, escape, comment }: Signs): string[] {
  const signs = { delimiter, quote, escape, comment };
  return Object.entries(signs).flatMap(([name, sign]) => (sign === '' ? [] : [`--${name}`, sign]));
}

/** A row, and now and then a blank line or a comment in front of it. */
function lineOf(chance: Chance, row: GeneratedRow, signs: Signs): string {
  const { comment, lineBreak } = signs;
  const cells = [row.id, row.key, row.email, row.time, chance.oneIn(9) ? `${row.note}${lineBreak}and more` : row.note];
  const record = recordOf(chance, row.isUnsendable ? ragged(chance, cells) : cells, signs);
  const idle = [
    chance.oneIn(30) ? lineBreak : '',
    comment !== '' && chance.oneIn(20) ? `${comment} a${lineBreak}` : '',
  ];
  return `${idle.join('')}${record}`;
}

/** Too few cells, or too many. */
function ragged(chance: Chance, cells: readonly string[]): string[] {
  return chance.oneIn(2) ? cells.slice(0, 3) : [...cells, 'more'];
}

function recordOf(chance: Chance, cells: readonly string[], signs: Signs): string {
  return cells.map((cell) => cellOf(chance, cell, signs)).join(signs.delimiter);
}

function cellOf(chance: Chance, cell: string, { delimiter, quote, escape, quoted }: Signs): string {
  const isNeedy = [delimiter, quote, '"', '\n', '\r', '\\', ' '].some((sign) => cell.includes(sign));
  if (!isNeedy && !chance.oneIn(quoted)) return cell;
  const escaped = escape === '' ? cell : cell.replaceAll(escape, escape + escape);
  return `${quote}${escaped.replaceAll(quote, (escape || quote) + quote)}${quote}`;
}
