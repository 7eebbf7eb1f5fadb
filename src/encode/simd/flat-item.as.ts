/**
 * The usual item, 16 bytes at a time: no bracket, brace, backslash or control character between its own two braces. Then each quote opens
 * or closes a text, and the key's name is wherever it stands in quotes with a colon behind. Used by `match-keys.as.ts` alone, which takes
 * every item that isn't so plain apart, sign by sign.
 */

const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const CLOSE_BRACKET: u8 = 0x5d;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
/** Makes a brace of a bracket, and leaves a brace as it is. */
const TO_BRACE: u8 = 0x20;

/** Behind the colon of the last item's match key; 0 where there was none. */
export let matchValue: usize = 0;

/** No key may be looked for here that begins with what can stand behind a text: it could be read from a closing quote to an opening one. */
export function isForFlat(key: usize): bool {
  const first = load<u8>(key);
  return first > COLON && first != CLOSE_BRACKET && first != CLOSE_BRACE;
}

/**
 * Behind the item whose brace stands before `p`, or 0 where it isn't plain. `key` is where the key's name is, `bytes` long. As much again is
 * looked at behind the item's end.
 */
export function behindFlat(p: usize, key: usize, bytes: usize): usize {
  const first = i8x16.splat(load<u8>(key));
  let quotes: i32 = 0;
  matchValue = 0;
  while (true) {
    const block = v128.load(p);
    const isQuote = i8x16.eq(block, i8x16.splat(QUOTE));
    const stops = stopsIn(block);
    // All of them where there is no stop.
    const before = (stops & -stops) - 1;
    const isName = v128.and(i8x16.eq(v128.load(p, 1), first), i8x16.eq(v128.load(p + bytes + 1), i8x16.splat(QUOTE)));
    let names = <u32>i8x16.bitmask(v128.and(isQuote, isName)) & before;
    for (; names != 0; names &= names - 1) {
      const name = p + <usize>ctz(names) + 1;
      if (memory.compare(name, key, bytes) != 0) continue;
      const behind = name + bytes + 1;
      const sign = load<u8>(behind);
      if (sign > SPACE && sign != COLON) continue;
      // Of two, it isn't known which one counts; and behind a blank there may be a colon too.
      if (matchValue != 0 || sign != COLON) return 0;
      matchValue = behind + 1;
    }
    quotes += popcnt(<u32>i8x16.bitmask(isQuote) & before);
    if (stops != 0) {
      const stop = p + <usize>ctz(stops);
      return load<u8>(stop) == CLOSE_BRACE && (quotes & 1) == 0 ? stop + 1 : 0;
    }
    p += 16;
  }
}

// @ts-ignore: decorator
@inline
function stopsIn(block: v128): u32 {
  const braces = v128.or(block, i8x16.splat(TO_BRACE));
  const isBrace = v128.or(i8x16.eq(braces, i8x16.splat(OPEN_BRACE)), i8x16.eq(braces, i8x16.splat(CLOSE_BRACE)));
  const isOther = v128.or(i8x16.eq(block, i8x16.splat(BACKSLASH)), i8x16.lt_u(block, i8x16.splat(SPACE)));
  return <u32>i8x16.bitmask(v128.or(isBrace, isOther));
}
