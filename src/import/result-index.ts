/** Where in some result files the line of each item stands: the lines come in any order, and are never held together. */
import { createReadStream } from 'node:fs';
import type { ItemRefusal } from '../record.js';
import type { ResultLine } from '../target/verdict.js';

const LF = 10;
/** A line that is longer can't be held, and is no answer to a row. Bytes. */
const MOST_LINE = 268_435_456;

/** A line's bytes in a file. */
export interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export class ResultIndex {
  /** Positions of items by their row number. */
  readonly #positions: ReadonlyMap<number, number>;
  readonly #rows: readonly number[];
  readonly #places: (Place | undefined)[];
  readonly refused: ItemRefusal[] = [];

  /** `rows` are the row numbers of the items, in order. */
  constructor(rows: readonly number[]) {
    this.#positions = new Map(rows.map((row, position) => [row, position]));
    this.#rows = rows;
    this.#places = rows.map(() => undefined);
  }

  /** The row number of an item. */
  rowAt(position: number): number {
    return this.#rows[position] ?? 0;
  }

  /** In the order of the items; those without a result are left out. */
  *places(): Generator<readonly [position: number, place: Place]> {
    for (const [position, place] of this.#places.entries()) if (place !== undefined) yield [position, place];
  }

  /** Items that no line stands for. */
  get missing(): number[] {
    return [...this.#places.keys()].filter((position) => this.#places[position] === undefined);
  }

  /** Reads one file. Answers with what makes it unbelievable, if anything does. */
  async read(path: string, readLine: (line: string) => ResultLine | undefined): Promise<string | undefined> {
    try {
      return await this.#read(path, readLine);
    } catch (error) {
      if (error instanceof LineTooLong) return error.message;
      throw error;
    }
  }

  async #read(path: string, readLine: (line: string) => ResultLine | undefined): Promise<string | undefined> {
    for await (const { text, start, end } of linesOf(path)) {
      if (text.trim() === '') continue;
      const line = readLine(text);
      if (line === undefined) return `holds a line that is no result: ${text.slice(0, 100)}`;
      const position = this.#positions.get(line.row);
      if (position === undefined) return `speaks of row ${line.row}, which was not in the request`;
      if (this.#places[position] !== undefined) return `answers row ${line.row} twice`;
      this.#places[position] = { path, start, end };
      if (line.refusal !== undefined) this.refused.push({ index: position, ...line.refusal });
    }
    return undefined;
  }
}

class LineTooLong extends Error {
  constructor(start: number) {
    super(`holds a line of more than ${MOST_LINE} bytes, from byte ${start} on`);
  }
}

interface FoundLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A file's lines and where they stand. Split at LF alone: other line separators may stand inside a string. */
export async function* linesOf(path: string): AsyncGenerator<FoundLine> {
  let rest: Buffer[] = [];
  let start = 0;
  let at = 0;
  for await (const piece of createReadStream(path)) {
    const bytes = Buffer.from(piece);
    let from = 0;
    for (let newline = bytes.indexOf(LF); newline >= 0; newline = bytes.indexOf(LF, from)) {
      rest.push(bytes.subarray(from, newline));
      yield { text: Buffer.concat(rest).toString(), start, end: at + newline };
      rest = [];
      from = newline + 1;
      start = at + from;
    }
    rest.push(bytes.subarray(from));
    at += bytes.length;
    if (at - start > MOST_LINE) throw new LineTooLong(start);
  }
  if (at > start) yield { text: Buffer.concat(rest).toString(), start, end: at };
}
