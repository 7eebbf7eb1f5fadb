/** The object that is a row. Of its own members, unlike those of objects in it, the names tell something. */
import { REQUIRED } from './ndjson-memory.as';
import { behindNested } from './ndjson-nested.as';
import { behindScalar } from './ndjson-scalar.as';
import { behindColon, CLOSE_BRACE, COMMA, isOpening, NULL, OPEN_BRACE, QUOTE, skipBlanks } from './ndjson-signs.as';
import { textStop } from './ndjson-text.as';

const EMPTY_TEXT: u16 = 0x2222;
/** `_batchctl_`, with which members begin that batchctl added: what such a row stands for isn't told here. */
const OWN_FRONT: u64 = 0x746368637461625f;
const OWN_REST: u16 = 0x5f6c;

/** The match key's length; below zero, there is none to look for. */
let requiredBytes: i32 = -1;
/** Of the row at hand: the match key was met, or there is none. */
let hasRequired: bool = false;

/** Rows without the match key, which stands in its place and is so long, are none from now on. Below zero: there is none. */
export function requireKey(bytes: i32): void {
  requiredBytes = bytes;
}

/** Behind the object that stands at `p`. */
export function behindRow(p: usize): usize {
  if (load<u8>(p) != OPEN_BRACE) return 0;
  hasRequired = requiredBytes < 0;
  p = skipBlanks(p + 1);
  if (load<u8>(p) == CLOSE_BRACE) return hasRequired ? p + 1 : 0;
  while (true) {
    p = behindMember(p);
    if (p == 0) return 0;
    p = skipBlanks(p);
    const sign = load<u8>(p);
    if (sign == CLOSE_BRACE) return hasRequired ? p + 1 : 0;
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
  if (load<u64>(name) == OWN_FRONT && load<u16>(name, 8) == OWN_REST) return 0;
  p = behindColon(nameEnd + 1);
  if (p == 0) return 0;
  if (isRequired(name, nameEnd)) {
    // The last of several would count, and null or an empty text would be none.
    if (hasRequired || load<u16>(p) == EMPTY_TEXT || load<u32>(p) == NULL) return 0;
    hasRequired = true;
  }
  return isOpening(load<u8>(p)) ? behindNested(p) : behindScalar(p);
}

// @ts-ignore: decorator
@inline
function isRequired(name: usize, nameEnd: usize): bool {
  return <i32>(nameEnd - name) == requiredBytes && memory.compare(name, REQUIRED, <usize>requiredBytes) == 0;
}
