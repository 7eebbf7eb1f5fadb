// Compiles src/ to a fresh dist/: what was deleted in src/ must not go on living there.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The scanners of src/encode/simd/, which are AssemblyScript. */
const SCANNERS = ['csv', 'ndjson'];
/** No checks and no garbage collector: the host lays out the memory, and nothing in it is allocated. */
const AS_OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '1'];

const root = fileURLToPath(new URL('..', import.meta.url));

function run(program, args) {
  execFileSync(process.execPath, [`${root}node_modules/${program}`, ...args], { cwd: root, stdio: 'inherit' });
}

rmSync(`${root}dist`, { recursive: true, force: true });
run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
for (const name of SCANNERS) {
  run('assemblyscript/bin/asc.js', [
    `src/encode/simd/${name}.as.ts`,
    ...AS_OPTIONS,
    '--outFile',
    `dist/encode/simd/${name}.wasm`,
  ]);
}
