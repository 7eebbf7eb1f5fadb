/** A journal line: the entry as JSON, its number in the file as the first member, and a CRC-32 of everything before it as the last. */
import { crc32 } from 'node:zlib';
import type { Entry } from './entry.js';

const TAIL_LENGTH = tail('').length;

/** The line of the `number`th entry (from 0), its newline included. */
export function encodeLine(entry: Entry, number: number): string {
  const text = `${head(number)}${JSON.stringify(entry).slice(1, -1)}`;
  return `${text}${tail(text)}\n`;
}

/** The entry on a line (without its newline), or undefined where the line is not what was written as number `number`. */
export function decodeLine(line: Buffer, number: number): Entry | undefined {
  const start = head(number);
  const end = line.length - TAIL_LENGTH;
  if (end < start.length || line.toString('latin1', 0, start.length) !== start) return undefined;
  if (line.toString('latin1', end) !== tail(line.subarray(0, end))) return undefined;
  try {
    return JSON.parse(`{${line.toString('utf8', start.length, end)}}`);
  } catch {
    // A CRC tells damage, not who wrote: it may fit what is no JSON.
    return undefined;
  }
}

/** Some entry was written as this line, whatever its number. */
export function isWhole(line: Buffer): boolean {
  const number = /^\{"n":(\d+),/.exec(line.toString('latin1', 0, 40))?.[1];
  return number !== undefined && decodeLine(line, Number(number)) !== undefined;
}

function head(number: number): string {
  return `{"n":${number},`;
}

function tail(text: string | Buffer): string {
  return `,"crc":"${crc32(text).toString(16).padStart(8, '0')}"}`;
}
