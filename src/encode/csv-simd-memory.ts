import type { CsvShape } from './csv-shape.js';
import { describeMapped } from './csv-simd-mapped.js';
import { describePlain } from './csv-simd-plain.js';
import { csvScanner, type CsvScanner } from './csv-simd-scanner.js';
import { ORIGIN_WIDTH, type ItemLimits } from './encoder.js';
import { MemoryImage } from './memory-image.js';

/** How much one scan takes, at most. */
export interface ScanSizes {
  /** Bytes of the source. */
  readonly input: number;
  /** Bytes of items. Never less than two items of nothing but empty values. */
  readonly items: number;
  readonly records: number;
}

/** A scanner that is ready, and views on the parts of its memory. */
export interface CsvSimdMemory {
  readonly scanner: Pick<CsvScanner, 'take' | 'lineBreaks'>;
  readonly input: Uint8Array;
  readonly items: Uint8Array;
  readonly origins: Uint32Array;
}

const PAGE_BYTES = 65_536;
const U32_BYTES = 4;
/** What the scanner may load and store beyond an end: two of its blocks. */
const SLACK_BYTES = 32;
/** No record in an input is longer, and the scanner counts with 32 bits. */
const MOST_BYTES = 2 ** 30;

/** A scanner of its own for sources of this shape, and for these limits. */
export function csvSimdMemory(shape: CsvShape, limits: ItemLimits, sizes: ScanSizes): CsvSimdMemory {
  const scanner = csvScanner();
  const { memory } = scanner;
  const { template, separator } = limits;
  // The first pages are the scanner's own.
  const start = memory.buffer.byteLength;
  const image = new MemoryImage(start);
  const longest = Math.min(limits.maxRecordBytes, MOST_BYTES);
  scanner.describe(shape.header.length, shape.delimiter.charCodeAt(0), longest, template !== undefined);
  const textBytes =
    template === undefined
      ? describePlain(scanner, image, shape, limits)
      : describeMapped(scanner, image, shape, { template, separator });
  const itemBytes = Math.max(sizes.items, 2 * textBytes);
  const originsAt = image.reserve(sizes.records * ORIGIN_WIDTH * U32_BYTES);
  const inputAt = image.reserve(sizes.input + SLACK_BYTES);
  const itemsAt = image.reserve(itemBytes + SLACK_BYTES);
  memory.grow(Math.ceil((image.end - start) / PAGE_BYTES));
  image.writeTo(memory.buffer);
  scanner.arrange(originsAt, inputAt, itemsAt);
  const { buffer } = memory;
  return {
    scanner,
    input: new Uint8Array(buffer, inputAt, sizes.input),
    items: new Uint8Array(buffer, itemsAt, itemBytes),
    origins: new Uint32Array(buffer, originsAt, sizes.records * ORIGIN_WIDTH),
  };
}
