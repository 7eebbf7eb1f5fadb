/** Values that have none in them. */
import { behindNumber, MINUS } from './ndjson-number.as';
import { isDigit, NULL, QUOTE, TRUE } from './ndjson-signs.as';
import { behindText } from './ndjson-text.as';

/** What is behind the F of `false`, as a little-endian number: all four bytes, like the other words. */
const ALSE: u32 = 0x65736c61;
const SMALL_F: u8 = 0x66;

/** Behind the text, number or word that stands at `p`. What may follow it is the caller's to say. */
// @ts-ignore: decorator
@inline
export function behindScalar(p: usize): usize {
  const sign = load<u8>(p);
  if (sign == QUOTE) return behindText(p + 1);
  if (sign == MINUS || isDigit(sign)) return behindNumber(p);
  const word = load<u32>(p);
  if (word == TRUE || word == NULL) return p + 4;
  return sign == SMALL_F && load<u32>(p, 1) == ALSE ? p + 5 : 0;
}
