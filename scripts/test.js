// Runs the test files named on the command line, or all of them: Node 20's runner knows no patterns and no .ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Their tests leave the process that they run in as they found it, so several files share one: starting one takes longer than most of them. */
const SHARED =
  /^test\/(?:cli|contract|corpus|crash|encode|faults|law|report|rules|sandbox|security|source|unit|webhook)\//;
const FILES_A_PROCESS = 6;

const root = fileURLToPath(new URL('..', import.meta.url));
const all = readdirSync(`${root}test`, { recursive: true })
  .map((file) => `test/${String(file)}`)
  .filter((file) => file.endsWith('.test.ts'))
  .toSorted();
const named = process.argv.slice(2);
const files = named.length === 0 ? all : all.filter((file) => named.some((name) => file.includes(name)));
const directory = mkdtempSync(join(tmpdir(), 'batchctl-tests-'));

/** Files that import six others each. */
function shared(paths) {
  const count = Math.ceil(paths.length / FILES_A_PROCESS);
  return Array.from({ length: count }, (_, group) => {
    const path = join(directory, `${group}.test.mjs`);
    const imported = paths.filter((_, index) => index % count === group);
    writeFileSync(
      path,
      imported.map((file) => `import ${JSON.stringify(pathToFileURL(root + file).href)};\n`).join(''),
    );
    return path;
  });
}

const runner = [
  // WebAssembly is compiled once, and not optimised behind that: a quarter of what a short run takes.
  '--liftoff-only',
  '--import',
  'tsx',
  '--test',
  '--test-concurrency=3',
  '--test-timeout=240000',
  '--test-reporter=spec',
  ...files.filter((file) => !SHARED.test(file)),
  ...shared(files.filter((file) => SHARED.test(file))),
];
const { status } = spawnSync(process.execPath, runner, { cwd: root, stdio: 'inherit' });
rmSync(directory, { recursive: true, force: true });
process.exitCode = files.length === 0 ? 1 : (status ?? 1);
