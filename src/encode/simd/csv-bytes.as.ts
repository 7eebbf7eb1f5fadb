// What the modules of the CSV scanner have in common: signs, sizes, how records are divided, and where lines end.

export const QUOTE: u32 = 0x22;
export const BACKSLASH: u32 = 0x5c;
export const TAB: u32 = 0x09;
export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;
export const BLANK: u32 = 0x20;

export const BLOCK: usize = 16;
/** Of a table's entry that says where bytes are: address and length, four bytes each. */
export const PLACE: usize = 8;
/** What stands for a record, an item or a piece that isn't taken: no address that is ever used. */
export const NONE: usize = 0;

/** Of the source: how many columns it has, and what divides them. */
export let columns: i32 = 0;
export let delimiter: u32 = 0;

export function describeRecords(columnCount: i32, delimiterByte: u32): void {
  columns = columnCount;
  delimiter = delimiterByte;
}

/** Behind the LF or CRLF at `source`, or NONE where neither stands. */
@inline
export function behindLineBreak(source: usize): usize {
  const sign: u32 = load<u8>(source);
  if (sign == LF) return source + 1;
  return sign == CR && load<u8>(source, 1) == LF ? source + 2 : NONE;
}

/** Behind the empty lines from `from` on. */
export function behindEmptyLines(from: usize, end: usize): usize {
  let source = from;
  while (source < end) {
    const sign: u32 = load<u8>(source);
    if (sign == LF) source += 1;
    else if (sign == CR && source + 1 < end && load<u8>(source, 1) == LF) source += 2;
    else break;
  }
  return source;
}

/** Line breaks between two addresses that aren't between CR and LF: each LF is one, and each CR without an LF behind it. */
export function countLineBreaks(from: usize, end: usize): u32 {
  const lf = i8x16.splat(<i8>LF);
  const cr = i8x16.splat(<i8>CR);
  let source = from;
  let count: u32 = 0;
  for (; source + BLOCK <= end; source += BLOCK) {
    const block = v128.load(source);
    const loneCr = v128.andnot(i8x16.eq(block, cr), i8x16.eq(v128.load(source, 1), lf));
    count += popcnt<u32>(<u32>i8x16.bitmask(v128.or(i8x16.eq(block, lf), loneCr)));
  }
  for (; source < end; source += 1) {
    const sign: u32 = load<u8>(source);
    count += u32(sign == LF || (sign == CR && load<u8>(source, 1) != LF));
  }
  return count;
}
