// Records taken apart: where each of their cells is. For rows that are to be made into something else, in whatever order.

import { behindLineBreak, BLOCK, columns, CR, delimiter, LF, NONE, PLACE, QUOTE } from './csv-bytes.as';

/** Of one cell of the record that was divided last: from where to where its text stands, four bytes each. */
const CELL: usize = 8;

let cells: usize = 0;
let cellsEnd: usize = 0;
/** A table of where the columns' names are, with quotes doubled; NONE where a record may look like the header. */
let names: usize = 0;

/** After `describeRecords`. `namesAt` may be NONE. */
export function describeCells(cellsAt: usize, namesAt: usize): void {
  cells = cellsAt;
  cellsEnd = cellsAt + <usize>columns * CELL;
  names = namesAt;
}

/** Where the text of a cell begins, quotes around it left out; those in it are doubled still. */
@inline
export function cellStart(column: usize): usize {
  return <usize>load<u32>(cells + column * CELL);
}

/** Behind that text. */
@inline
export function cellEnd(column: usize): usize {
  return <usize>load<u32>(cells + column * CELL, 4);
}

/** Finds the cells of the record at `from`: behind its line break, or NONE where it isn't regular. */
export function divide(from: usize, end: usize): usize {
  let source = from;
  let cell = cells;
  for (;;) {
    if (load<u8>(source) == QUOTE) {
      source += 1;
      store<u32>(cell, <u32>source);
      source = closingQuote(source, end);
      if (source == NONE) return NONE;
      store<u32>(cell, <u32>source, 4);
      source += 1;
    } else {
      store<u32>(cell, <u32>source);
      source = bareEnd(source);
      store<u32>(cell, <u32>source, 4);
    }
    cell += CELL;
    if (cell == cellsEnd) break;
    if (load<u8>(source) != delimiter) return NONE;
    source += 1;
  }
  return behindLineBreak(source);
}

/** The first sign that can't be in a cell without quotes. An LF stands behind every input. */
@inline
function bareEnd(from: usize): usize {
  let source = from;
  let mask = bareEnds(source);
  while (mask == 0) {
    source += BLOCK;
    mask = bareEnds(source);
  }
  return source + <usize>ctz(mask);
}

/** Which bytes of a block are such signs. */
@inline
function bareEnds(source: usize): i32 {
  const block = v128.load(source);
  const lineEnd = v128.or(i8x16.eq(block, i8x16.splat(<i8>LF)), i8x16.eq(block, i8x16.splat(<i8>CR)));
  const quote = i8x16.eq(block, i8x16.splat(<i8>QUOTE));
  const other = i8x16.eq(block, i8x16.splat(<i8>delimiter));
  return i8x16.bitmask(v128.or(lineEnd, v128.or(quote, other)));
}

/** The first quote that isn't doubled, or NONE. */
function closingQuote(from: usize, end: usize): usize {
  let source = from;
  while (source < end) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(source), i8x16.splat(<i8>QUOTE)));
    if (mask == 0) {
      source += BLOCK;
      continue;
    }
    source += <usize>ctz(mask);
    if (source >= end) return NONE;
    if (load<u8>(source, 1) != QUOTE) return source;
    source += 2;
  }
  return NONE;
}

/** Does the record that was divided last say what the header says? */
export function isHeader(): bool {
  if (names == NONE) return false;
  let name = names;
  for (let cell = cells; cell < cellsEnd; cell += CELL) {
    const start = <usize>load<u32>(cell);
    if (!isText(start, <usize>load<u32>(cell, 4), <usize>load<u32>(name), <usize>load<u32>(name, 4))) return false;
    name += PLACE;
  }
  return true;
}

/** Are the bytes from `from` to `end` those at `text`, of which there are `bytes`? */
export function isText(from: usize, end: usize, text: usize, bytes: usize): bool {
  if (end - from != bytes) return false;
  for (let at: usize = 0; at < bytes; at += 1) {
    if (load<u8>(from + at) != load<u8>(text + at)) return false;
  }
  return true;
}
