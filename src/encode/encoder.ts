/**
 * The contract of every encoder: source bytes in, the exact bytes a target receives out.
 *
 * An encoder keeps no state between calls. What it answers for a row depends on that row's bytes and number (and on the
 * limits) alone, never on how the source was cut into reads: that makes chunks, and so their keys, the same on every run.
 */
import type { ItemMaker, Position, Rejection } from '../record.js';
import type { Lines } from './lines.js';
import type { RowTemplate } from './row-template.js';

/** What every encoder is told about the items it makes. */
export interface ItemLimits {
  /** Stands behind every item; the chunk cuts the last one off again. */
  readonly separator: string;
  /** Bytes of the longest item, its separator included, that fits in an empty request. */
  readonly maxItemBytes: number;
  /**
   * Bytes of the longest source record, its line break included; at least 4.
   * What is said of a record depends on no more than these and the byte behind them, which also bounds the memory that a
   * reader needs.
   */
  readonly maxRecordBytes: number;
  /** The upsert's match key: a row in which it is missing, empty or null is rejected. */
  readonly required?: string;
  /** Makes the items, where the row's own fields aren't one. */
  readonly make?: ItemMaker;
  /** The same as `make` for all rows that it doesn't refer to that. Only beside `make`, and only for CSV. */
  readonly template?: RowTemplate;
}

/** What the chunk that is being filled can still take. */
export interface Room {
  /** At least one. */
  readonly rows: number;
  /** Bytes of items, the separator behind each of them included. Never more than `maxItemBytes`. */
  readonly bytes: number;
}

/** What one call made of the front of its input. */
export interface Encoded {
  /**
   * Bytes dealt with: up to the end of the last row or, when there was none, of the blank lines and comments in front.
   * Zero and not `full` means that the first record has no end in this input: offer it again with more behind it.
   */
  readonly consumed: number;
  /** Rows met: items and rejections. Blank lines and comments aren't rows. */
  readonly rows: number;
  /** Line breaks in what was consumed. */
  readonly lines: number;
  /** The accepted rows, each followed by the separator. A view on the encoder's memory, valid until its next call. */
  readonly items: Uint8Array;
  /** `ORIGIN_WIDTH` numbers an item: its end in `items`, then start and end of its row in the input. Also a view. */
  readonly origins: Uint32Array;
  /** In row order, with absolute positions. */
  readonly rejections: readonly Rejection[];
  /** The next row is sound and doesn't fit in the room. */
  readonly full: boolean;
  /** The last rejection's line goes on behind the input: what `Encoder.lines` calls its rest is part of it. */
  readonly openEnded: boolean;
}

/** Numbers of one item in `Encoded.origins`. */
export const ORIGIN_WIDTH = 3;

/** One source format. May be called again and again, for any part of a source that begins where a row does. */
export interface Encoder {
  /** What ends a line of the format. */
  readonly lines: Lines;

  /**
   * Encodes rows from the front of `input`, which begins at `at`, until the room is used up or the input is.
   * It may stop earlier, after any row. `final` says that the source ends where the input ends.
   */
  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded;
}

/** The position behind what one call consumed. An `openEnded` line's rest is the caller's to add. */
export function advance(position: Position, by: Pick<Encoded, 'consumed' | 'rows' | 'lines'>): Position {
  return { byte: position.byte + by.consumed, row: position.row + by.rows, line: position.line + by.lines };
}
