/**
 * The number of one match value: what a service may take for the same value has the same one, however it is written. Used by
 * `match-keys.as.ts` alone.
 */

const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** The first capital, and the sign behind the last one. */
const CAPITALS: u8 = 0x41;
const CAPITALS_END: u8 = 0x5b;
/** From a capital to its small letter. */
const TO_SMALL: u8 = 0x20;
const DELETE: u8 = 0x7f;

/** What is a number begins elsewhere, so that no text is taken for one. */
const TEXT_SEED: u64 = 0xcbf29ce484222325;
const NUMBER_SEED: u64 = 0x9e3779b97f4a7c15;
const SPREAD: u64 = 0xff51afd7ed558ccd;
/** The longest whole number that a double holds for certain. */
const MOST_DIGITS: usize = 15;

/** Of a value that is neither text nor bracket, from `p` to `end`. 0 where it is too unusual to say what a service makes of it. */
export function markOfScalar(p: usize, end: usize): u64 {
  if (end - p > MOST_DIGITS) return 0;
  for (let at = p + <usize>(load<u8>(p) == MINUS); at < end; at++) if (!isDigit(load<u8>(at))) return 0;
  return markOfNumber(p, end);
}

/** Of a text, from `p` to the quote at `end`: without blanks at either end, and in small letters. 0 for signs beyond ASCII, each of which
 * may stand for many others. There must be no escapes in it. */
export function markOfText(p: usize, end: usize): u64 {
  while (p < end && load<u8>(p) == SPACE) p += 1;
  while (p < end && load<u8>(end - 1) == SPACE) end -= 1;
  const number = markOfNumber(p, end);
  if (number != 0) return number;
  let hash = TEXT_SEED;
  for (; p < end; p += 16) {
    const block = v128.and(v128.load(p), firstBytes(end - p));
    // Signs beyond ASCII are less than zero.
    if (i8x16.bitmask(v128.or(block, i8x16.eq(block, i8x16.splat(DELETE)))) != 0) return 0;
    const fromA = i8x16.ge_s(block, i8x16.splat(CAPITALS));
    const isCapital = v128.and(fromA, i8x16.lt_s(block, i8x16.splat(CAPITALS_END)));
    const small = v128.or(block, v128.and(isCapital, i8x16.splat(TO_SMALL)));
    hash = mixed(mixed(hash, i64x2.extract_lane(small, 0)), i64x2.extract_lane(small, 1));
  }
  return finished(hash);
}

/** A mask for the first bytes of a block. */
// @ts-ignore: decorator
@inline
function firstBytes(count: usize): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(places, i8x16.splat(<i8>min(count, 16)));
}

/** 0 where it isn't a number: digits with or without a sign, a point and an exponent. However it is written, its mark is the same. */
function markOfNumber(p: usize, end: usize): u64 {
  const isMinus = load<u8>(p) == MINUS;
  if (isMinus || load<u8>(p) == PLUS) p += 1;
  let hash = NUMBER_SEED;
  let whole = hash;
  let digits: i32 = 0;
  // Digits behind the last one that isn't a zero, and behind the point.
  let zeros: i32 = 0;
  let decimals: i32 = 0;
  let hasPoint = false;
  for (; p < end; p++) {
    const sign = load<u8>(p);
    if (sign == POINT && !hasPoint) {
      hasPoint = true;
      continue;
    }
    if (!isDigit(sign)) break;
    digits += 1;
    zeros += 1;
    decimals += <i32>hasPoint;
    if (sign == ZERO && whole == NUMBER_SEED) continue;
    hash = mixed(hash, <u64>sign);
    if (sign == ZERO) continue;
    whole = hash;
    zeros = 0;
  }
  if (digits == 0) return 0;
  let power = zeros - decimals;
  if (p < end) {
    if ((load<u8>(p) | TO_SMALL) != 0x65) return 0;
    const sign = load<u8>(++p);
    if (sign == PLUS || sign == MINUS) p += 1;
    if (p >= end) return 0;
    let exponent: i32 = 0;
    for (; p < end; p++) {
      if (!isDigit(load<u8>(p))) return 0;
      exponent = min(10 * exponent + <i32>(load<u8>(p) - ZERO), 1_000_000);
    }
    power += sign == MINUS ? -exponent : exponent;
  }
  // Every zero is the same.
  return whole == NUMBER_SEED ? finished(whole) : finished(mixed(mixed(whole, <u64>power), <u64>isMinus));
}

// @ts-ignore: decorator
@inline
function mixed(hash: u64, more: u64): u64 {
  return rotl<u64>((hash ^ more) * SPREAD, 29);
}

/** Never 0, and less than 2^53. */
// @ts-ignore: decorator
@inline
function finished(hash: u64): u64 {
  return ((mixed(hash, hash >> 32) ^ hash) >> 12) + 1;
}

// @ts-ignore: decorator
@inline
function isDigit(sign: u8): bool {
  return <u8>(sign - ZERO) < 10;
}
