/** Reads an input file line by line, some at a time, from wherever an earlier look has stopped. */
import { Buffer, isUtf8 } from 'node:buffer';
import type { Database } from '../database.js';
import type { StoredFile } from './files.js';
import { contentFrom } from './pieces.js';

/** Bytes after which a slice ends: some twenty milliseconds of work, so that other requests are answered meanwhile. */
const SLICE = 500_000;

const NEWLINE = 0x0a;

export interface InputLine {
  /** Counted from 1; blank lines count. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** Bytes and lines that lie behind. */
export interface Place {
  readonly bytes: number;
  readonly lines: number;
}

export interface LineSlice {
  /** Without blank ones. */
  readonly lines: readonly InputLine[];
  readonly next: Place;
}

/** The next lines of a file, at least one unless it ends; a line is read whole, whatever its length. */
export function readLines(database: Database, file: StoredFile, from: Place): LineSlice {
  const bytes = readWholeLines(database, file, from.bytes);
  const lines: InputLine[] = [];
  let at = 0;
  let number = from.lines;
  while (at < bytes.length && at < SLICE) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline === -1 ? bytes.length : newline;
    number++;
    const line = bytes.subarray(at, end);
    if (!isBlank(line)) lines.push({ number, bytes: line });
    at = end + 1;
  }
  return { lines, next: { bytes: Math.min(from.bytes + at, file.bytes), lines: number } };
}

/** The value of a line. Throws SyntaxError. */
export function parseLine({ bytes }: InputLine): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  const value: unknown = JSON.parse(bytes.toString());
  return value;
}

/** What is there from a place on, up to the last line end in sight; at least one line, and at the end of the file all of it. */
function readWholeLines(database: Database, file: StoredFile, at: number): Buffer {
  const pieces: Buffer[] = [];
  let end = at;
  while (end < file.bytes) {
    const piece = contentFrom(database, file.id, end);
    if (piece.length === 0) break;
    const newline = piece.lastIndexOf(NEWLINE);
    end += piece.length;
    pieces.push(newline === -1 || end >= file.bytes ? piece : piece.subarray(0, newline + 1));
    if (newline !== -1) break;
  }
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
