/** What the scanner takes of rows through a mapping. */
import { COMMA } from '../../../src/encode/csv-dialect.js';
import { csvSimdMemory } from '../../../src/encode/csv-simd-memory.js';
import type { CsvShape } from '../../../src/encode/csv-shape.js';
import { mappedMaking, type Making } from '../../../src/import/item-maker.js';
import { mappingFrom, type Short } from '../mapping/mapped.js';

export const MOST = { separator: ',', maxItemBytes: 1e6, maxRecordBytes: 1e6 };
export const COLUMNS = ['a', 'b', 'c "d"'];

const SIZES = { input: 65_536, items: 262_144, records: 4096 };

export function shapeOf(header: readonly string[]): CsvShape {
  return { format: 'csv', ...COMMA, hasHeader: true, header, first: { byte: 0, row: 0, line: 0 } };
}

export function making(short: Short, columns: readonly string[] = COLUMNS, matchKey: string | null = null): Making {
  return mappedMaking({ mapping: mappingFrom(short), columns, matchKey });
}

/** The items of the records that the scanner takes by itself, and how many these are. */
export function scanned(text: Buffer, made: Making, shape: CsvShape): { readonly rows: number; readonly text: string } {
  const { scanner, input, items, origins } = csvSimdMemory(shape, { ...MOST, ...made }, SIZES);
  input.set(text);
  const rows = scanner.take(text.length, items.length, SIZES.records);
  return { rows, text: Buffer.from(items.subarray(0, rows === 0 ? 0 : origins[3 * (rows - 1)])).toString() };
}

export function taken(text: string, made: Making, columns: readonly string[] = COLUMNS): string {
  return scanned(Buffer.from(text), made, shapeOf(columns)).text;
}
