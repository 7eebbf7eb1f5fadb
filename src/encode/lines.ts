/** Lines as bytes. */

export const LF = 10;
export const CR = 13;

/** What ends a line in a format. */
export interface Lines {
  /** Line breaks from `from` to just before `to`; neither stands within one. */
  count(text: Buffer, from: number, to: number): number;
  /** How much of the front of `text` belongs to the line that goes on there. `final` says that the source ends with the text. */
  rest(text: Buffer, final: boolean): LineRest;
}

/** The rest of a line, or as much of it as is there. */
interface LineRest {
  /** Bytes, the line break included. */
  readonly bytes: number;
  /** The line ends here. */
  readonly isEnd: boolean;
}

/** NDJSON's lines: LF ends one, and a CR in front of it belongs to the break. */
export const NEWLINES: Lines = {
  count: countNewlines,
  rest: (text) => {
    const end = lineEnd(text, 0);
    return { bytes: end ?? text.length, isEnd: end !== undefined };
  },
};

/** Offset just behind the newline that ends the line at `from`, or undefined where the bytes end first. */
export function lineEnd(text: Buffer, from: number): number | undefined {
  const newline = text.indexOf(LF, from);
  return newline < 0 ? undefined : newline + 1;
}

/** Newline bytes from `from` to just before `to`. */
function countNewlines(text: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(LF, from); at >= 0 && at < to; at = text.indexOf(LF, at + 1)) count += 1;
  return count;
}
