/** Arrays and objects within a row, of which nothing counts but that they are sound. */
import { LEVELS, MOST_LEVELS } from './ndjson-memory.as';
import { behindScalar } from './ndjson-scalar.as';
import { behindColon, COMMA, isOpening, OPEN_BRACE, QUOTE, skipBlanks, TO_CLOSING } from './ndjson-signs.as';
import { behindText } from './ndjson-text.as';

/**
 * Behind the array or object that opens at `p`, and all that is in it. Not by recursion: `depth` says how many are open, the row
 * included, and `LEVELS` which kind each of them is. Once around the loop is one value.
 */
export function behindNested(p: usize): usize {
  let depth: u32 = 1;
  while (true) {
    const sign = load<u8>(p);
    if (isOpening(sign)) {
      if (depth == MOST_LEVELS) return 0;
      store<u8>(LEVELS + depth, sign);
      depth += 1;
      p = skipBlanks(p + 1);
      if (load<u8>(p) != sign + TO_CLOSING) {
        if (sign == OPEN_BRACE) p = behindName(p);
        if (p == 0) return 0;
        continue;
      }
    } else {
      p = behindScalar(p);
      if (p == 0) return 0;
    }
    // Behind a value stand closing brackets, any number of them, and then a comma: or the end of the first that was opened.
    while (true) {
      p = skipBlanks(p);
      const open = load<u8>(LEVELS + depth - 1);
      const next = load<u8>(p++);
      if (next == COMMA) {
        p = skipBlanks(p);
        if (open == OPEN_BRACE) p = behindName(p);
        if (p == 0) return 0;
        break;
      }
      if (next != open + TO_CLOSING) return 0;
      depth -= 1;
      if (depth == 1) return p;
    }
  }
}

/** Behind the name, its colon and the blanks, where the value begins. */
function behindName(p: usize): usize {
  if (load<u8>(p) != QUOTE) return 0;
  p = behindText(p + 1);
  return p == 0 ? 0 : behindColon(p);
}
