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

/**
 * `simd/ndjson.as.ts` and its memory, in which it says itself where everything lies. `begin` puts lines into it; `take` takes regular rows
 * up to one that isn't; `goOn` skips what was dealt with elsewhere, and `put` first adds the item that came of it.
 */
class NdjsonScanner {
  readonly mostBytes: number;
  readonly mostSeparatorBytes: number;
  readonly mostRequiredBytes: number;
  readonly #wasm: Functions;
  readonly #separator: Uint8Array;
  readonly #required: Uint8Array;
  readonly #input: Uint8Array;
  readonly #items: Uint8Array;
  readonly #origins: Uint32Array;
  #rows = 0;

  constructor() {
    const wasm = simdExports('ndjson');
    const number = (name: string) => numberIn(wasm, name);
    const bytes = (name: string, length: number) => new Uint8Array(memoryIn(wasm), number(name), length);
    this.mostBytes = number('INPUT_BYTES');
    this.mostSeparatorBytes = number('SEPARATOR_BYTES');
    this.mostRequiredBytes = number('REQUIRED_BYTES');
    this.#wasm = functionsIn(wasm);
    this.#separator = bytes('SEPARATOR', this.mostSeparatorBytes);
    this.#required = bytes('REQUIRED', this.mostRequiredBytes);
    // The newline behind what is scanned has a place too.
    this.#input = bytes('INPUT', this.mostBytes + 1);
    this.#items = bytes('ITEMS', number('ITEMS_BYTES'));
    this.#origins = new Uint32Array(memoryIn(wasm), number('ORIGINS'), ORIGIN_WIDTH * number('MOST_ROWS'));
  }

  /** How much was dealt with: where the next line begins, and the line breaks before it. */
  get at(): number {
    return this.#wasm.dealtWith();
  }

  get lineBreaks(): number {
    return this.#wasm.lineBreaks();
  }

  /** No more rows can be taken of this input, nor put. */
  get isFull(): boolean {
    return ORIGIN_WIDTH * this.#rows === this.#origins.length;
  }

  /** Views, valid until the next `begin`. The origins are as in `Encoded`. */
  get items(): Uint8Array {
    return this.#items.subarray(0, this.origins.at(-ORIGIN_WIDTH) ?? 0);
  }

  get origins(): Uint32Array {
    return this.#origins.subarray(0, ORIGIN_WIDTH * this.#rows);
  }

  /** Where the last row that became an item ends. */
  get rowEnd(): number {
    return this.#origins[ORIGIN_WIDTH * this.#rows - 1] ?? 0;
  }

  /** Takes the place of what was there. Of whole lines, `mostBytes` at most; whether they are UTF-8 isn't looked at. */
  begin(wholeLines: Uint8Array, limits: ScanLimits, room: Room): void {
    const { separator, required, maxItemBytes, maxRecordBytes } = limits;
    const most = this.#items.length;
    this.#separator.set(separator);
    if (required !== undefined) this.#required.set(required);
    this.#input.set(wholeLines);
    this.#input[wholeLines.length] = LF;
    this.#rows = 0;
    const maxItem = Math.min(maxItemBytes, most);
    this.#wasm.limit(maxItem, Math.min(maxRecordBytes, most), separator.length, required?.length ?? -1);
    this.#wasm.begin(wholeLines.length, Math.min(room.bytes, most));
  }

  /** Takes regular rows up to `to`, where a line ends, and `most` at most. Answers how many. */
  take(to: number, most: number): number {
    const taken = this.#wasm.take(to, Math.min(most, this.#origins.length / ORIGIN_WIDTH - this.#rows));
    this.#rows += taken;
    return taken;
  }

  /** Adds an item, its separator included, that became of the line `from` to `to`. */
  put(item: Uint8Array, from: number, to: number): void {
    this.#items.set(item, this.items.length);
    this.#wasm.keep(item.length, from, to);
    this.#rows += 1;
  }

  /** Goes on behind so many bytes and line breaks. */
  goOn(at: number, lineBreaks: number): void {
    this.#wasm.goOn(at, lineBreaks);
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

const FUNCTIONS = ['limit', 'begin', 'take', 'keep', 'goOn', 'dealtWith', 'lineBreaks'] as const;

/** What `simd/ndjson.as.ts` exports, and says of each. */
type Functions = Readonly<Record<(typeof FUNCTIONS)[number], (...numbers: readonly number[]) => number>>;

function functionsIn(wasm: Exports): Functions {
  if (!hasFunctions(wasm)) throw missing(FUNCTIONS.find((name) => typeof wasm[name] !== 'function') ?? '');
  return wasm;
}

function hasFunctions(wasm: Exports): wasm is Exports & Functions {
  return FUNCTIONS.every((name) => typeof wasm[name] === 'function');
}

function missing(name: string): Error {
  return new TypeError(`ndjson.wasm has no ${name}: build again`);
}
