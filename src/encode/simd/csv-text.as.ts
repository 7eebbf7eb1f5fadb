// Text as JSON, and bytes as they are. Whole blocks are loaded and stored.

import { BACKSLASH, BLANK, BLOCK, CR, delimiter, LF, NONE, QUOTE, TAB } from './csv-bytes.as';

/**
 * Copies one block, and answers how many of its first bytes mean the same in JSON; what was copied behind them is to be overwritten.
 * Outside of quotes the delimiter isn't one of them.
 */
@inline
export function copyPlain(source: usize, target: usize, isBare: bool): usize {
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

/** Behind `bytes` bytes, copied from `from` to `target`. NONE: they would end behind `limit`. */
@inline
export function copyBytes(from: usize, bytes: usize, target: usize, limit: usize): usize {
  const end = target + bytes;
  if (end > limit) return NONE;
  const shift = from - target;
  for (let to = target; to < end; to += BLOCK) v128.store(to, v128.load(to + shift));
  return end;
}

/** A quote, a backslash or a control character as JSON.stringify writes it; six bytes at most. */
export function writeEscape(sign: u32, target: usize): usize {
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
