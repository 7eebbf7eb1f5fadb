/**
 * A strict reader of JSON bytes (RFC 8259) that yields places instead of values: what is stored is the text that was
 * sent, so 19-digit numbers and `1.10` survive. Every function takes the place of a token and returns the place behind it.
 * The bytes must be valid UTF-8; nothing here checks that.
 */

/** The bytes aren't JSON. */
export class JsonError extends Error {
  override readonly name = 'JsonError';

  constructor(at: number) {
    super(`not JSON from byte ${at} on`);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Levels of nesting; deeper bodies are refused rather than met with a full call stack. */
const DEEPEST = 500;

/** What a visitor of an object's member is told: its name without quotes, still escaped, and where its value begins. */
export type MemberVisitor = (nameStart: number, nameEnd: number, valueStart: number) => number;

/** Skips white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

/** Skips one value of any kind. */
export function skipValue(bytes: Uint8Array, at: number, depth = 0): number {
  const byte = bytes[at];
  if (byte === QUOTE) return skipString(bytes, at);
  if (byte === OPEN_OBJECT)
    return eachMember(bytes, at, (_name, _end, value) => skipValue(bytes, value, depth + 1), depth);
  if (byte === OPEN_ARRAY) return eachElement(bytes, at, (value) => skipValue(bytes, value, depth + 1), depth);
  if (byte === 0x74) return skipWord(bytes, at, 'true');
  if (byte === 0x66) return skipWord(bytes, at, 'false');
  if (byte === 0x6e) return skipWord(bytes, at, 'null');
  return skipNumber(bytes, at);
}

/** Walks an object; the visitor returns the place behind the member's value. */
export function eachMember(bytes: Uint8Array, at: number, visit: MemberVisitor, depth = 0): number {
  if (bytes[at] !== OPEN_OBJECT || depth > DEEPEST) throw new JsonError(at);
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    const nameStart = at + 1;
    at = skipString(bytes, at);
    const nameEnd = at - 1;
    at = skipSpace(bytes, at);
    if (bytes[at] !== COLON) throw new JsonError(at);
    at = skipSpace(bytes, visit(nameStart, nameEnd, skipSpace(bytes, at + 1)));
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonError(at);
    at = skipSpace(bytes, at + 1);
  }
}

/** Walks an array; the visitor returns the place behind the element. */
export function eachElement(bytes: Uint8Array, at: number, visit: (start: number) => number, depth = 0): number {
  if (bytes[at] !== OPEN_ARRAY || depth > DEEPEST) throw new JsonError(at);
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = skipSpace(bytes, visit(at));
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    if (bytes[at] !== COMMA) throw new JsonError(at);
    at = skipSpace(bytes, at + 1);
  }
}

/** Skips a string from its opening quote. */
function skipString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) throw new JsonError(at);
  at++;
  for (;;) {
    // The end of the bytes reads as a control character, which no string may hold.
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) throw new JsonError(at);
    at = byte === BACKSLASH ? skipEscape(bytes, at + 1) : at + 1;
  }
}

function skipEscape(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte !== 0x75) {
    if ('"\\/bfnrt'.includes(String.fromCharCode(byte))) return at + 1;
    throw new JsonError(at);
  }
  for (let digit = at + 1; digit < at + 5; digit++) {
    if (!/[0-9a-fA-F]/.test(String.fromCharCode(bytes[digit] ?? 0))) throw new JsonError(digit);
  }
  return at + 5;
}

function skipWord(bytes: Uint8Array, at: number, word: string): number {
  for (let index = 0; index < word.length; index++) {
    if (bytes[at + index] !== word.charCodeAt(index)) throw new JsonError(at + index);
  }
  return at + word.length;
}

function skipNumber(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x2d) at++;
  at = bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1);
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }
  return at;
}

function skipDigits(bytes: Uint8Array, at: number): number {
  const start = at;
  for (let byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[at] ?? 0) at++;
  if (at === start) throw new JsonError(at);
  return at;
}
