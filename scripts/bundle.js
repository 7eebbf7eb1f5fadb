// Puts the program together in dist/.
import { build } from 'esbuild';

/** The program, the sandbox's thread, and the sandbox by itself, which the tests start within their own process. */
const ENTRIES = ['main', 'sandbox/worker', 'sandbox/serve'];

/**
 * Opening two hundred files takes as long as all the rest of a short run, so what is loaded together lies together; what a command
 * loads when it runs stays apart. Packages stay packages.
 * @param {string} root of the tree
 * @param {import('esbuild').BuildOptions} [more] what is to be otherwise
 */
export async function bundle(root, more = {}) {
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES.map((name) => `src/${name}.ts`),
    outdir: 'dist',
    outbase: 'src',
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    ...more,
  });
}
