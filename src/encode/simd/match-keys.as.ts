/**
 * Finds the match value of each item of a request, and makes a number of it: AssemblyScript, compiled to WebAssembly. `match-keys.ts` is
 * its only caller, and says what the numbers are for.
 *
 * The items are sound JSON objects, each but the last one with a separator behind it. Of what isn't understood nothing is guessed: `run`
 * answers with -1. Behind the last item stands a zero, which the caller puts there: nothing goes on behind one. Blocks of 16 bytes are
 * loaded whole, also as far behind the end as the key's name is long.
 */
import { behindFlat, isForFlat, matchValue } from './flat-item.as';
import { markOfScalar, markOfText } from './match-mark.as';

/** Where the caller writes the match key's name, and how long it may be. */
export const KEY: u32 = 1024;
export const KEY_BYTES: u32 = 1024;
/** One f64 an item: the caller puts the items behind them. */
export const MARKS: u32 = 4096;

const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN_BRACKET: u8 = 0x5b;
const BACKSLASH: u8 = 0x5c;
const CLOSE_BRACKET: u8 = 0x5d;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;

let keyBytes: usize = 0;
/** Of the item at hand; 0 where the match value wasn't met yet. */
let mark: u64 = 0;

/** Writes the mark of each item in the `length` bytes at `input`. Answers how many there are; -1 where one of them has none. */
export function run(input: usize, length: usize, key: usize): i32 {
  const end = input + length;
  let rows: i32 = 0;
  let p = input;
  keyBytes = key;
  const mayBeFlat = key > 0 && isForFlat(KEY);
  while (true) {
    while (p < end && load<u8>(p) != OPEN_BRACE) p += 1;
    if (p >= end) return rows;
    mark = 0;
    const flat = mayBeFlat ? behindFlat(p + 1, KEY, key) : 0;
    if (flat == 0) p = behindItem(p + 1);
    else p = matchValue != 0 && behindMatchValue(skipBlanks(matchValue)) != 0 ? flat : 0;
    if (p == 0 || mark == 0) return -1;
    store<f64>(MARKS + 8 * rows, <f64>mark);
    rows += 1;
  }
}

/** Behind the object whose brace stands before `p`, or 0 where it isn't understood. So is every `behind…`. */
function behindItem(p: usize): usize {
  p = skipBlanks(p);
  if (load<u8>(p) == CLOSE_BRACE) return p + 1;
  while (true) {
    p = behindMember(p);
    if (p == 0) return 0;
    p = skipBlanks(p);
    const sign = load<u8>(p);
    if (sign == CLOSE_BRACE) return p + 1;
    if (sign != COMMA) return 0;
    p = skipBlanks(p + 1);
  }
}

// @ts-ignore: decorator
@inline
function behindMember(p: usize): usize {
  if (load<u8>(p) != QUOTE) return 0;
  const name = p + 1;
  const nameEnd = textStop(name);
  // An escape could spell any name.
  if (load<u8>(nameEnd) != QUOTE) return 0;
  p = skipBlanks(nameEnd + 1);
  if (load<u8>(p) != COLON) return 0;
  p = skipBlanks(p + 1);
  return nameEnd - name == keyBytes && memory.compare(name, KEY, keyBytes) == 0 ? behindMatchValue(p) : behindValue(p);
}

/** Also 0 where the value is too unusual for a mark, or isn't the item's only one. */
function behindMatchValue(p: usize): usize {
  // Of two, it isn't known which one counts.
  if (mark != 0) return 0;
  const isText = load<u8>(p) == QUOTE;
  const end = isText ? textStop(p + 1) : behindScalar(p);
  if (isText && load<u8>(end) != QUOTE) return 0;
  mark = isText ? markOfText(p + 1, end) : markOfScalar(p, end);
  return mark == 0 ? 0 : end + <usize>isText;
}

// @ts-ignore: decorator
@inline
function behindValue(p: usize): usize {
  const sign = load<u8>(p);
  if (sign == QUOTE) return behindText(p + 1);
  return sign == OPEN_BRACE || sign == OPEN_BRACKET ? behindNested(p + 1) : behindScalar(p);
}

/** Behind the closing quote of the text that begins at `p`. */
// @ts-ignore: decorator
@inline
function behindText(p: usize): usize {
  while (true) {
    p = textStop(p);
    const sign = load<u8>(p);
    if (sign == QUOTE) return p + 1;
    if (sign != BACKSLASH || load<u8>(p, 1) == 0) return 0;
    p += 2;
  }
}

/** Behind the array or object whose bracket stands before `p`. */
function behindNested(p: usize): usize {
  for (let depth: u32 = 1; depth > 0; ) {
    const sign = load<u8>(p);
    if (sign == 0) return 0;
    p += 1;
    if (sign == OPEN_BRACE || sign == OPEN_BRACKET) depth += 1;
    else if (sign == CLOSE_BRACE || sign == CLOSE_BRACKET) depth -= 1;
    else if (sign == QUOTE) {
      p = behindText(p);
      if (p == 0) return 0;
    }
  }
  return p;
}

/** Behind a number or a word. */
// @ts-ignore: decorator
@inline
function behindScalar(p: usize): usize {
  let sign = load<u8>(p);
  while (sign > SPACE && sign != COMMA && sign != CLOSE_BRACE) sign = load<u8>(++p);
  return p;
}

/** The first quote, backslash or control character from `p` on. */
// @ts-ignore: decorator
@inline
function textStop(p: usize): usize {
  while (true) {
    const block = v128.load(p);
    const marks = v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH)));
    const stops = i8x16.bitmask(v128.or(marks, i8x16.lt_u(block, i8x16.splat(SPACE))));
    if (stops != 0) return p + <usize>ctz(stops);
    p += 16;
  }
}

// @ts-ignore: decorator
@inline
function skipBlanks(p: usize): usize {
  let sign = load<u8>(p);
  while (sign <= SPACE && sign != 0) sign = load<u8>(++p);
  return p;
}
