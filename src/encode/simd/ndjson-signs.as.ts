/** The signs that JSON is made of, and the blanks between them. */
export const LF: u8 = 0x0a;
export const QUOTE: u8 = 0x22;
export const COMMA: u8 = 0x2c;
export const COLON: u8 = 0x3a;
export const OPEN_BRACKET: u8 = 0x5b;
export const OPEN_BRACE: u8 = 0x7b;
export const CLOSE_BRACE: u8 = 0x7d;
/** From either opening bracket to its closing one. */
export const TO_CLOSING: u8 = 2;

/** Words as little-endian numbers. */
export const TRUE: u32 = 0x65757274;
export const NULL: u32 = 0x6c6c756e;

/** The first sign at `p` or behind it that isn't a blank within a line. */
// @ts-ignore: decorator
@inline
export function skipBlanks(p: usize): usize {
  let sign = load<u8>(p);
  while (sign <= 0x20 && (sign == 0x20 || sign == 0x09 || sign == 0x0d)) sign = load<u8>(++p);
  return p;
}

/** Behind the colon of a name that ends at `p`, and the blanks around it. */
// @ts-ignore: decorator
@inline
export function behindColon(p: usize): usize {
  p = skipBlanks(p);
  return load<u8>(p) == COLON ? skipBlanks(p + 1) : 0;
}

// @ts-ignore: decorator
@inline
export function isOpening(sign: u8): bool {
  return sign == OPEN_BRACE || sign == OPEN_BRACKET;
}

// @ts-ignore: decorator
@inline
export function isDigit(sign: u8): bool {
  return <u8>(sign - 0x30) < 10;
}
