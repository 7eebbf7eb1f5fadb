// Makes a fresh dist/: what was deleted in src/ must not go on living there.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';

/** The scanners of src/encode/simd/, which are AssemblyScript. */
const SCANNERS = ['csv', 'ndjson', 'match-keys'];
/** No checks and no garbage collector: the host lays out the memory, and nothing in it is allocated. */
const AS_OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '1'];

const root = fileURLToPath(new URL('..', import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
await bundle(root);
for (const name of SCANNERS) {
  const asc = [`src/encode/simd/${name}.as.ts`, ...AS_OPTIONS, '--outFile', `dist/${name}.wasm`];
  execFileSync(process.execPath, [`${root}node_modules/assemblyscript/bin/asc.js`, ...asc], {
    cwd: root,
    stdio: 'inherit',
  });
}
