/** Where each chunk lies in the source: a few numbers of every one, in columns, so that a million of them take 32 MB. */
import type { Position } from '../record.js';

/** Byte, row and line of its end; CRC-32 of its bytes. */
const WIDTH = 4;
const FIRST_CHUNKS = 64;

/** As much of a chunk's INTENT as is kept for ever. */
export interface Cut {
  readonly start: Position;
  readonly end: Position;
  readonly crc: number;
}

/** What a table can be made again from. */
export interface TableCopy {
  readonly count: number;
  readonly first: Position | null;
  readonly whole: { readonly chunks: number; readonly rows: number };
  readonly receipts: readonly (string | null)[];
}

/** The chunks, by their number from 0. Each begins where the one before it ends. */
export class ChunkTable {
  #columns = new Float64Array(FIRST_CHUNKS * WIDTH);
  #count = 0;
  #first: Position | undefined;
  /** The ids of jobs, of those chunks that were accepted whole by one. */
  #receipts: (string | null)[] = [];
  #whole = { chunks: 0, rows: 0 };

  get count(): number {
    return this.#count;
  }

  /** Chunks of which there is nothing else to say than that every row of theirs was accepted. */
  get whole(): { readonly chunks: number; readonly rows: number } {
    return this.#whole;
  }

  /** Throws where the chunk doesn't begin at the end of the one before. */
  add({ start, end, crc }: Cut): void {
    const at = this.#count === 0 ? start : this.end(this.#count - 1);
    if (start.byte !== at.byte || start.row !== at.row) {
      const where = `begins at byte ${start.byte}, row ${start.row + 1}`;
      throw new Error(`chunk ${this.#count} ${where}, not where the one before ends`);
    }
    this.#first ??= start;
    const from = this.#count * WIDTH;
    if (from === this.#columns.length) this.#grow(from * 2);
    this.#columns.set([end.byte, end.row, end.line, crc], from);
    this.#count += 1;
  }

  /** Every row of a chunk was accepted, by this job where there was one. Once for each chunk. */
  addWhole(chunk: number, receipt: string | undefined): void {
    this.#whole = { chunks: this.#whole.chunks + 1, rows: this.#whole.rows + this.rows(chunk) };
    if (receipt === undefined) return;
    while (this.#receipts.length < chunk) this.#receipts.push(null);
    this.#receipts[chunk] = receipt;
  }

  start(chunk: number): Position {
    return chunk === 0 && this.#first !== undefined ? this.#first : this.end(chunk - 1);
  }

  end(chunk: number): Position {
    const [byte = 0, row = 0, line = 0] = this.#columns.subarray(chunk * WIDTH, (chunk + 1) * WIDTH);
    return { byte, row, line };
  }

  /** Of the source's bytes from its start to its end. */
  crc(chunk: number): number {
    return this.#columns[chunk * WIDTH + WIDTH - 1] ?? 0;
  }

  rows(chunk: number): number {
    return this.end(chunk).row - this.start(chunk).row;
  }

  /** The ids of the jobs that accepted whole chunks. */
  get receipts(): readonly (string | null)[] {
    return this.#receipts;
  }

  /** What a table needs, beside the bytes of `columns`, to be made again. */
  copy(): TableCopy {
    return { count: this.#count, first: this.#first ?? null, whole: this.#whole, receipts: this.#receipts };
  }

  /** As the machine keeps numbers: for the same machine only. Shares the table's memory. */
  columns(): Uint8Array {
    return new Uint8Array(this.#columns.buffer, 0, ChunkTable.bytes(this));
  }

  /** Of the columns of so many chunks. */
  static bytes({ count }: { readonly count: number }): number {
    return count * WIDTH * Float64Array.BYTES_PER_ELEMENT;
  }

  static from({ count, first, whole, receipts }: TableCopy, columns: Uint8Array): ChunkTable {
    const table = new ChunkTable();
    table.#count = count;
    table.#columns = new Float64Array(Math.max(FIRST_CHUNKS, count) * WIDTH);
    new Uint8Array(table.#columns.buffer).set(columns);
    table.#first = first ?? undefined;
    table.#whole = whole;
    table.#receipts = receipts.slice();
    return table;
  }

  #grow(length: number): void {
    const columns = new Float64Array(length);
    columns.set(this.#columns);
    this.#columns = columns;
  }
}
