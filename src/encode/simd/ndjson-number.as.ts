/** Numbers: digits are passed, never read, so none is too long or too exact. */
import { isDigit } from './ndjson-signs.as';

export const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const SMALL_E: u8 = 0x65;
/** What tells a small letter from the capital. */
const SMALL: u8 = 0x20;

/** Behind the number that stands at `p`: a zero ends its whole part, as no other digit may follow. */
export function behindNumber(p: usize): usize {
  if (load<u8>(p) == MINUS) p += 1;
  p = load<u8>(p) == ZERO ? p + 1 : behindDigits(p);
  if (p != 0 && load<u8>(p) == POINT) p = behindDigits(p + 1);
  if (p != 0 && (load<u8>(p) | SMALL) == SMALL_E) {
    const sign = load<u8>(++p);
    p = behindDigits(sign == PLUS || sign == MINUS ? p + 1 : p);
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
