/**
 * Takes regular rows from the front of some NDJSON: AssemblyScript, compiled to WebAssembly. `ndjson-simd.ts` is its only caller.
 *
 * A line is regular if it is blank, or holds one sound JSON object of which nothing has to be known but its bytes. Where a line isn't,
 * for whatever reason, `run` ends in front of it and doesn't say why. It may refuse what is sound. It must never take what isn't.
 *
 * Behind the last line stands a newline, which the caller puts there. No text, number or blank goes past one, so nothing here asks
 * whether the input has ended. Blocks of 16 bytes are loaded and stored whole: `SLACK` bytes may be touched behind each region.
 */

const SLACK: u32 = 64;
/** The opening bracket of each array and object around a value. */
const LEVELS: u32 = 1024;
/** Levels of arrays and objects in each other, the row itself included: as many as the encoder for all rows takes. */
const MOST_LEVELS: u32 = 200;

/** Where the caller writes the separator, and how long it may be. */
export const SEPARATOR: u32 = 2048;
export const SEPARATOR_BYTES: u32 = 16;
/** Where the caller writes the match key, and how long it may be. */
export const REQUIRED: u32 = 4096;
export const REQUIRED_BYTES: u32 = 1024;
/** Three numbers an item: its end among the items, then where its line begins and ends in the input. */
export const ORIGINS: u32 = 8192;
export const MOST_ROWS: u32 = 16_384;
export const INPUT: u32 = ORIGINS + 12 * MOST_ROWS;
export const INPUT_BYTES: u32 = 1_048_576;
export const ITEMS: u32 = INPUT + INPUT_BYTES + SLACK;
export const ITEMS_BYTES: u32 = INPUT_BYTES + 16 * SLACK;

const PAGE: i32 = 65_536;
const PAGES: i32 = (<i32>(ITEMS + ITEMS_BYTES + SLACK) + PAGE - 1) / PAGE;
if (memory.size() < PAGES) memory.grow(PAGES - memory.size());

const LF: u8 = 0x0a;
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const OPEN_BRACKET: u8 = 0x5b;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
/** From either opening bracket to its closing one. */
const TO_CLOSING: u8 = 2;

/** Words as little-endian numbers. */
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const ALSE: u32 = 0x65736c61;
const EMPTY_TEXT: u16 = 0x2222;
/** `_batchctl_`, with which members begin that batchctl added: what such a row stands for isn't told here. */
const OWN_FRONT: u64 = 0x746368637461625f;
const OWN_REST: u16 = 0x5f6c;

/** Of the row at hand: the match key was met, or there is none to look for. */
let hasRequired: bool = false;
let requiredBytes: i32 = -1;

let newlines: u32 = 0;
/** Line breaks up to where the last run ended. */
export function lines(): u32 {
  return newlines;
}

/**
 * Takes regular rows, `most` at most, from the `length` bytes of the input, which end with a line. Their items, each followed by
 * the separator, take `room` bytes at most, and one of them `maxItem`; a line takes `maxRecord` at most, its break included.
 * `required` is the match key's length; below zero, there is none. Answers how many rows it took.
 */
export function run(
  length: u32,
  most: u32,
  room: u32,
  maxItem: u32,
  maxRecord: u32,
  separator: u32,
  required: i32,
): u32 {
  const end: usize = INPUT + length;
  let at: usize = INPUT;
  let item: usize = ITEMS;
  let rows: u32 = 0;
  let met: u32 = 0;
  newlines = 0;
  requiredBytes = required;
  while (at < end && rows < most) {
    const from = skipBlanks(at);
    const isBlank = load<u8>(from) == LF;
    const to = isBlank ? from : behindRow(from);
    if (to == 0) break;
    const newline = skipBlanks(to);
    if (load<u8>(newline) != LF) break;
    // The newline behind the input's end is none of it.
    const next = newline + <usize>(newline < end);
    if (<u32>(next - at) > maxRecord) break;
    met += <u32>(newline < end);
    if (!isBlank) {
      const bytes = <u32>(to - from) + separator;
      if (bytes > maxItem || <u32>(item - ITEMS) + bytes > room) break;
      copy(from, to, item);
      item += bytes;
      v128.store(item - separator, v128.load(SEPARATOR));
      const origin: usize = ORIGINS + 12 * rows;
      store<u32>(origin, <u32>(item - ITEMS));
      store<u32>(origin, <u32>(at - INPUT), 4);
      store<u32>(origin, <u32>(next - INPUT), 8);
      rows += 1;
      newlines = met;
    }
    at = next;
  }
  return rows;
}

/** What it writes too much, the next item overwrites. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize, into: usize): void {
  for (; from < to; from += 16, into += 16) v128.store(into, v128.load(from));
}

/** The first sign at `p` or behind it that isn't a blank within a line. */
// @ts-ignore: decorator
@inline
function skipBlanks(p: usize): usize {
  let sign = load<u8>(p);
  while (sign <= 0x20 && (sign == 0x20 || sign == 0x09 || sign == 0x0d)) sign = load<u8>(++p);
  return p;
}

/** Behind the object that stands at `p`, or 0 where that isn't a regular one. So is every `behind…`. */
function behindRow(p: usize): usize {
  if (load<u8>(p) != OPEN_BRACE) return 0;
  hasRequired = requiredBytes < 0;
  p = skipBlanks(p + 1);
  if (load<u8>(p) == CLOSE_BRACE) return hasRequired ? p + 1 : 0;
  while (true) {
    p = behindMember(p);
    if (p == 0) return 0;
    p = skipBlanks(p);
    const sign = load<u8>(p);
    if (sign == CLOSE_BRACE) return hasRequired ? p + 1 : 0;
    if (sign != COMMA) return 0;
    p = skipBlanks(p + 1);
  }
}

/** Of the row itself: here names tell something. */
// @ts-ignore: decorator
@inline
function behindMember(p: usize): usize {
  if (load<u8>(p) != QUOTE) return 0;
  const name = p + 1;
  const nameEnd = textStop(name);
  // An escape could spell any name.
  if (load<u8>(nameEnd) != QUOTE) return 0;
  if (load<u64>(name) == OWN_FRONT && load<u16>(name, 8) == OWN_REST) return 0;
  p = behindColon(nameEnd + 1);
  if (p == 0) return 0;
  if (isRequired(name, nameEnd)) {
    if (hasRequired || load<u16>(p) == EMPTY_TEXT || load<u32>(p) == NULL) return 0;
    hasRequired = true;
  }
  const sign = load<u8>(p);
  return sign == OPEN_BRACE || sign == OPEN_BRACKET ? behindNested(p) : behindScalar(p);
}

// @ts-ignore: decorator
@inline
function isRequired(name: usize, nameEnd: usize): bool {
  return <i32>(nameEnd - name) == requiredBytes && memory.compare(name, REQUIRED, <usize>requiredBytes) == 0;
}

/** An array or object and all that is in it. */
function behindNested(p: usize): usize {
  let depth: u32 = 1;
  while (true) {
    const sign = load<u8>(p);
    if (sign == OPEN_BRACE || sign == OPEN_BRACKET) {
      if (depth == MOST_LEVELS) return 0;
      store<u8>(LEVELS + depth, sign);
      depth += 1;
      p = skipBlanks(p + 1);
      if (load<u8>(p) != sign + TO_CLOSING) {
        if (sign == OPEN_BRACE) p = behindName(p);
        if (p == 0) return 0;
        continue;
      }
    } else {
      p = behindScalar(p);
      if (p == 0) return 0;
    }
    while (true) {
      p = skipBlanks(p);
      const open = load<u8>(LEVELS + depth - 1);
      const next = load<u8>(p++);
      if (next == COMMA) {
        p = skipBlanks(p);
        if (open == OPEN_BRACE) p = behindName(p);
        if (p == 0) return 0;
        break;
      }
      if (next != open + TO_CLOSING) return 0;
      depth -= 1;
      if (depth == 1) return p;
    }
  }
}

/** Of a nested object: behind the name, its colon and the blanks, where the value begins. */
function behindName(p: usize): usize {
  if (load<u8>(p) != QUOTE) return 0;
  p = behindText(p + 1);
  return p == 0 ? 0 : behindColon(p);
}

// @ts-ignore: decorator
@inline
function behindColon(p: usize): usize {
  p = skipBlanks(p);
  return load<u8>(p) == COLON ? skipBlanks(p + 1) : 0;
}

// @ts-ignore: decorator
@inline
function behindScalar(p: usize): usize {
  const sign = load<u8>(p);
  if (sign == QUOTE) return behindText(p + 1);
  if (sign == MINUS || isDigit(sign)) return behindNumber(p);
  const word = load<u32>(p);
  if (word == TRUE || word == NULL) return p + 4;
  return sign == 0x66 && load<u32>(p, 1) == ALSE ? p + 5 : 0;
}

/** The first quote, backslash or control character from `p` on. */
// @ts-ignore: decorator
@inline
function textStop(p: usize): usize {
  while (true) {
    const block = v128.load(p);
    const marks = v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH)));
    const stops = i8x16.bitmask(v128.or(marks, i8x16.le_u(block, i8x16.splat(0x1f))));
    if (stops != 0) return p + <usize>ctz(stops);
    p += 16;
  }
}

/** Behind the closing quote of the text that begins at `p`. */
// @ts-ignore: decorator
@inline
function behindText(p: usize): usize {
  while (true) {
    p = textStop(p);
    const sign = load<u8>(p);
    if (sign == QUOTE) return p + 1;
    if (sign != BACKSLASH) return 0;
    p = behindEscape(p + 1);
    if (p == 0) return 0;
  }
}

/** `p` is behind the backslash. */
function behindEscape(p: usize): usize {
  switch (load<u8>(p)) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return p + 1;
    case 0x75: // u
      return isHex(load<u8>(p, 1)) && isHex(load<u8>(p, 2)) && isHex(load<u8>(p, 3)) && isHex(load<u8>(p, 4))
        ? p + 5
        : 0;
    default:
      return 0;
  }
}

// @ts-ignore: decorator
@inline
function isHex(sign: u8): bool {
  const letter = sign | 0x20;
  return isDigit(sign) || (letter >= 0x61 && letter <= 0x66);
}

function behindNumber(p: usize): usize {
  if (load<u8>(p) == MINUS) p += 1;
  p = load<u8>(p) == ZERO ? p + 1 : behindDigits(p);
  if (p != 0 && load<u8>(p) == POINT) p = behindDigits(p + 1);
  if (p != 0 && (load<u8>(p) | 0x20) == 0x65) {
    const sign = load<u8>(++p);
    p = behindDigits(sign == 0x2b || sign == MINUS ? p + 1 : p);
  }
  return p;
}

/** One at least. */
// @ts-ignore: decorator
@inline
function behindDigits(p: usize): usize {
  const from = p;
  while (isDigit(load<u8>(p))) p += 1;
  return p == from ? 0 : p;
}

// @ts-ignore: decorator
@inline
function isDigit(sign: u8): bool {
  return <u8>(sign - ZERO) < 10;
}
