// Rows as they are: every column under its own name, as text. One pass: what stands between the values is copied, then the value.

import { behindLineBreak, BLOCK, columns, CR, delimiter, LF, NONE, PLACE, QUOTE } from './csv-bytes.as';
import { copyBytes, copyPlain, writeEscape } from './csv-text.as';

/**
 * The table of the template's pieces: before each column's value, with the quote that opens it and the one that closes the value
 * before; then what stands behind the last value.
 */
let template: usize = 0;
/** The column of the match key, or -1. */
let required: i32 = -1;
/** The item that the header would be, and its length: zero where a record may look like it. */
let header: usize = 0;
let headerBytes: usize = 0;

/** Set with each record that is taken: behind its item. */
export let itemEnd: usize = 0;

/** `requiredColumn` may be -1, and `headerItemBytes` 0. */
export function describePlain(requiredColumn: i32, templateAt: usize, headerAt: usize, headerItemBytes: usize): void {
  required = requiredColumn;
  template = templateAt;
  header = headerAt;
  headerBytes = headerItemBytes;
}

/** Writes the item of the record at `from` to `to`: behind the record's line break, or NONE where it isn't taken. */
export function takePlain(from: usize, end: usize, to: usize, limit: usize): usize {
  const last = columns - 1;
  let source = from;
  let target = to;
  for (let column = 0; column <= last; column += 1) {
    target = writePiece(column, target, limit);
    if (target == NONE) return NONE;
    const value = target;
    if (load<u8>(source) == QUOTE) {
      source += 1;
      for (;;) {
        const run = copyPlain(source, target, false);
        source += run;
        target += run;
        if (target > limit) return NONE;
        if (run == BLOCK) continue;
        if (source >= end) return NONE;
        const sign: u32 = load<u8>(source);
        source += 1;
        if (sign == QUOTE) {
          if (load<u8>(source) != QUOTE) break;
          source += 1;
        }
        target = writeEscape(sign, target);
      }
    } else {
      for (;;) {
        const run = copyPlain(source, target, true);
        source += run;
        target += run;
        if (target > limit) return NONE;
        if (run == BLOCK) continue;
        const sign: u32 = load<u8>(source);
        if (sign == delimiter || sign == LF || sign == CR) break;
        if (sign == QUOTE) return NONE;
        target = writeEscape(sign, target);
        source += 1;
      }
    }
    if (target == value && column == required) return NONE;
    if (column == last) break;
    if (load<u8>(source) != delimiter) return NONE;
    source += 1;
  }
  const next = behindLineBreak(source);
  if (next == NONE) return NONE;
  target = writePiece(columns, target, limit);
  if (target == NONE || isHeader(to, target)) return NONE;
  itemEnd = target;
  return next;
}

/** Behind the piece before a column's value, or behind the last one's. NONE: it would end behind `limit`. */
@inline
function writePiece(index: i32, target: usize, limit: usize): usize {
  const piece = template + <usize>index * PLACE;
  return copyBytes(<usize>load<u32>(piece), <usize>load<u32>(piece, 4), target, limit);
}

/** Is this item the one that the header would be? Of one template, equal items have equal values. */
function isHeader(from: usize, to: usize): bool {
  if (to - from != headerBytes) return false;
  for (let at: usize = 0; at < headerBytes; at += 1) {
    if (load<u8>(from + at) != load<u8>(header + at)) return false;
  }
  return true;
}
