/**
 * Where everything lies in the memory, in bytes. Nothing is allocated. The caller finds its regions by what is exported here.
 *
 * Blocks of 16 bytes are loaded and stored whole, so up to `SLACK` bytes behind each region may be touched. Behind the input stands a
 * newline, which the caller puts there: no text, number or blank goes past one, so nothing asks whether the input has ended.
 */
const SLACK: u32 = 64;

/** Levels of arrays and objects in each other, the row itself included: as many as the encoder for all rows takes. */
export const MOST_LEVELS: u32 = 200;
/** The opening bracket of each array and object around a value, a byte for each level. */
export const LEVELS: u32 = 1024;

/** Where the caller writes the separator, and how long it may be: one block. */
export const SEPARATOR: u32 = 2048;
export const SEPARATOR_BYTES: u32 = 16;

/** Where the caller writes the match key, and how long it may be. */
export const REQUIRED: u32 = 4096;
export const REQUIRED_BYTES: u32 = 1024;

/** Three numbers an item: its end among the items, then where its line begins and ends in the input. */
export const ORIGINS: u32 = 8192;
export const ORIGIN_BYTES: u32 = 12;
export const MOST_ROWS: u32 = 16_384;

export const INPUT: u32 = ORIGINS + ORIGIN_BYTES * MOST_ROWS + SLACK;
export const INPUT_BYTES: u32 = 1_048_576;

/** No item is longer than its line and the separator: there is room for those of any input. */
export const ITEMS: u32 = INPUT + INPUT_BYTES + SLACK;
export const ITEMS_BYTES: u32 = INPUT_BYTES + SEPARATOR_BYTES * MOST_ROWS;

const PAGE: i32 = 65_536;
const PAGES: i32 = (<i32>(ITEMS + ITEMS_BYTES + SLACK) + PAGE - 1) / PAGE;
if (memory.size() < PAGES) memory.grow(PAGES - memory.size());
