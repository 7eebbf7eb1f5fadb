import { isUtf8 } from 'node:buffer';
import type { Fault, Position } from '../record.js';
import { Answer } from './answer.js';
import { CsvMarks } from './csv-dialect.js';
import {
  brokenRecord,
  HEADER_REPEATED,
  matchKeyMissing,
  notUtf8,
  wrongColumnCount,
  type CsvColumns,
} from './csv-faults.js';
import { parseFields, soleFields } from './csv-fields.js';
import { CSV_LINES, skipIdle, type CsvText } from './csv-lines.js';
import { CsvScan, type Scanned } from './csv-scan.js';
import type { Encoded, Encoder, ItemLimits, Room } from './encoder.js';
import { ItemBuffer } from './item-buffer.js';
import { itemTemplate, itemText, type ItemTemplate } from './item-template.js';
import { OWN_ROW } from './own-names.js';
import { RejectsColumns, sentColumns } from './rejects-columns.js';
import type { CsvShape } from './csv-shape.js';

/** What one call takes of its input, unless the first record is longer: about 5 ms of work. */
const STEP_BYTES = 65_536;

/** What is parsed at once, at least. */
const LEAST_BYTES = 2048;

/** Sound records behind each other. */
interface Stretch {
  readonly start: number;
  /** Behind each record. */
  readonly ends: readonly number[];
  /** What the scan met behind them; `record` where it went no further. */
  readonly behind: Scanned;
}

/** The reference for every dialect: the scanner says where records end, csv-parse what their fields are. */
export class CsvEncoder implements Encoder {
  readonly lines = CSV_LINES;
  readonly #shape: CsvShape;
  readonly #limits: ItemLimits;
  readonly #columns: CsvColumns;
  readonly #names: readonly string[];
  readonly #template: ItemTemplate;
  readonly #rejects: RejectsColumns | undefined;
  /** Which of the values sent is the match key, or -1. */
  readonly #required: number;
  readonly #buffer = new ItemBuffer();

  constructor(shape: CsvShape, limits: ItemLimits) {
    const sent = sentColumns(shape.header);
    this.#shape = shape;
    this.#limits = limits;
    this.#columns = { names: shape.header, marks: new CsvMarks(shape) };
    this.#names = sent;
    this.#template = itemTemplate(sent, limits.separator);
    this.#rejects = shape.header.includes(OWN_ROW) ? new RejectsColumns(shape.header) : undefined;
    this.#required = limits.required === undefined ? -1 : sent.indexOf(limits.required);
  }

  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    const answer = new Answer({ input, at, room }, this.#limits, this.#buffer, CSV_LINES);
    const { marks } = this.#columns;
    const source: CsvText = { text: input, marks, maxBytes: this.#limits.maxRecordBytes, final };
    const scan = new CsvScan(source);
    const first = skipIdle(source, 0);
    let start = first;
    while (start < input.length && start < STEP_BYTES && answer.rowsLeft > 0) {
      const stretch = scanStretch(scan, source, start, answer);
      if (!this.#takeStretch(source, stretch, answer) || stretch.behind === 'more') break;
      start = skipIdle(source, stretch.ends.at(-1) ?? start);
      if (stretch.behind === 'broken') {
        answer.reject(brokenRecord(scan, input, start, this.#columns), start, scan.end, scan.isOpenEnded);
        start = skipIdle(source, scan.end);
      }
    }
    return answer.finish(first);
  }

  /** False: a row has no room. */
  #takeStretch(source: CsvText, { start, ends }: Stretch, answer: Answer): boolean {
    if (ends.length === 0) return true;
    const { text: input } = source;
    const text = input.subarray(start, ends.at(-1) ?? start);
    const rows = this.#read(text, ends.length);
    const isSound = ends.length === 1 || isUtf8(text);
    let from = start;
    for (const [index, fields] of rows.entries()) {
      const end = ends[index] ?? from;
      const record = isSound ? undefined : input.subarray(from, end);
      const isText = record === undefined || isUtf8(record);
      const item = isText ? this.#item(fields, answer.nextRow) : notUtf8(record, this.#columns);
      if (typeof item !== 'string') answer.reject(item, from, end);
      else if (!answer.take(this.#buffer.stage(item), from, end)) return false;
      from = skipIdle(source, end);
    }
    return true;
  }

  /** The fields of so many records, or of one what is wrong. */
  #read(text: Buffer, records: number): readonly (readonly string[] | Fault)[] {
    if (records === 1) return [this.#readSole(text)];
    const rows = parseFields(text, this.#shape);
    if (rows.length !== records) throw new Error(`csv-parse met ${rows.length} records, the scan ${records}`);
    return rows;
  }

  /** The fields of a record that stands alone, which most probably is broken: what can be said without its fields is said first. */
  #readSole(record: Buffer): readonly string[] | Fault {
    if (!isUtf8(record)) return notUtf8(record, this.#columns);
    const { names, marks } = this.#columns;
    const starts = marks.fieldStarts(record);
    if (starts.length !== names.length) return wrongColumnCount(names.length, starts.length);
    return soleFields(record, starts, this.#shape);
  }

  #item(fields: readonly string[] | Fault, row: number): string | Fault {
    if ('code' in fields) return fields;
    const width = this.#columns.names.length;
    if (fields.length !== width) return wrongColumnCount(width, fields.length);
    const values = this.#rejects === undefined ? fields : this.#rejects.read(fields);
    if ('code' in values) return values;
    if (this.#isHeader(values)) return HEADER_REPEATED;
    if (values[this.#required] === '') return matchKeyMissing(this.#limits.required ?? '');
    const { make, separator } = this.#limits;
    if (make === undefined) return itemText(this.#template, values);
    const made = make({ names: this.#names, values: values.map((value) => JSON.stringify(value)) }, row);
    return typeof made === 'string' ? made + separator : made;
  }

  /** One column's name may well be one of its values. */
  #isHeader(values: readonly string[]): boolean {
    const isLike = this.#shape.hasHeader && values.length > 1 && values[0] === this.#names[0];
    return isLike && values.every((value, index) => value === this.#names[index]);
  }
}

/** Scans records up to a broken one, and no more of them than the room and one step can take. */
function scanStretch(scan: CsvScan, source: CsvText, start: number, { rowsLeft, bytesLeft }: Answer): Stretch {
  // Items are seldom shorter than their rows. What is parsed beyond the room is parsed again for the next chunk.
  const enough = start + Math.min(STEP_BYTES, Math.max(LEAST_BYTES, bytesLeft));
  const ends: number[] = [];
  let behind: Scanned = 'record';
  for (let at = start; at < Math.min(source.text.length, enough) && ends.length < rowsLeft;) {
    behind = scan.scan(at);
    if (behind !== 'record') break;
    ends.push(scan.end);
    at = skipIdle(source, scan.end);
  }
  return { start, ends, behind };
}
