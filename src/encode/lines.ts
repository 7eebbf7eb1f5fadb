/** Lines as bytes: what every format here agrees on. A line ends with LF; a CR in front of that belongs to the break. */

export const LF = 10;
export const CR = 13;

/** Offset just behind the newline that ends the line at `from`, or undefined where the bytes end first. */
export function lineEnd(text: Buffer, from: number): number | undefined {
  const newline = text.indexOf(LF, from);
  return newline < 0 ? undefined : newline + 1;
}

/** Newline bytes from `from` to just before `to`. */
export function countNewlines(text: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(LF, from); at >= 0 && at < to; at = text.indexOf(LF, at + 1)) count += 1;
  return count;
}

/** Offset of the first byte at or after `from` that isn't part of an empty line. A CR at the very end may be text. */
export function skipEmptyLines(text: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    if (text[at] === LF) at += 1;
    else if (text[at] === CR && text[at + 1] === LF) at += 2;
    else return at;
  }
}
