/** Which rows of an upsert may be about the same record, as numbers. */
import { isWasmMemory, simdExports, type WasmMemory } from './simd-module.js';

/**
 * A number for each row: what a service may take for the same match value has the same one. It may ignore capitals and blanks at the
 * ends, and take a text for the number that it spells (`"007"`, `7`, `"7.0"`). Different values may have the same number too, which is
 * as rare as a collision of 52 bits.
 */
export type Marks = Float64Array;

/** What `simd/match-keys.as.ts` exports. Addresses and lengths are in bytes. */
interface Scanner {
  readonly memory: WasmMemory;
  readonly KEY: { readonly value: number };
  readonly KEY_BYTES: { readonly value: number };
  readonly MARKS: { readonly value: number };
  run(input: number, length: number, key: number): number;
}

const PAGE_BYTES = 65_536;
/** What is loaded behind the end, besides as many bytes as the key's name has: a block or two. */
const SLACK_BYTES = 64;
const END_OF_INPUT = 0;

/**
 * The marks of a request's items, in their order. `items` are sound JSON objects, each but the last one with a separator behind it, and
 * `count` says how many. Undefined where one of them could be about any record: its match value isn't text or a whole number, has an
 * escape or signs beyond ASCII, is a number of more than 15 digits, is missing, or stands there twice.
 */
export function matchMarks(items: Uint8Array, count: number, matchKey: string): Marks | undefined {
  const scanner = matchScanner();
  const key = Buffer.from(matchKey);
  const isPlain = JSON.stringify(matchKey) === `"${matchKey}"`;
  if (!isPlain || key.length > scanner.KEY_BYTES.value) return undefined;
  const { memory } = scanner;
  const at = scanner.MARKS.value + count * Float64Array.BYTES_PER_ELEMENT;
  const missing = at + items.length + key.length + SLACK_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(key, scanner.KEY.value);
  bytes.set(items, at);
  bytes[at + items.length] = END_OF_INPUT;
  const found = scanner.run(at, items.length, key.length);
  return found === count ? new Float64Array(memory.buffer, scanner.MARKS.value, count).slice() : undefined;
}

let scanner: Scanner | undefined;

/** The only one: its memory grows to the largest request, and what it finds is copied at once. */
function matchScanner(): Scanner {
  if (scanner !== undefined) return scanner;
  const found = simdExports('match-keys');
  if (!isScanner(found)) throw new Error('match-keys.wasm is not what belongs to this program: build it again');
  scanner = found;
  return found;
}

function isScanner(exports: object): exports is Scanner {
  const parts = new Map<string, unknown>(Object.entries(exports));
  const isWhole = ['KEY', 'KEY_BYTES', 'MARKS', 'run'].every((name) => parts.has(name));
  return isWhole && isWasmMemory(parts.get('memory'));
}
