import { CR, LF } from './lines.js';

/** How a CSV source is written. */
export interface CsvDialect {
  /** One character or more; no line break and none of the other signs in it. */
  readonly delimiter: string;
  /** One ASCII character, or empty where nothing is quoted. */
  readonly quote: string;
  /**
   * In a quoted field, the sign after which the next character is text: the quote itself, so that it is doubled, or another
   * ASCII character, beside which a doubled quote means nothing. Empty where nothing is quoted.
   */
  readonly escape: string;
  /** One ASCII character: lines that begin with it, outside of a record, are no rows. Empty where there are none. */
  readonly comment: string;
}

/** RFC 4180. The rejects file is always written like this. */
export const COMMA: CsvDialect = { delimiter: ',', quote: '"', escape: '"', comment: '' };

const TAB = 9;
const SPACE = 32;

/** The dialect's signs as bytes, and what can be told from the bytes next to them. */
export class CsvMarks {
  readonly quote: number | undefined;
  /** Where it isn't the quote itself. */
  readonly escape: number | undefined;
  readonly comment: number | undefined;
  readonly delimiter: Buffer;

  constructor({ delimiter, quote, escape, comment }: CsvDialect) {
    this.quote = byteOf(quote);
    this.escape = escape === quote ? undefined : byteOf(escape);
    this.comment = byteOf(comment);
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
      const isQuoted = this.quote !== undefined && record[at] === this.quote;
      const behind = isQuoted ? this.#behindQuoted(record, at) : at;
      const delimiter = record.indexOf(this.delimiter, behind);
      if (delimiter < 0) return starts;
      at = delimiter + this.delimiter.length;
      starts.push(at);
    }
  }

  #behindQuoted(record: Buffer, opening: number): number {
    for (let at = opening + 1; at < record.length; at++) {
      if (record[at] === this.escape) at += 1;
      else if (record[at] === this.quote) {
        if (record[at + 1] !== this.quote) return at + 1;
        at += 1;
      }
    }
    return record.length;
  }
}

function byteOf(sign: string): number | undefined {
  return sign === '' ? undefined : sign.charCodeAt(0);
}
