import type { CsvShape } from './csv-shape.js';
import { ORIGIN_WIDTH, type ItemLimits } from './encoder.js';
import { itemTemplate, itemText } from './item-template.js';
import { isWasmMemory, simdExports, type WasmMemory } from './simd-module.js';

/** How much one scan takes, at most. */
export interface ScanSizes {
  /** Bytes of the source. */
  readonly input: number;
  /** Bytes of items. Never less than two items of nothing but empty values. */
  readonly items: number;
  readonly records: number;
}

/** What `simd/csv.as.ts` exports. Addresses and lengths are in bytes. */
interface CsvScanner {
  readonly memory: WasmMemory;
  arrange(template: number, header: number, origins: number, input: number, items: number): void;
  describe(columns: number, delimiter: number, required: number, longest: number, headerBytes: number): void;
  take(bytes: number, room: number, most: number): number;
  lineBreaks(bytes: number): number;
}

/** A scanner that is ready, and views on the parts of its memory. */
export interface CsvSimdMemory {
  readonly scanner: CsvScanner;
  readonly input: Uint8Array;
  readonly items: Uint8Array;
  readonly origins: Uint32Array;
}

const PAGE_BYTES = 65_536;
/** Address and length of a piece of the template. */
const PIECE_BYTES = 8;
const U32_BYTES = 4;
/** What the scanner may load and store beyond an end: two of its blocks. */
const SLACK_BYTES = 32;
/** No record in an input is longer, and the scanner counts with 32 bits. */
const MOST_BYTES = 2 ** 30;

/** A scanner of its own for sources of this shape, and for these limits. */
export function csvSimdMemory(shape: CsvShape, limits: ItemLimits, sizes: ScanSizes): CsvSimdMemory {
  const scanner = simdExports('csv');
  if (!isScanner(scanner)) throw new Error('csv.wasm is not what belongs to this program: build it again');
  const pieces = piecesOf(shape.header, limits.separator);
  const header = headerItem(shape, limits.separator);
  const textBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const itemBytes = Math.max(sizes.items, 2 * textBytes);

  // The first pages are the scanner's own.
  const template = scanner.memory.buffer.byteLength;
  const headerAt = template + pieces.length * PIECE_BYTES + textBytes + SLACK_BYTES;
  const originsAt = aligned(headerAt + header.length);
  const inputAt = originsAt + sizes.records * ORIGIN_WIDTH * U32_BYTES;
  const itemsAt = aligned(inputAt + sizes.input + SLACK_BYTES);
  const end = itemsAt + itemBytes + SLACK_BYTES;
  scanner.memory.grow(Math.ceil((end - template) / PAGE_BYTES));

  const { buffer } = scanner.memory;
  writeTemplate(buffer, template, pieces);
  new Uint8Array(buffer, headerAt).set(header);
  scanner.arrange(template, headerAt, originsAt, inputAt, itemsAt);
  const required = limits.required === undefined ? -1 : shape.header.indexOf(limits.required);
  const longest = Math.min(limits.maxRecordBytes, MOST_BYTES);
  scanner.describe(shape.header.length, shape.delimiter.charCodeAt(0), required, longest, header.length);
  return {
    scanner,
    input: new Uint8Array(buffer, inputAt, sizes.input),
    items: new Uint8Array(buffer, itemsAt, itemBytes),
    origins: new Uint32Array(buffer, originsAt, sizes.records * ORIGIN_WIDTH),
  };
}

function isScanner(exports: object): exports is CsvScanner {
  const parts = new Map<string, unknown>(Object.entries(exports));
  const isWhole = ['arrange', 'describe', 'take', 'lineBreaks'].every((name) => typeof parts.get(name) === 'function');
  return isWhole && isWasmMemory(parts.get('memory'));
}

/** The template cut for values that are text: their quotes are part of what stands around them. */
function piecesOf(header: readonly string[], separator: string): readonly Buffer[] {
  const { before, behind } = itemTemplate(header, separator);
  const texts = [...before.map((text, index) => `${index === 0 ? '' : '"'}${text}"`), `"${behind}`];
  return texts.map((text) => Buffer.from(text));
}

/** The item that the header would be, if the source has one that must not come again. */
function headerItem({ hasHeader, header }: CsvShape, separator: string): Buffer {
  const isUnlike = !hasHeader || header.length === 1;
  return Buffer.from(isUnlike ? '' : itemText(itemTemplate(header, separator), header));
}

/** A table of where the pieces are, and behind it the pieces. */
function writeTemplate(buffer: ArrayBuffer, address: number, pieces: readonly Buffer[]): void {
  const table = new DataView(buffer, address);
  let at = address + pieces.length * PIECE_BYTES;
  for (const [index, piece] of pieces.entries()) {
    table.setUint32(index * PIECE_BYTES, at, true);
    table.setUint32(index * PIECE_BYTES + U32_BYTES, piece.length, true);
    new Uint8Array(buffer, at).set(piece);
    at += piece.length;
  }
}

function aligned(address: number): number {
  return 16 * Math.ceil(address / 16);
}
