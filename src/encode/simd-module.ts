import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file.js';

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
 * A new instance of `simd/NAME.as.ts`, which the build compiled to dist/, with a memory of its own. Made ready once in a process, when it
 * is first needed.
 */
export function simdExports(name: 'csv' | 'ndjson' | 'match-keys'): WasmExports {
  const known = compiled.get(name);
  const module = known ?? new WebAssembly.Module(readFileSync(packageFile(`dist/${name}.wasm`)));
  compiled.set(name, module);
  return new WebAssembly.Instance(module).exports;
}

/** Is this one of the exports the memory? */
export function isWasmMemory(value: unknown): value is WasmMemory {
  return value instanceof WebAssembly.Memory;
}
