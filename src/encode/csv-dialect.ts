import { CR, LF } from './lines.js';

/** How a CSV source is written. */
export interface CsvDialect {
  /** One character or more; no line break and no quote in it. */
  readonly delimiter: string;
  /** One ASCII character, doubled where it stands in a quoted field. */
  readonly quote: string;
}

const TAB = 9;
const SPACE = 32;

/** The dialect's signs as bytes, and what can be told from the bytes next to them. */
export class CsvMarks {
  readonly quote: number;
  readonly delimiter: Buffer;

  constructor({ delimiter, quote }: CsvDialect) {
    this.quote = quote.charCodeAt(0);
    this.delimiter = Buffer.from(delimiter);
  }

  isDelimiter(text: Buffer, at: number): boolean {
    const { delimiter } = this;
    for (let index = 0; index < delimiter.length; index++) {
      if (text[at + index] !== delimiter[index]) return false;
    }
    return true;
  }

  /** Does a delimiter, found from the left, end exactly at `to`? Between `from` and `to` stands no quoted field. */
  isBehindDelimiter(text: Buffer, from: number, to: number): boolean {
    const { delimiter } = this;
    if (delimiter.length === 1) return to > from && text[to - 1] === delimiter[0];
    let field = from;
    for (;;) {
      const next = text.indexOf(delimiter, field);
      if (next < 0 || next + delimiter.length > to) return field > from && field === to;
      field = next + delimiter.length;
    }
  }

  /** Nothing but blanks up to the end of the field: behind a quote more likely a slip than the first text of a field. */
  isBlankToEnd(text: Buffer, from: number): boolean {
    let at = from;
    while (text[at] === SPACE || (text[at] === TAB && !this.isDelimiter(text, at))) at += 1;
    const isEnd = at >= text.length || text[at] === LF || text[at] === CR || this.isDelimiter(text, at);
    return at > from && isEnd;
  }

  /** Where the fields of a record begin. The record need not be sound behind the field that is looked for. */
  fieldStarts(record: Buffer): number[] {
    const starts = [0];
    for (let at = 0; ;) {
      const behind = record[at] === this.quote ? this.#behindQuoted(record, at) : at;
      const delimiter = record.indexOf(this.delimiter, behind);
      if (delimiter < 0) return starts;
      at = delimiter + this.delimiter.length;
      starts.push(at);
    }
  }

  #behindQuoted(record: Buffer, opening: number): number {
    let at = opening + 1;
    for (;;) {
      const quote = record.indexOf(this.quote, at);
      if (quote < 0) return record.length;
      if (record[quote + 1] !== this.quote) return quote + 1;
      at = quote + 2;
    }
  }
}
