import type { CsvMarks } from './csv-dialect.js';
import { CR, lineEnd, LF } from './lines.js';

/** What a scan met at the offset it was given. `more`: no answer without the bytes behind the text. */
export type Scanned = 'record' | 'broken' | 'more';

export type BrokenCode = 'quote_in_field' | 'text_after_quote' | 'unclosed_quote' | 'record_too_large';

/** What a scanner needs to know of the bytes it is given. */
export interface Scanning {
  readonly text: Buffer;
  readonly marks: CsvMarks;
  /** The longest record. */
  readonly maxBytes: number;
  /** The source ends with the text. */
  readonly final: boolean;
}

const NUL = 0;

/**
 * Finds where records end, and what is wrong with those that a strict reader refuses, without looking into fields:
 * from quote to quote, then to the newline. csv-parse gets whole, sound records only: it throws its rows away with an
 * error, and its own way of going on after one loses every row behind an unclosed quote.
 *
 * After a fault: where the breaking quote seems to open a later field, the quote before it was never closed, and the row
 * ends with that quote's line. Otherwise the row ends with the line of the fault, so that no line of a broken note of
 * several lines is taken for a row.
 */
export class CsvScan {
  /** Behind the record, or behind the last line that goes down with it. The text's end where that line has none. */
  end = 0;
  /** After `broken`: what is wrong, and at which offset. */
  code: BrokenCode = 'quote_in_field';
  faultAt = 0;
  /** After `broken`: its last line goes on behind the text. */
  isOpenEnded = false;

  readonly #scanning: Scanning;
  readonly #text: Buffer;
  readonly #marks: CsvMarks;
  #start = 0;
  /** What may be looked at for this record, and whether the source ends there. */
  #limit = 0;
  #isWhole = false;
  /** A quote, none before it since the offset that was asked for last. */
  #nextQuote = -1;
  /** The quote of the field that is being passed, or -1. */
  #opening = -1;

  constructor(scanning: Scanning) {
    this.#scanning = scanning;
    this.#text = scanning.text;
    this.#marks = scanning.marks;
  }

  /** Bytes of the longest record. */
  get maxBytes(): number {
    return this.#scanning.maxBytes;
  }

  /** Scans the record at `start`: at or behind the last `end`, no empty line, not the text's end. */
  scan(start: number): Scanned {
    const { maxBytes, final } = this.#scanning;
    const left = this.#text.length - start;
    this.#start = start;
    this.#limit = start + Math.min(left, maxBytes);
    this.#isWhole = final && left <= maxBytes;
    this.#opening = -1;
    let at = start;
    for (;;) {
      const end = this.#unquotedEnd(at);
      const quote = this.#quoteFrom(at);
      if (quote >= end) return this.#endUnquoted(end);
      const opensField = quote === at || this.#marks.isBehindDelimiter(this.#text, at, quote);
      if (!opensField) return this.#breakOff('quote_in_field', quote, quote);
      const behind = this.#passQuoted(quote);
      if (typeof behind === 'string') return behind;
      at = behind;
    }
  }

  /** Where text outside quotes ends at the latest: behind the newline, or at the limit. */
  #unquotedEnd(at: number): number {
    const newline = this.#text.indexOf(LF, at);
    return newline < 0 || newline >= this.#limit ? this.#limit : newline + 1;
  }

  #endUnquoted(end: number): Scanned {
    return this.#isWhole || this.#text[end - 1] === LF ? this.#endRecord(end) : this.#open();
  }

  #endRecord(end: number): Scanned {
    this.end = end;
    return 'record';
  }

  #quoteFrom(at: number): number {
    if (this.#nextQuote < at) {
      const quote = this.#text.indexOf(this.#marks.quote, at);
      this.#nextQuote = quote < 0 ? this.#text.length : quote;
    }
    return this.#nextQuote;
  }

  /** Passes the quoted field that opens at `opening`: the offset behind it, or the scan's answer where it ends that. */
  #passQuoted(opening: number): number | Scanned {
    const text = this.#text;
    const limit = this.#limit;
    this.#opening = opening;
    const closing = this.#closingQuote(opening);
    const behind = closing + 1;
    if (closing < 0) return this.#open();
    if (behind >= limit) return this.#isWhole ? this.#endRecord(limit) : this.#open();
    if (text[behind] === LF) return this.#endRecord(behind + 1);
    if (text[behind] === CR && text[behind + 1] === LF && behind + 1 < limit) return this.#endRecord(behind + 2);
    const isDelimited = this.#marks.isDelimiter(text, behind);
    // csv-parse takes a NUL there for the end of its text, and goes on as in a field without quotes.
    if (!isDelimited && text[behind] !== NUL) return this.#breakInQuoted(opening, closing);
    this.#opening = -1;
    return isDelimited ? behind + this.#marks.delimiter.length : behind;
  }

  /** The first quote behind `opening` that isn't one of a pair, or -1. */
  #closingQuote(opening: number): number {
    let quote = this.#quoteFrom(opening + 1);
    while (quote < this.#limit) {
      if (this.#text[quote + 1] !== this.#marks.quote) return quote;
      quote = this.#quoteFrom(quote + 2);
    }
    return -1;
  }

  #breakInQuoted(opening: number, closing: number): Scanned {
    const seemsOpening = this.#followsBreak(closing, opening) && !this.#marks.isBlankToEnd(this.#text, closing + 1);
    return seemsOpening
      ? this.#breakOff('unclosed_quote', opening, closing)
      : this.#breakOff('text_after_quote', closing, closing);
  }

  /** Does a delimiter or a line break stand right in front of the quote, within the field that opens at `opening`? */
  #followsBreak(quote: number, opening: number): boolean {
    const from = quote - this.#marks.delimiter.length;
    return this.#text[quote - 1] === LF || (from > opening && this.#marks.isDelimiter(this.#text, from));
  }

  /** Ends the row with the line of `faultAt`. Until the line on which that shows is complete, nothing is said of it. */
  #breakOff(code: BrokenCode, faultAt: number, shownAt: number): Scanned {
    const shown = lineEnd(this.#text, shownAt);
    const isComplete = shown === undefined ? this.#isWhole : shown <= this.#limit;
    return isComplete ? this.#break(code, faultAt, lineEnd(this.#text, faultAt)) : this.#open();
  }

  /** The record has no end within the limit: the source's end, the longest record's, or only the text's so far. */
  #open(): Scanned {
    const { text, maxBytes } = this.#scanning;
    const opening = this.#opening;
    if (!this.#isWhole && text.length - this.#start <= maxBytes) return 'more';
    const lineOfQuote = opening < 0 ? undefined : lineEnd(text, opening);
    if (this.#isWhole || (lineOfQuote !== undefined && lineOfQuote <= this.#limit)) {
      return this.#break('unclosed_quote', opening, lineOfQuote);
    }
    return this.#break('record_too_large', this.#limit, lineEnd(text, this.#limit - 1));
  }

  #break(code: BrokenCode, faultAt: number, end: number | undefined): Scanned {
    this.code = code;
    this.faultAt = faultAt;
    this.end = end ?? this.#text.length;
    this.isOpenEnded = end === undefined && !this.#scanning.final;
    // What was looked at may lie behind the end.
    this.#nextQuote = -1;
    return 'broken';
  }
}
