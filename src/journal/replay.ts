/** Reading a journal back: every byte-prefix of one is a valid journal, damage anywhere else is not. */
import { fstatSync, readSync } from 'node:fs';
import type { Known } from './checkpoint.js';
import { decodeLine, isWhole } from './codec.js';
import { fold } from './fold.js';
import type { JournalState } from './state.js';

const PIECE_BYTES = 1024 * 1024;
const LF = 10;
/** The one that BEGIN names today. */
const FORMAT = 1;

export interface Replay {
  readonly state: JournalState | undefined;
  /** Entries read. */
  readonly entries: number;
  /** Bytes that are whole entries. What is behind them was being written when the machine stopped. */
  readonly bytes: number;
  /** The last entry is whole but for its newline. */
  readonly isUnended: boolean;
}

/** A line that isn't what was written, with whole ones behind it: not the mark of a crash. */
export class DamagedJournal extends Error {
  override readonly name = 'DamagedJournal';
  readonly line: number;

  constructor(line: number, why: string) {
    super(`line ${line} ${why}`);
    this.line = line;
  }
}

/** A journal that another version wrote, in a format of its own: what is in it can't be known here. */
export class ForeignJournal extends Error {
  override readonly name = 'ForeignJournal';
  /** The version of batchctl that began it. */
  readonly version: string;

  constructor(version: string, format: number) {
    super(`was written by batchctl ${version}, in format ${format}, and this version knows format ${FORMAT}`);
    this.version = version;
  }
}

/**
 * Folds the journal in an open file, piece by piece, from behind what is `known` of it; whose state is the caller's no longer. Throws
 * DamagedJournal or ForeignJournal.
 */
export function replay(fd: number, known?: Known): Replay {
  const reader = new Reader(known);
  // Most journals are far shorter; one that grows meanwhile is read on all the same.
  const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, fstatSync(fd).size + 1));
  for (let position = known?.bytes ?? 0; ;) {
    const read = readSync(fd, piece, 0, piece.length, position);
    if (read === 0) return reader.finish();
    position += read;
    reader.add(piece.subarray(0, read));
  }
}

class Reader {
  #state: JournalState | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #entries: number;
  #bytes: number;
  /** The first line that can't be read: only good while no whole entry stands behind it. */
  #badLine: number | undefined;
  #lines: number;

  constructor(known: Known | undefined) {
    this.#state = known?.state;
    this.#entries = known?.entries ?? 0;
    this.#bytes = known?.bytes ?? 0;
    this.#lines = this.#entries;
  }

  add(piece: Buffer): void {
    let text = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    for (let end = text.indexOf(LF); end >= 0; end = text.indexOf(LF)) {
      this.#line(text.subarray(0, end), end + 1);
      text = text.subarray(end + 1);
    }
    this.#rest = Buffer.from(text);
  }

  finish(): Replay {
    const entries = this.#entries;
    if (this.#rest.length > 0) this.#line(this.#rest, this.#rest.length);
    const isUnended = this.#entries > entries && this.#rest.length > 0;
    return { state: this.#state, entries: this.#entries, bytes: this.#bytes, isUnended };
  }

  #line(line: Buffer, bytes: number): void {
    this.#lines += 1;
    if (this.#badLine !== undefined) {
      if (isWhole(line)) throw new DamagedJournal(this.#badLine, 'is damaged');
      return;
    }
    const entry = decodeLine(line, this.#entries);
    if (entry === undefined) {
      if (isWhole(line)) throw new DamagedJournal(this.#lines, 'is out of order');
      this.#badLine = this.#lines;
      return;
    }
    if (entry.type === 'BEGIN') assertKnown(entry);
    try {
      this.#state = fold(this.#state, entry);
    } catch (error) {
      throw new DamagedJournal(this.#lines, `makes no sense: ${String(error)}`);
    }
    this.#entries += 1;
    this.#bytes += bytes;
  }
}

function assertKnown({ format, batchctl }: { readonly format: number; readonly batchctl: string }): void {
  if (format !== FORMAT) throw new ForeignJournal(batchctl, format);
}
