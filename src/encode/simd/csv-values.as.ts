// Which cells are values of a type and are written as they stand, or in one way only. For all others the reference is asked.

const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const ZERO: u32 = 0x30;
const CAPITAL_T: u32 = 0x54;
const SMALL_T: u32 = 0x74;
const CAPITAL_Z: u32 = 0x5a;
const SMALL_E: u32 = 0x65;
const BLANK: u32 = 0x20;

/** Bytes of `2024-05-31T08:30:00`. */
const SECONDS_END: usize = 19;

/** Set beside a word of eight letters at most, so that its length counts too. */
const WORD: u64 = 1;
/** `false` is the longest. */
const LONGEST_WORD: usize = 5;

@inline
function isDigit(at: usize): bool {
  return <u32>load<u8>(at) - ZERO < 10;
}

/** Behind the digits from `from` on. */
@inline
function behindDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && isDigit(at)) at += 1;
  return at;
}

/** Is this a whole part, and what follows it up to `end` nothing or, unless `isWhole`, a fraction and an exponent as in JSON? */
export function isNumber(from: usize, end: usize, isWhole: bool): bool {
  let at = behindDigits(from, end);
  if (at == from || (at > from + 1 && load<u8>(from) == ZERO)) return false;
  if (isWhole) return at == end;
  if (at < end && load<u8>(at) == POINT) {
    const digits = at + 1;
    at = behindDigits(digits, end);
    if (at == digits) return false;
  }
  if (at < end && (<u32>load<u8>(at) | 0x20) == SMALL_E) {
    const digits = behindSign(at + 1, end);
    at = behindDigits(digits, end);
    if (at == digits) return false;
  }
  return at == end;
}

/** Behind a plus or a minus, where one stands. */
@inline
export function behindSign(from: usize, end: usize): usize {
  return from < end && (load<u8>(from) == PLUS || load<u8>(from) == MINUS) ? from + 1 : from;
}

/** Behind a plus: it isn't written. */
@inline
export function behindPlus(from: usize, end: usize): usize {
  return from < end && load<u8>(from) == PLUS ? from + 1 : from;
}

/** 1 for a word that means true, 0 for one that means false, -1 for any other. */
export function truthOf(from: usize, end: usize): i32 {
  if (end - from > LONGEST_WORD) return -1;
  switch (wordOf(from, end)) {
    case 0x1_65757274: // true
    case 0x1_74: // t
    case 0x1_736579: // yes
    case 0x1_79: // y
    case 0x1_6e6f: // on
    case 0x1_31: // 1
      return 1;
    case 0x1_65736c6166: // false
    case 0x1_66: // f
    case 0x1_6f6e: // no
    case 0x1_6e: // n
    case 0x1_66666f: // off
    case 0x1_30: // 0
      return 0;
    default:
      return -1;
  }
}

/** The last byte highest, capitals as small letters. */
function wordOf(from: usize, end: usize): u64 {
  let word = WORD;
  for (let at = end; at > from; ) {
    at -= 1;
    const sign: u32 = load<u8>(at);
    word = (word << 8) | (sign - 0x41 < 26 ? sign | 0x20 : sign);
  }
  return word;
}

/** Is this a date and time with seconds and an offset, all of it as it is written in the end but for the sign before the time? */
export function isDatetime(from: usize, end: usize): bool {
  // Shorter than one with the shortest offset.
  if (end - from <= SECONDS_END) return false;
  const sign: u32 = load<u8>(from, 10);
  if (sign != CAPITAL_T && sign != SMALL_T && sign != BLANK) return false;
  if (!isDate(from) || !isClock(from + 11) || load<u8>(from, 16) != COLON || !isBelow(from + 17, 60)) return false;
  let at = from + SECONDS_END;
  if (load<u8>(at) == POINT) {
    const digits = at + 1;
    at = behindDigits(digits, end);
    if (at == digits) return false;
  }
  if (end - at == 1) return load<u8>(at) == CAPITAL_Z;
  return end - at == 6 && behindSign(at, end) > at && isClock(at + 1);
}

/** `2024-02-29`, and there is such a day. */
function isDate(at: usize): bool {
  if (!isBelow(at, 100) || !isBelow(at + 2, 100) || load<u8>(at, 4) != MINUS) return false;
  if (!isBelow(at + 5, 13) || load<u8>(at, 7) != MINUS || !isBelow(at + 8, 32)) return false;
  const year = 100 * twoDigits(at) + twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  if (month == 0 || day == 0) return false;
  if (month != 2) return day <= 30 + ((month + (month >> 3)) & 1);
  const isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= (isLeap ? 29 : 28);
}

/** `23:59` */
@inline
function isClock(at: usize): bool {
  return isBelow(at, 24) && load<u8>(at, 2) == COLON && isBelow(at + 3, 60);
}

/** Two digits, and a number below `end`. */
@inline
function isBelow(at: usize, end: u32): bool {
  return isDigit(at) && isDigit(at + 1) && twoDigits(at) < end;
}

@inline
function twoDigits(at: usize): u32 {
  return 10 * (<u32>load<u8>(at) - ZERO) + (<u32>load<u8>(at, 1) - ZERO);
}
