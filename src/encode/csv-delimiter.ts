/** Finds out what divides the fields of a CSV source. */
import type { CsvSigns } from './csv-choice.js';
import { CsvMarks } from './csv-dialect.js';
import { CSV_LINES, skipIdle, type CsvText } from './csv-lines.js';
import { CsvScan } from './csv-scan.js';
import { sourceError, type Head } from './source-head.js';

/** What a delimiter is looked for in. */
export interface Undivided {
  readonly head: Head;
  /** Nothing behind the head will be looked at. */
  readonly isAll: boolean;
  /** Where the first record stands, or what is in front of it that is none. */
  readonly start: number;
  readonly signs: CsvSigns;
  /** How many there are, where they aren't named by the first record. */
  readonly columns: number | undefined;
}

/** The first one is meant where nothing speaks for any. */
const CANDIDATES = [',', ';', '\t', '|'];

const MOST_ROWS = 20;

/** A row that is longer fits nothing: in a wrong reading a quote may never be closed. Bytes. */
const MOST_ROW_BYTES = 262_144;

/**
 * Undefined: more of the source is needed. A delimiter divides the first record into two columns or more, or into those that
 * are named. Where several do, the first whole row that fits only one of them decides, among the first 20. So a file that
 * grows keeps its delimiter: what was decided by some rows stays, whatever comes behind them. A lone one that isn't the usual
 * one needs a row that fits, unless there are no rows. Throws a `BatchctlError` with EXIT.source where it isn't clear.
 */
export function findDelimiter(source: Undivided): string | undefined {
  const { isAll, signs, columns } = source;
  const candidates = CANDIDATES.filter((sign) => !Object.values(signs).includes(sign));
  const [usual = ','] = candidates;
  const readings = candidates.map((delimiter) => new Reading(delimiter, source));
  const isKnown = readings.map((reading) => reading.begin()).every(Boolean);
  if (!isKnown && !isAll) return undefined;
  const left = readings.filter(({ width }) => (columns === undefined ? width > 1 : width === columns));
  const [only, other] = left;
  if (only === undefined || columns === 1) return usual;
  const isDecided = other === undefined && (only.delimiter === usual || columns !== undefined);
  return isDecided ? only.delimiter : findByRows(source, left, usual);
}

function findByRows(source: Undivided, readings: readonly Reading[], usual: string): string | undefined {
  let left = readings;
  let rows = 0;
  for (; rows < MOST_ROWS; rows++) {
    const widths = left.map((reading) => reading.next());
    if (widths.includes(undefined)) break;
    const fitting = left.filter(({ width }, index) => widths[index] === width);
    const [only, other] = fitting;
    if (only !== undefined && other === undefined) return only.delimiter;
    if (other !== undefined) left = fitting;
  }
  if (rows < MOST_ROWS && !source.isAll) return undefined;
  const several = left.map(({ delimiter }) => delimiter);
  const [only = usual, other] = several;
  if (other === undefined && rows === 0) return only;
  throw unclear(source, other === undefined ? [usual, only] : several);
}

/** The source taken apart with one delimiter, record by record. */
class Reading {
  readonly delimiter: string;
  /** Fields of the first record, and so of every row. None where it is broken. */
  width = 0;
  readonly #source: Undivided;
  readonly #marks: CsvMarks;
  readonly #rows: CsvText;
  readonly #scan: CsvScan;
  #at: number;

  constructor(delimiter: string, source: Undivided) {
    const { head, start, signs } = source;
    this.delimiter = delimiter;
    this.#source = source;
    this.#marks = new CsvMarks({ delimiter, ...signs });
    // Without its line break, the last row may not be all there.
    this.#rows = { text: head.bytes, marks: this.#marks, maxBytes: MOST_ROW_BYTES, final: false };
    this.#scan = new CsvScan(this.#rows);
    this.#at = start;
  }

  /** Passes the first record. False: it has no end in these bytes. */
  begin(): boolean {
    const { bytes, final } = this.#source.head;
    const text: CsvText = { ...this.#rows, maxBytes: bytes.length, final };
    const start = skipIdle(text, this.#at);
    const scan = new CsvScan(text);
    if (start === bytes.length) return false;
    const scanned = scan.scan(start);
    if (scanned === 'more') return false;
    this.#at = scan.end;
    this.width = scanned === 'broken' ? 0 : this.#fields(start, scan.end);
    return true;
  }

  /** Fields of the next row, none where it is broken. Undefined: there is no whole one. */
  next(): number | undefined {
    const start = skipIdle(this.#rows, this.#at);
    if (start === this.#rows.text.length) return undefined;
    const scanned = this.#scan.scan(start);
    if (scanned === 'more') return undefined;
    this.#at = this.#scan.end;
    return scanned === 'broken' ? 0 : this.#fields(start, this.#at);
  }

  #fields(start: number, end: number): number {
    return this.#marks.fieldStarts(this.#rows.text.subarray(start, end)).length;
  }
}

/** A file read with the wrong delimiter would be imported without a word, as rows of one wide column. */
export function unclear({ head, start, signs }: Undivided, delimiters: readonly string[]): Error {
  const marks = new CsvMarks({ delimiter: ',', ...signs });
  const from = skipIdle({ text: head.bytes, marks, maxBytes: head.bytes.length, final: head.final }, start);
  const where = `${head.name} line ${CSV_LINES.count(head.bytes, 0, from) + 1}`;
  const signsOnce = [...new Set(delimiters)];
  const words = signsOnce.map((sign) => JSON.stringify(sign));
  const flags = signsOnce.map((sign) => `--delimiter ${sign === '\t' ? "$'\\t'" : `'${sign}'`}`);
  const message = `${where}: it is not clear whether ${words.join(' or ')} divides the fields`;
  return sourceError('delimiter_unclear', message, `say ${flags.join(' or ')}`);
}
