// CSV records to JSON items, 16 bytes at a time. AssemblyScript, compiled to WebAssembly by scripts/build.js.
//
// It takes regular records from the front of a text, and stops before the first that is none: another number of fields, a quote where
// none may be, a lone CR, no line break yet, an item without room, an empty match key, the header again, a cell that isn't of its type.
// It never says which: whoever called it asks the reference encoder, and that knows. So nothing in here has to be right about broken
// records but that they are no regular ones.
//
// The host lays out the memory (src/encode/csv-simd-memory.ts). Whole blocks are loaded and stored: behind the input, the items and
// everything that is copied into them two blocks have to be free.

import { behindEmptyLines, countLineBreaks, describeRecords, LF, NONE } from './csv-bytes.as';
import { describeCells } from './csv-cells.as';
import { describeMapped, itemEnd as mappedEnd, takeMapped } from './csv-mapped.as';
import { describePlain, itemEnd as plainEnd, takePlain } from './csv-plain.as';

export { describeCells, describeMapped, describePlain };

/** Of one record's origin: where its item ends, and where it itself begins and ends. */
const ORIGIN: usize = 12;

let origins: usize = 0;
let input: usize = 0;
let items: usize = 0;
/** Of the longest record, its line break included. */
let longest: usize = 0;
/** Which of the two descriptions holds. */
let isMapped: bool = false;

/** What records are like, before anything else is described; `mapped` says which of the two descriptions follows. */
export function describe(columnCount: i32, delimiterByte: u32, longestRecord: usize, mapped: bool): void {
  describeRecords(columnCount, delimiterByte);
  longest = longestRecord;
  isMapped = mapped;
}

/** Where things are: addresses. */
export function arrange(originsAt: usize, inputAt: usize, itemsAt: usize): void {
  origins = originsAt;
  input = inputAt;
  items = itemsAt;
}

/**
 * Takes `most` records at most from the first `bytes` of the input, as long as their items, the separators included, fit into `room`
 * bytes. Answers how many; empty lines between them are passed over. The byte behind the input is overwritten.
 */
export function take(bytes: usize, room: usize, most: u32): u32 {
  const end = input + bytes;
  const limit = items + room;
  // Every run of bytes ends here at the latest. A record that ends with it is none: its line break isn't the source's.
  store<u8>(end, <u8>LF);
  let origin = origins;
  let source = input;
  let target = items;
  let taken: u32 = 0;
  for (; taken < most; taken += 1) {
    const start = behindEmptyLines(source, end);
    if (start >= end) break;
    const next = isMapped ? takeMapped(start, end, target, limit) : takePlain(start, end, target, limit);
    if (next == NONE || next > end || next - start > longest) break;
    source = next;
    target = isMapped ? mappedEnd : plainEnd;
    store<u32>(origin, <u32>(target - items));
    store<u32>(origin, <u32>(start - input), 4);
    store<u32>(origin, <u32>(next - input), 8);
    origin += ORIGIN;
  }
  return taken;
}

/** Line breaks in the first `bytes` of the input, which don't end between CR and LF. */
export function lineBreaks(bytes: usize): u32 {
  return countLineBreaks(input, input + bytes);
}
