import { isWasmMemory, simdExports, type WasmMemory } from './simd-module.js';

/** What `simd/csv.as.ts` exports. Addresses and lengths are in bytes. */
export interface CsvScanner {
  readonly memory: WasmMemory;
  describe(columns: number, delimiter: number, longest: number, isMapped: boolean): void;
  describePlain(required: number, template: number, header: number, headerBytes: number): void;
  describeCells(cells: number, names: number): void;
  describeMapped(operations: number, count: number, nullText: number, nullBytes: number): void;
  arrange(origins: number, input: number, items: number): void;
  take(bytes: number, room: number, most: number): number;
  lineBreaks(bytes: number): number;
}

const FUNCTIONS = ['describe', 'describePlain', 'describeCells', 'describeMapped', 'arrange', 'take', 'lineBreaks'];

/** A scanner of its own, to be described and arranged before it takes anything. */
export function csvScanner(): CsvScanner {
  const scanner = simdExports('csv');
  if (!isScanner(scanner)) throw new Error('csv.wasm is not what belongs to this program: build it again');
  return scanner;
}

function isScanner(exports: object): exports is CsvScanner {
  const parts = new Map<string, unknown>(Object.entries(exports));
  return FUNCTIONS.every((name) => typeof parts.get(name) === 'function') && isWasmMemory(parts.get('memory'));
}
