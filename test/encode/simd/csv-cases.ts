/** CSV files by number: dense with everything that the scanner has to tell apart, and the conditions to cut them under. */
import type { CsvShape } from '../../../src/encode/csv-shape.js';
import type { ScanSizes } from '../../../src/encode/csv-simd-memory.js';
import { mappedNames } from '../../../src/encode/mapping/compile.js';
import type { Mapping } from '../../../src/encode/mapping/mapping.js';
import { detectShape } from '../../../src/encode/shape.js';
import type { Envelope, Limits } from '../../../src/record.js';
import { Chance } from './chance.js';
import { mappingAtRandom, typedValue } from './csv-mappings.js';

/** A file, and how it is cut. */
export interface CsvCase {
  readonly bytes: Buffer;
  readonly shape: CsvShape;
  readonly envelope: Envelope;
  readonly limits: Limits;
  readonly maxRecordBytes: number;
  readonly mapping: Mapping | null;
  readonly matchKey: string | null;
  readonly sizes: ScanSizes;
  /** Bytes a read. */
  readonly readBytes: number;
}

const DELIMITERS = [',', ',', ',', ';', '\t', '|', ' ', '\\', 'x', '~'];
const ENVELOPES: readonly Envelope[] = [
  { head: '{"records":[', separator: ',', tail: ']}' },
  { head: '', separator: '\n', tail: '\n' },
  { head: '[', separator: '-'.repeat(40), tail: ']' },
];
const NAMES = ['id', 'a', '__proto__', 'naïve "name"', 'b\\n', 'a name of more than sixteen bytes', 'd\u0001', '7'];

const PLAIN = [
  'a',
  'bc',
  'id',
  '1.5',
  'né',
  '田中',
  '😀',
  ' ',
  '/',
  '\u007f',
  '\u2028',
  '\uFEFF',
  'fifteen letters',
  'x'.repeat(33),
];
const ESCAPED = ['\\', '\t', '\0', '\b', '\f', '\u0001', '\u000b', '\u001f', '\u0010'];
/** In quotes, as they are written there. */
const QUOTED = ['""', '""', ',', ';', '|', '\n', '\r\n', '\r', '\r\r\n', '\n\n', '""""'];
/** Anywhere, one character a byte: what makes a row irregular, or another row of two. */
const DAMAGE = [
  '"',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\0',
  '"\0',
  '"\r',
  '\\',
  '\xff',
  '\xc3',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xc0\xaf',
];
const BREAKS = ['\n', '\n', '\n', '\r\n', '\r\n', '\n\n', '\r\n\r\n\n', '\r'];

function field(chance: Chance, mostWords: number, delimiter: string): string {
  const isQuoted = chance.oneIn(3);
  const kinds = isQuoted ? [PLAIN, PLAIN, ESCAPED, QUOTED] : [PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, ESCAPED];
  let text = '';
  for (let words = chance.below(mostWords + 1); words > 0; words--) text += chance.pick(chance.pick(kinds));
  return isQuoted ? `"${text}"` : text.replaceAll(delimiter, '');
}

/** A cell with this text, in quotes where it must be, or by chance. */
function cell(chance: Chance, text: string, delimiter: string): string {
  const isBare = !text.includes(delimiter) && !/["\r\n]/.test(text);
  return isBare && !chance.oneIn(4) ? text : `"${text.replaceAll('"', '""')}"`;
}

function record(chance: Chance, { names, delimiter, mapping }: Written): string {
  if (chance.oneIn(25)) return headerText(names, delimiter);
  const mostWords = chance.pick([2, 4, 4, 12]);
  const width = chance.oneIn(30) ? names.length + chance.pick([-1, 1]) : names.length;
  const fields = Array.from({ length: Math.max(1, width) }, (_, index) => {
    const type = mapping?.types.find(({ column }) => column === names[index])?.type;
    const isTyped = type !== undefined || (mapping !== null && chance.oneIn(6));
    if (!isTyped) return field(chance, mostWords, delimiter);
    return cell(chance, typedValue(chance, type ?? 'string', mapping?.nullText ?? null), delimiter);
  });
  return fields.join(delimiter);
}

function headerText(names: readonly string[], delimiter: string): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(delimiter);
}

function damaged(chance: Chance, text: Buffer, from: number): Buffer {
  let bytes = text;
  for (let times = chance.pick([0, 0, 1, 1, 3, 8]); times > 0; times--) {
    const at = from + chance.below(bytes.length - from + 1);
    const behind = Math.min(bytes.length, at + chance.pick([0, 0, 1, 2]));
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(chance.pick(DAMAGE), 'latin1'), bytes.subarray(behind)]);
  }
  return chance.oneIn(3) ? bytes.subarray(0, Math.max(from, bytes.length - chance.below(20))) : bytes;
}

/** The file of this number: the same every time. */
export function csvCase(number: number): CsvCase {
  const chance = new Chance(number);
  const delimiter = chance.pick(DELIMITERS);
  const names = NAMES.slice(0, chance.pick([1, 2, 3, 3, 4, 8])).filter((name) => !name.includes(delimiter));
  const hasHeader = !chance.oneIn(6);
  const mapping = chance.oneIn(2) ? mappingAtRandom(chance, names) : null;
  const written: Written = { delimiter, names, hasHeader, mapping };
  const header = Buffer.from(`${chance.pick(['', '', '\uFEFF'])}${headerText(names, delimiter)}\n`);
  let text = '';
  for (let rows = chance.pick([0, 3, 5, 8, 30]); rows > 0; rows--) {
    text += record(chance, written) + chance.pick(BREAKS);
  }
  const bytes = damaged(
    chance,
    Buffer.concat([hasHeader ? header : Buffer.alloc(0), Buffer.from(text)]),
    hasHeader ? header.length : 0,
  );
  const shape = shapeOf(bytes, header, written);
  const envelope = chance.pick(ENVELOPES);
  const few = { maxRows: 1 + chance.below(8), maxBytes: 100 + chance.below(500) };
  return {
    bytes,
    shape,
    envelope,
    limits: chance.pick([few, { ...few, maxBytes: 1e6 }, { ...few, maxRows: 1000 }, { maxRows: 1000, maxBytes: 1e6 }]),
    maxRecordBytes: chance.oneIn(3) ? 4 + chance.below(120) : 1e6,
    mapping,
    matchKey: chance.oneIn(3) ? matchKey(chance, written) : null,
    sizes: {
      input: chance.pick([1 + chance.below(80), 200, 1000, 65_536]),
      items: chance.pick([1, 300, 262_144]),
      records: chance.pick([1, 2, 5, 4096]),
    },
    readBytes: chance.pick([1 + chance.below(20), 1 + chance.below(400), 1e6]),
  };
}

interface Written {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  readonly mapping: Mapping | null;
}

function matchKey(chance: Chance, { names, mapping }: Written): string {
  const mapped = mapping === null ? names : mappedNames(mapping, names);
  return chance.pick([...names, ...mapped, ...mapped]);
}

/** What was written is known; only where the header ends is not looked for in the damage behind it. */
function shapeOf(bytes: Buffer, header: Buffer, { delimiter, names, hasHeader }: Written): CsvShape {
  const signs = { delimiter, quote: '"', escape: '"', comment: '' };
  const detected = hasHeader
    ? detectShape(header, { format: 'csv', ...signs, name: 'rows.csv' }, true)
    : { format: 'csv' as const, ...signs, hasHeader, header: names, first: { byte: 0, row: 0, line: 0 } };
  if (detected?.format !== 'csv') throw new Error(`no shape: ${bytes.toString()}`);
  return detected;
}
