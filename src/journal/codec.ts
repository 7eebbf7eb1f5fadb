/** A journal line: the entry as JSON, its number in the file and a CRC-32 of everything before the CRC. */
import { crc32 } from 'node:zlib';
import type { Entry } from './entry.js';

const CRC_TAIL = /^,"crc":"([0-9a-f]{8})"\}$/;
const CRC_TAIL_LENGTH = ',"crc":"00000000"}'.length;

/** The line of the `number`th entry (from 0), its newline included. */
export function encodeLine(entry: Entry, number: number): string {
  const text = JSON.stringify({ n: number, ...entry }).slice(0, -1);
  return `${text},"crc":"${hex(text)}"}\n`;
}

/** The entry on a line (without its newline), or undefined where the line is not what was written as number `number`. */
export function decodeLine(line: string, number: number): Entry | undefined {
  const text = line.slice(0, -CRC_TAIL_LENGTH);
  const crc = CRC_TAIL.exec(line.slice(-CRC_TAIL_LENGTH))?.[1];
  if (crc === undefined || crc !== hex(text)) return undefined;
  try {
    const { n, ...entry }: Entry & { n: number } = JSON.parse(`${text}}`);
    return n === number ? entry : undefined;
  } catch {
    // A CRC tells damage, not who wrote: it may fit what is no JSON.
    return undefined;
  }
}

function hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
