/** Which line breaks a source's rows end with. */

export type LineBreak = 'LF' | 'CRLF' | 'CR';

const LF = 10;
const CR = 13;

/** The break that ends a row whose text reaches up to `end`, or undefined where it ends without one. */
export function lineBreakBefore(bytes: Uint8Array, end: number): LineBreak | undefined {
  const last = bytes[end - 1];
  if (last === LF) return bytes[end - 2] === CR ? 'CRLF' : 'LF';
  return last === CR ? 'CR' : undefined;
}
