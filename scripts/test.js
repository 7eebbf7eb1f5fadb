// Runs the test files named on the command line, or all of them: Node 20's runner knows no patterns and no .ts.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const all = readdirSync(`${root}test`, { recursive: true })
  .map((file) => `test/${String(file)}`)
  .filter((file) => file.endsWith('.test.ts'))
  .toSorted();
const named = process.argv.slice(2);
const files = named.length === 0 ? all : all.filter((file) => named.some((name) => file.includes(name)));
const runner = [
  // WebAssembly is compiled once, and not optimised behind that: a quarter of what a short run takes.
  '--liftoff-only',
  '--import',
  'tsx',
  '--test',
  '--test-concurrency=3',
  '--test-timeout=240000',
  '--test-reporter=spec',
  ...files,
];
const { status } = spawnSync(process.execPath, runner, { cwd: root, stdio: 'inherit' });
process.exitCode = files.length === 0 ? 1 : (status ?? 1);
