/**
 * Takes regular rows out of NDJSON: AssemblyScript, compiled to WebAssembly. `ndjson-simd-scanner.ts` is its only caller, and says in
 * which order these functions are called.
 *
 * A line is regular if it is blank, or holds one sound JSON object of which nothing has to be known but its bytes. Where a line isn't,
 * for whatever reason, `take` stops in front of it and doesn't say why. It may refuse what is sound. It must never take what isn't.
 * Whether the text is UTF-8 isn't asked here.
 *
 * The parts, each in its own file: where everything lies (`memory`), single signs and blanks (`signs`), the row's own members (`row`),
 * arrays and objects in it (`nested`), and what has nothing in it: `text`, `number`, and the words beside them (`scalar`). Every
 * `behind…` answers the address behind what it is named for, or 0 where that isn't regular.
 */
import { INPUT, ITEMS, ORIGINS, ORIGIN_BYTES, SEPARATOR } from './ndjson-memory.as';
import { behindRow, requireKey } from './ndjson-row.as';
import { LF, skipBlanks } from './ndjson-signs.as';

export { INPUT, INPUT_BYTES, ITEMS, ITEMS_BYTES, MOST_ROWS, ORIGINS, REQUIRED, REQUIRED_BYTES } from './ndjson-memory.as';
export { SEPARATOR, SEPARATOR_BYTES } from './ndjson-memory.as';

/** Of all items; of one item; of one line, its break included; of the separator. In bytes. */
let room: u32 = 0;
let maxItem: u32 = 0;
let maxRecord: u32 = 0;
let separator: u32 = 0;

/** Behind the input. The caller puts a newline there. */
let inputEnd: usize = INPUT;
/** Where the next line begins, behind how many line breaks. */
let at: usize = INPUT;
let breaks: u32 = 0;
/** Where the next item goes, and its origin. */
let item: usize = ITEMS;
let origin: usize = ORIGINS;

/** What holds for every input from now on. `required` is the match key's length; below zero, there is none. */
export function limit(maxItemBytes: u32, maxRecordBytes: u32, separatorBytes: u32, required: i32): void {
  maxItem = maxItemBytes;
  maxRecord = maxRecordBytes;
  separator = separatorBytes;
  requireKey(required);
}

/** Begins a new input of so many bytes, whose items may take `roomBytes`. */
export function begin(bytes: u32, roomBytes: u32): void {
  room = roomBytes;
  inputEnd = INPUT + bytes;
  at = INPUT;
  breaks = 0;
  item = ITEMS;
  origin = ORIGINS;
}

/** How much of the input was dealt with, and the line breaks in it. */
export function dealtWith(): u32 {
  return <u32>(at - INPUT);
}

export function lineBreaks(): u32 {
  return breaks;
}

/** Takes regular rows, `most` at most, from where it stopped up to `to`, where a line ends. Answers how many it took. */
export function take(to: u32, most: u32): u32 {
  const end: usize = INPUT + to;
  let rows: u32 = 0;
  while (at < end && rows < most) {
    const from = skipBlanks(at);
    const isBlank = load<u8>(from) == LF;
    const behind = isBlank ? from : behindRow(from);
    if (behind == 0) break;
    const newline = skipBlanks(behind);
    if (load<u8>(newline) != LF) break;
    // The newline behind the input is none of it.
    const next = newline + <usize>(newline < inputEnd);
    if (<u32>(next - at) > maxRecord) break;
    if (!isBlank) {
      const bytes = <u32>(behind - from) + separator;
      if (bytes > maxItem || <u32>(item - ITEMS) + bytes > room) break;
      copy(from, behind, item);
      v128.store(item + bytes - separator, v128.load(SEPARATOR));
      keep(bytes, <u32>(at - INPUT), <u32>(next - INPUT));
      rows += 1;
    }
    breaks += <u32>(newline < inputEnd);
    at = next;
  }
  return rows;
}

/** Notes the item of so many bytes that stands behind the others: the line `from` to `to` of the input. */
export function keep(bytes: u32, from: u32, to: u32): void {
  item += bytes;
  store<u32>(origin, <u32>(item - ITEMS));
  store<u32>(origin, from, 4);
  store<u32>(origin, to, 8);
  origin += ORIGIN_BYTES;
}

/** Goes on at another line, with so many line breaks before it: the lines between were dealt with elsewhere. */
export function goOn(offset: u32, lineBreaksBefore: u32): void {
  at = INPUT + offset;
  breaks = lineBreaksBefore;
}

/** What it writes too much, the next item overwrites. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize, into: usize): void {
  for (; from < to; from += 16, into += 16) v128.store(into, v128.load(from));
}
