import { CsvEnds } from './csv-ends.js';
import { behindBreak, breakEnd, type CsvText } from './csv-lines.js';
import { CR, LF } from './lines.js';

/** What a scan met at the offset it was given. `more`: no answer without the bytes behind the text. */
export type Scanned = 'record' | 'broken' | 'more';

export type BrokenCode = 'quote_in_field' | 'text_after_quote' | 'unclosed_quote' | 'record_too_large';

const NUL = 0;

/**
 * Finds where records end, and what is wrong with those that a strict reader refuses, without looking into fields:
 * from quote to quote, then to the line break. csv-parse gets whole, sound records only: it throws its rows away with an
 * error, and its own way of going on after one loses every row behind an unclosed quote.
 *
 * After a fault: where the breaking quote seems to open a later field, the quote before it was never closed, and the row
 * ends with that quote's line. Otherwise the row ends with the line of the fault, so that no line of a broken note of
 * several lines is taken for a row.
 */
export class CsvScan {
  /** Behind the record, or behind the last line that goes down with it. Where that line has none, what is sure to be of it. */
  end = 0;
  /** After `broken`: what is wrong, and at which offset. */
  code: BrokenCode = 'quote_in_field';
  faultAt = 0;
  /** After `broken`: its last line goes on behind the text. */
  isOpenEnded = false;

  readonly #source: CsvText;
  readonly #ends: CsvEnds;
  #start = 0;
  /** What may be looked at for this record, and whether the source ends there. */
  #limit = 0;
  #isWhole = false;
  /** The quote of the field that is being passed, or -1. */
  #opening = -1;

  constructor(source: CsvText) {
    this.#source = source;
    this.#ends = new CsvEnds(source);
  }

  /** Bytes of the longest record. */
  get maxBytes(): number {
    return this.#source.maxBytes;
  }

  /** Scans the record at `start`: at or behind the last `end`, where `skipIdle` stops, not the text's end. */
  scan(start: number): Scanned {
    const { text, marks, maxBytes, final } = this.#source;
    const left = text.length - start;
    this.#start = start;
    this.#limit = start + Math.min(left, maxBytes);
    this.#isWhole = final && left <= maxBytes;
    this.#opening = -1;
    // A comment that was not passed over has no end, or is longer than a record may be.
    if (text[start] === marks.comment) return this.#open();
    let at = start;
    for (;;) {
      const lineBreak = this.#ends.lineBreak(at);
      const quote = this.#ends.quote(at);
      if (quote >= Math.min(lineBreak, this.#limit)) return this.#endUnquoted(lineBreak);
      const opensField = quote === at || marks.isBehindDelimiter(text, at, quote);
      if (!opensField) return this.#breakOff('quote_in_field', quote, quote);
      const behind = this.#passQuoted(quote);
      if (typeof behind === 'string') return behind;
      at = behind;
    }
  }

  /** The record ends with the line break at this offset, or with the source. */
  #endUnquoted(lineBreak: number): Scanned {
    const { text, final } = this.#source;
    const end = lineBreak < this.#limit ? behindBreak(text, lineBreak, final) : undefined;
    if (end !== undefined && end <= this.#limit) return this.#endRecord(end);
    return this.#isWhole ? this.#endRecord(this.#limit) : this.#open();
  }

  #endRecord(end: number): Scanned {
    this.end = end;
    return 'record';
  }

  /** Passes the quoted field that opens at `opening`: the offset behind it, or the scan's answer where it ends that. */
  #passQuoted(opening: number): number | Scanned {
    const { text, marks } = this.#source;
    this.#opening = opening;
    const closing = this.#ends.closingQuote(opening, this.#limit);
    const behind = closing + 1;
    if (closing < 0) return this.#open();
    if (behind >= this.#limit) return this.#isWhole ? this.#endRecord(this.#limit) : this.#open();
    const isBreak = text[behind] === LF || text[behind] === CR;
    const isDelimited = marks.isDelimiter(text, behind);
    // csv-parse takes a NUL there for the end of its text, and goes on as in a field without quotes.
    if (!isBreak && !isDelimited && text[behind] !== NUL) return this.#breakInQuoted(opening, closing);
    this.#opening = -1;
    if (isBreak) return this.#endUnquoted(behind);
    return isDelimited ? behind + marks.delimiter.length : behind;
  }

  #breakInQuoted(opening: number, closing: number): Scanned {
    const { text, marks } = this.#source;
    const seemsOpening = this.#followsBreak(closing, opening) && !marks.isBlankToEnd(text, closing + 1);
    return seemsOpening
      ? this.#breakOff('unclosed_quote', opening, closing)
      : this.#breakOff('text_after_quote', closing, closing);
  }

  /** Does a delimiter or a line break stand right in front of the quote, within the field that opens at `opening`? */
  #followsBreak(quote: number, opening: number): boolean {
    const { text, marks } = this.#source;
    const from = quote - marks.delimiter.length;
    const before = text[quote - 1];
    return before === LF || before === CR || (from > opening && marks.isDelimiter(text, from));
  }

  /** Ends the row with the line of `faultAt`. Until the line on which that shows is complete, nothing is said of it. */
  #breakOff(code: BrokenCode, faultAt: number, shownAt: number): Scanned {
    const shown = this.#lineEnd(shownAt);
    const isComplete = shown === undefined ? this.#isWhole : shown <= this.#limit;
    return isComplete ? this.#break(code, faultAt, this.#lineEnd(faultAt)) : this.#open();
  }

  /** The record has no end within the limit: the source's end, the longest record's, or only the text's so far. */
  #open(): Scanned {
    const { text, maxBytes } = this.#source;
    const opening = this.#opening;
    if (!this.#isWhole && text.length - this.#start <= maxBytes) return 'more';
    const lineOfQuote = opening < 0 ? undefined : this.#lineEnd(opening);
    if (this.#isWhole || (lineOfQuote !== undefined && lineOfQuote <= this.#limit)) {
      return this.#break('unclosed_quote', opening, lineOfQuote);
    }
    return this.#break('record_too_large', this.#limit, this.#lineEnd(this.#limit - 1));
  }

  #lineEnd(at: number): number | undefined {
    const { text, final } = this.#source;
    return breakEnd(text, at, final);
  }

  #break(code: BrokenCode, faultAt: number, end: number | undefined): Scanned {
    const { text, final } = this.#source;
    // An LF behind a CR at the very end would be part of its line break.
    const isUndecided = end === undefined && !final && text.at(-1) === CR;
    this.code = code;
    this.faultAt = faultAt;
    this.end = end ?? text.length - (isUndecided ? 1 : 0);
    this.isOpenEnded = end === undefined && !final;
    return 'broken';
  }
}
