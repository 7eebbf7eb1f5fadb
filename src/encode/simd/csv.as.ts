// CSV records to JSON items, 16 bytes at a time. AssemblyScript, compiled to WebAssembly by scripts/build.js.
//
// It takes regular records from the front of a text, and stops before the first that is none: another number of fields, a quote where
// none may be, a lone CR, no line break yet, an item without room, an empty match key, the header again. It never says which: whoever
// called it asks the reference encoder, and that knows. So nothing in here has to be right about broken records but that they are no
// regular ones.
//
// The host lays out the memory (src/encode/csv-simd-memory.ts). Whole blocks are loaded and stored: behind the input, the template and
// the items two blocks have to be free.

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const TAB: u32 = 0x09;
const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const BLANK: u32 = 0x20;

const BLOCK: usize = 16;
/** Of one entry of the template's table: address and length of a piece, four bytes each. */
const PIECE: usize = 8;
/** Of one record's origin: where its item ends, and where it itself begins and ends. */
const ORIGIN: usize = 12;
/** What stands for a record, an item or a piece that isn't taken: no address that is ever used. */
const NONE: usize = 0;

/**
 * The table of the template's pieces: before each column's value, with the quote that opens it and the one that closes the value
 * before; then what stands behind the last value.
 */
let template: usize = 0;
let columns: i32 = 0;
/** The item that the header would be, and its length: zero where a record may look like it. */
let header: usize = 0;
let headerBytes: usize = 0;
let origins: usize = 0;
let input: usize = 0;
let items: usize = 0;
let delimiter: u32 = 0;
/** The column of the match key, or -1. */
let required: i32 = -1;
/** Of the longest record, its line break included. */
let longest: usize = 0;

/** Set with each record that is taken: behind its item. */
let itemEnd: usize = 0;

/** Where things are: addresses. */
export function arrange(templateAt: usize, headerAt: usize, originsAt: usize, inputAt: usize, itemsAt: usize): void {
  template = templateAt;
  header = headerAt;
  origins = originsAt;
  input = inputAt;
  items = itemsAt;
}

/** What records are like. */
export function describe(
  columnCount: i32,
  delimiterByte: u32,
  requiredColumn: i32,
  longestRecord: usize,
  headerItemBytes: usize,
): void {
  columns = columnCount;
  delimiter = delimiterByte;
  required = requiredColumn;
  longest = longestRecord;
  headerBytes = headerItemBytes;
}

/**
 * Takes `most` records at most from the first `bytes` of the input, as long as their items, the separators included, fit into `room`
 * bytes. Answers how many; empty lines between them are passed over. The byte behind the input is overwritten.
 */
export function take(bytes: usize, room: usize, most: u32): u32 {
  const end = input + bytes;
  const limit = items + room;
  // Every run of bytes ends here at the latest. A record that ends with it is none: its line break isn't the source's.
  store<u8>(end, <u8>LF);
  let origin = origins;
  let source = input;
  let target = items;
  let taken: u32 = 0;
  for (; taken < most; taken += 1) {
    const start = behindEmptyLines(source, end);
    if (start >= end) break;
    const next = takeRecord(start, end, target, limit);
    if (next == NONE) break;
    source = next;
    target = itemEnd;
    store<u32>(origin, <u32>(target - items));
    store<u32>(origin, <u32>(start - input), 4);
    store<u32>(origin, <u32>(next - input), 8);
    origin += ORIGIN;
  }
  return taken;
}

/** Line breaks in the first `bytes` of the input, which don't end between CR and LF: each LF is one, and each CR without an LF behind it. */
export function lineBreaks(bytes: usize): u32 {
  const lf = i8x16.splat(<i8>LF);
  const cr = i8x16.splat(<i8>CR);
  const end = input + bytes;
  let source = input;
  let count: u32 = 0;
  for (; source + BLOCK <= end; source += BLOCK) {
    const block = v128.load(source);
    const loneCr = v128.andnot(i8x16.eq(block, cr), i8x16.eq(v128.load(source, 1), lf));
    count += popcnt<u32>(<u32>i8x16.bitmask(v128.or(i8x16.eq(block, lf), loneCr)));
  }
  for (; source < end; source += 1) {
    const sign: u32 = load<u8>(source);
    count += u32(sign == LF || (sign == CR && load<u8>(source, 1) != LF));
  }
  return count;
}

function behindEmptyLines(from: usize, end: usize): usize {
  let source = from;
  while (source < end) {
    const sign: u32 = load<u8>(source);
    if (sign == LF) source += 1;
    else if (sign == CR && source + 1 < end && load<u8>(source, 1) == LF) source += 2;
    else break;
  }
  return source;
}

/** Writes the item of the record at `from` to `to`: behind the record's line break, or NONE where it isn't taken. */
function takeRecord(from: usize, end: usize, to: usize, limit: usize): usize {
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
  if (next == NONE || next > end || next - from > longest) return NONE;
  target = writePiece(columns, target, limit);
  if (target == NONE || isHeader(to, target)) return NONE;
  itemEnd = target;
  return next;
}

/** Behind the LF or CRLF at `source`, or NONE where neither stands. */
@inline
function behindLineBreak(source: usize): usize {
  const sign: u32 = load<u8>(source);
  if (sign == LF) return source + 1;
  return sign == CR && load<u8>(source, 1) == LF ? source + 2 : NONE;
}

/**
 * Copies one block, and answers how many of its first bytes mean the same in JSON; what was copied behind them is to be overwritten.
 * Outside of quotes the delimiter isn't one of them.
 */
@inline
function copyPlain(source: usize, target: usize, isBare: bool): usize {
  const block = v128.load(source);
  v128.store(target, block);
  const control = i8x16.lt_u(block, i8x16.splat(<i8>BLANK));
  const quote = i8x16.eq(block, i8x16.splat(<i8>QUOTE));
  const backslash = i8x16.eq(block, i8x16.splat(<i8>BACKSLASH));
  let special = v128.or(control, v128.or(quote, backslash));
  if (isBare) special = v128.or(special, i8x16.eq(block, i8x16.splat(<i8>delimiter)));
  const mask = i8x16.bitmask(special);
  return mask == 0 ? BLOCK : <usize>ctz(mask);
}

/** Behind the piece before a column's value, or behind the last one's. NONE: it would end behind `limit`. */
@inline
function writePiece(index: i32, target: usize, limit: usize): usize {
  const piece = template + <usize>index * PIECE;
  const from = <usize>load<u32>(piece);
  const end = target + <usize>load<u32>(piece, 4);
  if (end > limit) return NONE;
  const shift = from - target;
  for (let to = target; to < end; to += BLOCK) v128.store(to, v128.load(to + shift));
  return end;
}

/** A quote, a backslash or a control character as JSON.stringify writes it; six bytes at most. */
function writeEscape(sign: u32, target: usize): usize {
  const letter = escapeLetter(sign);
  store<u8>(target, <u8>BACKSLASH);
  if (letter != 0) {
    store<u8>(target, <u8>letter, 1);
    return target + 2;
  }
  const low = sign & 15;
  store<u32>(target, 0x30303075, 1); // u000
  store<u8>(target, <u8>(0x30 + (sign >> 4)), 4);
  store<u8>(target, <u8>(low < 10 ? 0x30 + low : 0x61 - 10 + low), 5);
  return target + 6;
}

/** What stands behind the backslash, or 0 where it takes a number. */
function escapeLetter(sign: u32): u32 {
  switch (sign) {
    case QUOTE:
    case BACKSLASH:
      return sign;
    case LF:
      return 0x6e; // n
    case CR:
      return 0x72; // r
    case TAB:
      return 0x74; // t
    case 0x08:
      return 0x62; // b
    case 0x0c:
      return 0x66; // f
    default:
      return 0;
  }
}

/** Is this item the one that the header would be? Of one template, equal items have equal values. */
function isHeader(from: usize, to: usize): bool {
  if (to - from != headerBytes) return false;
  for (let at: usize = 0; at < headerBytes; at += 1) {
    if (load<u8>(from + at) != load<u8>(header + at)) return false;
  }
  return true;
}
