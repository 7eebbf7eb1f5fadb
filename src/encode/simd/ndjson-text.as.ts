/** Texts in quotes, 16 bytes at a time. */
import { isDigit, QUOTE } from './ndjson-signs.as';

const BACKSLASH: u8 = 0x5c;
/** The last of the control characters, which JSON wants escaped. */
const LAST_CONTROL: u8 = 0x1f;

/** The first quote, backslash or control character from `p` on. There is one: a newline stands behind the input. */
// @ts-ignore: decorator
@inline
export function textStop(p: usize): usize {
  while (true) {
    const block = v128.load(p);
    const marks = v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH)));
    const stops = i8x16.bitmask(v128.or(marks, i8x16.le_u(block, i8x16.splat(LAST_CONTROL))));
    if (stops != 0) return p + <usize>ctz(stops);
    p += 16;
  }
}

/** Behind the closing quote of the text that begins at `p`, its opening quote before it. */
// @ts-ignore: decorator
@inline
export function behindText(p: usize): usize {
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
