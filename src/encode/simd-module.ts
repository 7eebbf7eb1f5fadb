import { readFileSync } from 'node:fs';

/** Memory of a WebAssembly instance. Growing it takes views on it away. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** `pages` of 65,536 bytes more. */
  grow(pages: number): number;
}

/** What an instance gives: functions, and its memory. */
type WasmExports = Readonly<Record<string, unknown>>;

/** As much of it as is used here; @types/node knows none of it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: WasmExports };
  readonly Memory: new (description: { readonly initial: number }) => WasmMemory;
};

const compiled = new Map<string, object>();

/**
 * A new instance of `simd/NAME.as.ts`, with a memory of its own. Compiled once in a process, when it is first needed.
 * The build leaves it in dist/, which is as far from here in src/ as it is in dist/ itself.
 */
export function simdExports(name: 'csv' | 'ndjson'): WasmExports {
  const known = compiled.get(name);
  const url = new URL(`../../dist/encode/simd/${name}.wasm`, import.meta.url);
  const module = known ?? new WebAssembly.Module(readFileSync(url));
  compiled.set(name, module);
  return new WebAssembly.Instance(module).exports;
}

/** Is this one of the exports the memory? */
export function isWasmMemory(value: unknown): value is WasmMemory {
  return value instanceof WebAssembly.Memory;
}
