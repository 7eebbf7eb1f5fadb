import { ORIGIN_WIDTH, type ItemLimits, type Room } from './encoder.js';
import { LF } from './lines.js';
import { isWasmMemory, simdExports } from './simd-module.js';

/** What is taken, with the texts as UTF-8. */
export interface ScanLimits extends Pick<ItemLimits, 'maxItemBytes' | 'maxRecordBytes'> {
  /** `mostSeparatorBytes` at most. */
  readonly separator: Uint8Array;
  /** The match key: `mostRequiredBytes` at most. */
  readonly required: Uint8Array | undefined;
}

/** The regular rows at the front of some lines: views, valid until the next scan. */
export interface Scanned {
  readonly rows: number;
  /** Line breaks up to where the last row ends. */
  readonly lines: number;
  readonly items: Uint8Array;
  /** As `Encoded.origins`. */
  readonly origins: Uint32Array;
}

/** `simd/ndjson.as.ts` and its memory, in which it says itself where everything lies. */
class NdjsonScanner {
  readonly mostBytes: number;
  readonly mostSeparatorBytes: number;
  readonly mostRequiredBytes: number;
  readonly #run: (...numbers: readonly number[]) => number;
  readonly #lines: () => number;
  readonly #separator: Uint8Array;
  readonly #required: Uint8Array;
  readonly #input: Uint8Array;
  readonly #items: Uint8Array;
  readonly #origins: Uint32Array;

  constructor() {
    const wasm = simdExports('ndjson');
    const number = (name: string) => numberIn(wasm, name);
    const bytes = (name: string, length: number) => new Uint8Array(memoryIn(wasm), number(name), length);
    this.mostBytes = number('INPUT_BYTES');
    this.mostSeparatorBytes = number('SEPARATOR_BYTES');
    this.mostRequiredBytes = number('REQUIRED_BYTES');
    this.#run = functionIn(wasm, 'run');
    this.#lines = functionIn(wasm, 'lines');
    this.#separator = bytes('SEPARATOR', this.mostSeparatorBytes);
    this.#required = bytes('REQUIRED', this.mostRequiredBytes);
    // The newline behind what is scanned has a place too.
    this.#input = bytes('INPUT', this.mostBytes + 1);
    this.#items = bytes('ITEMS', number('ITEMS_BYTES'));
    this.#origins = new Uint32Array(memoryIn(wasm), number('ORIGINS'), ORIGIN_WIDTH * number('MOST_ROWS'));
  }

  /** Takes what is regular from the front of whole lines, `mostBytes` at most. Whether they are UTF-8 isn't looked at. */
  scan(wholeLines: Uint8Array, { separator, required, maxItemBytes, maxRecordBytes }: ScanLimits, room: Room): Scanned {
    this.#separator.set(separator);
    if (required !== undefined) this.#required.set(required);
    this.#input.set(wholeLines);
    this.#input[wholeLines.length] = LF;
    const most = this.#items.length;
    const rows = this.#run(
      wholeLines.length,
      Math.min(room.rows, this.#origins.length / ORIGIN_WIDTH),
      Math.min(room.bytes, most),
      Math.min(maxItemBytes, most),
      Math.min(maxRecordBytes, most),
      separator.length,
      required?.length ?? -1,
    );
    const origins = this.#origins.subarray(0, ORIGIN_WIDTH * rows);
    return { rows, lines: this.#lines(), items: this.#items.subarray(0, origins.at(-ORIGIN_WIDTH) ?? 0), origins };
  }
}

let scanner: NdjsonScanner | undefined;

/** The only one: its memory is large, and what it finds is copied at once. Made when it is first needed. */
export function ndjsonScanner(): NdjsonScanner {
  scanner ??= new NdjsonScanner();
  return scanner;
}

type Exports = Readonly<Record<string, unknown>>;

function memoryIn({ memory }: Exports): ArrayBuffer {
  if (!isWasmMemory(memory)) throw missing('memory');
  return memory.buffer;
}

/** Numbers are exported as objects that hold them. */
function numberIn(wasm: Exports, name: string): number {
  const value = wasm[name];
  if (typeof value !== 'object' || value === null || !('value' in value)) throw missing(name);
  return Number(value.value);
}

function functionIn(wasm: Exports, name: string): (...numbers: readonly number[]) => number {
  const value = wasm[name];
  if (!isFunction(value)) throw missing(name);
  return value;
}

function isFunction(value: unknown): value is (...numbers: readonly number[]) => number {
  return typeof value === 'function';
}

function missing(name: string): Error {
  return new TypeError(`ndjson.wasm has no ${name}: build again`);
}
