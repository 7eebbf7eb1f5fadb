/** CSV's lines: LF, CRLF and a lone CR each end one, mixed in any way. */
import type { CsvMarks } from './csv-dialect.js';
import { CR, LF, type Lines } from './lines.js';

export const CSV_LINES: Lines = {
  count: countBreaks,
  rest: (text, final) => {
    const end = breakEnd(text, 0, final);
    // An LF may follow a CR at the very end, and be part of its line break.
    const isOpen = end === undefined && !final && text.at(-1) === CR;
    return { bytes: end ?? text.length - (isOpen ? 1 : 0), isEnd: end !== undefined };
  },
};

/** Behind the line break at `at`. Undefined: only what follows the text can tell. */
export function behindBreak(text: Buffer, at: number, final: boolean): number | undefined {
  if (text[at] === LF) return at + 1;
  if (at + 1 === text.length) return final ? at + 1 : undefined;
  return text[at + 1] === LF ? at + 2 : at + 1;
}

/** Behind the line break that ends the line at `from`. Undefined: the text ends first, or only what follows it can tell. */
export function breakEnd(text: Buffer, from: number, final: boolean): number | undefined {
  const newline = text.indexOf(LF, from);
  const line = text.subarray(from, newline < 0 ? text.length : newline);
  const carriage = line.indexOf(CR);
  const at = carriage < 0 ? newline : from + carriage;
  return at < 0 ? undefined : behindBreak(text, at, final);
}

function countBreaks(text: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(LF, from); at >= 0 && at < to; at = text.indexOf(LF, at + 1)) count += 1;
  const part = text.subarray(from, to);
  for (let at = part.indexOf(CR); at >= 0; at = part.indexOf(CR, at + 1)) {
    if (text[from + at + 1] !== LF) count += 1;
  }
  return count;
}

/** Where rows are looked for: the text, how it is written, and what is known of its end. */
export interface CsvText {
  readonly text: Buffer;
  readonly marks: CsvMarks;
  /** The longest record, and the longest comment. */
  readonly maxBytes: number;
  /** The source ends with the text. */
  readonly final: boolean;
}

/**
 * Offset of the first byte from `from` on, where no record is under way, that isn't part of an empty line or of a comment.
 * A CR at the very end, and a comment without an end or longer than the longest, are not passed over.
 */
export function skipIdle({ text, marks, maxBytes, final }: CsvText, from: number): number {
  let at = from;
  while (at < text.length) {
    const sign = text[at];
    if (sign === LF || sign === CR) {
      const behind = behindBreak(text, at, final);
      if (behind === undefined) return at;
      at = behind;
    } else if (sign === marks.comment) {
      const line = text.subarray(0, at + maxBytes + 1);
      const isAll = final && line.length === text.length;
      const behind = breakEnd(line, at, isAll) ?? (isAll ? line.length : undefined);
      if (behind === undefined || behind - at > maxBytes) return at;
      at = behind;
    } else {
      return at;
    }
  }
  return at;
}
