/** CSV files at random: sound ones together with what is in them, and damaged ones. */
import * as fc from 'fast-check';
import type { CsvDialect } from '../../src/encode/csv-dialect.js';

/** Every kind of sign, and every delimiter in every one of them. */
const dialects: fc.Arbitrary<CsvDialect> = fc
  .tuple(
    fc.constantFrom(',', ';', '\t', '|', '||', '§'),
    fc.constantFrom<[quote: string, escape: string][]>(['"', '"'], ['"', '"'], ['"', '\\'], ["'", "'"], ['', '']),
    fc.constantFrom('', '', '#'),
  )
  .map(([delimiter, [quote, escape], comment]) => ({ delimiter, quote, escape, comment }));

const WORDS = [
  'a',
  'bc',
  'é',
  '田',
  '😀',
  '\\',
  '\t',
  '\u0001',
  '\0',
  '\b\f',
  ' ',
  '-1.5',
  '\u2028',
  '\uFEFF',
  '|',
  '\r',
];
const TROUBLES = ['"', '"', '""', ',', ';', '\n', '\n', '\r\n', '" ', '§', '#', "'", '\\"'];
const NOT_UTF8 = ['\xff', '\xc3', '\xe7\x94', '\xed\xa0\x80', '\xc0\xaf'];
const BROKEN = ['"open', 'a"b', '"a"b', '"a\nb"c', '""x', '"', '"a""', '"two\nlines"', '"note\n1,2\nend" ', '"x"\0"y'];

/** Text as one character a byte, so that bytes that aren't UTF-8 can stand in it. */
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

const joined = (parts: string[], maxLength: number) =>
  fc.array(fc.constantFrom(...parts), { maxLength }).map((chosen) => chosen.join(''));
const plainText = joined(WORDS, 4);
const anyText = joined([...WORDS, ...TROUBLES], 5);
const four = (cell: fc.Arbitrary<string>) => fc.array(cell, { minLength: 4, maxLength: 4 });
const quoted = anyText.map((text) => `"${text.replaceAll('"', '""')}"`);

/** A text with quotes in it, with this dialect's instead. */
const inDialect = (text: string, { quote }: CsvDialect) => text.replaceAll('"', quote || '"');

/** A field in quotes. */
const inQuotes = (text: string, { quote, escape }: CsvDialect) => {
  const escaped = escape === quote ? text : text.replaceAll(escape, escape + escape);
  return quote + escaped.replaceAll(quote, escape + quote) + quote;
};

/** Where nothing is quoted: the text without what would end the field. */
const quotable = (text: string, { quote, delimiter, comment }: CsvDialect) => {
  if (quote !== '') return text;
  const signs = `${delimiter}${comment}\n\r`;
  return Array.from(text, (character) => (signs.includes(character) ? '' : character)).join('') || 'x';
};

export interface CsvFile {
  readonly dialect: CsvDialect;
  readonly bytes: Buffer;
}

export interface CleanCsv extends CsvFile {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A well-formed file, and what is in it. */
export const cleanCsv: fc.Arbitrary<CleanCsv> = fc
  .record({
    dialect: dialects,
    width: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(four(anyText), { maxLength: 25 }),
    newlines: fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 3 }),
    mark: fc.constantFrom('', '\uFEFF', '\uFEFF\uFEFF'),
    isEnded: fc.boolean(),
    quotes: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    blanks: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ dialect, width, rows: wide, newlines, mark, isEnded, quotes, blanks }) => {
    const columns = ['id', '__proto__', 'naïve "name"', 'd'].slice(0, width);
    const rows = wide.map((row) => row.slice(0, width).map((value) => quotable(value, dialect)));
    const { delimiter, quote, comment } = dialect;
    let cells = 0;
    const cell = (value: string, index: number) => {
      cells += 1;
      const isBare = width === 1 && value === '';
      const isLikeComment = index === 0 && comment !== '' && value.startsWith(comment);
      // A part of a longer delimiter at a field's end, or at its start, would join the delimiter itself.
      const isDivided = /[\n\r]/.test(value) || value.includes(delimiter[0] ?? '');
      const mustQuote = isBare || isLikeComment || isDivided || (quote !== '' && value.includes(quote));
      return mustQuote || quotes[cells % quotes.length] === true ? inQuotes(value, dialect) : value;
    };
    let text = mark;
    for (const [index, row] of [columns, ...rows].entries()) {
      const newline = newlines[index % newlines.length] ?? '\n';
      text += row.map(cell).join(delimiter) + newline;
      if (blanks[index % blanks.length] === true) text += comment === '' ? newline : `${comment}"a, ; note${newline}`;
    }
    return { dialect, columns, rows, bytes: Buffer.from(isEnded ? text : text.replace(/[\r\n]+$/, '')) };
  });

const RAW = '\uE000';

/** A file with every kind of damage in it, from one stray byte to noise. The header is sound. */
export const pollutedCsv: fc.Arbitrary<CsvFile> = fc
  .record({
    dialect: dialects,
    width: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(
      fc.record({
        cells: fc.oneof(
          { weight: 6, arbitrary: four(plainText) },
          { weight: 2, arbitrary: four(quoted) },
          { weight: 2, arbitrary: four(anyText) },
          { weight: 2, arbitrary: four(fc.oneof(plainText, fc.constantFrom(...BROKEN, 'x'.repeat(90)))) },
          { weight: 1, arbitrary: four(fc.constantFrom('', ...NOT_UTF8.map((text) => RAW + text))) },
        ),
        ragged: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)),
        newline: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n', '\n\n', '\r\n\r\n', '\r', '\n#"\n'),
      }),
      { maxLength: 30 },
    ),
    isEnded: fc.boolean(),
  })
  .map(({ dialect, width, rows, isEnded }) => {
    const delimiter = utf8(dialect.delimiter);
    let text = `${['c0', 'c1', 'c2', 'c3'].slice(0, width).join(delimiter)}\n`;
    for (const { cells, ragged, newline } of rows) {
      const fields = cells.slice(0, Math.max(1, Math.min(4, width + ragged)));
      const texts = fields.map((cell) => (cell.startsWith(RAW) ? cell.slice(1) : utf8(inDialect(cell, dialect))));
      text += texts.join(delimiter) + newline;
    }
    return { dialect, bytes: Buffer.from(isEnded ? text : text.replace(/[\r\n]+$/, ''), 'latin1') };
  });

/** Damage and a giant field amid enough sound rows to pass every internal size. */
export const largeCsv: fc.Arbitrary<CsvFile> = fc
  .record({
    file: pollutedCsv,
    sound: fc.integer({ min: 1000, max: 150_000 }),
    giant: fc.constantFrom('x', 'é"', 'y\n', '\u0001'),
    length: fc.integer({ min: 10, max: 200_000 }),
    isOpen: fc.boolean(),
  })
  .map(({ file: { dialect, bytes }, sound, giant, length, isOpen }) => {
    const header = bytes.subarray(0, bytes.indexOf(10) + 1);
    const width = header.toString().split(dialect.delimiter).length;
    const cell = dialect.quote === '' ? 'né' : inDialect('"né, \n"', dialect);
    const row = `${Array<string>(width).fill(cell).join(dialect.delimiter)}\r\n`;
    const rows = Buffer.from(row.repeat(sound / row.length));
    const text = giant.repeat(length / giant.length).replaceAll('"', '""');
    const field = Buffer.from(inDialect(`\n"${text}${isOpen ? '' : '"'}\n`, dialect));
    const polluted = bytes.subarray(header.length);
    return { dialect, bytes: Buffer.concat([header, rows, polluted, field, rows, polluted]) };
  });
