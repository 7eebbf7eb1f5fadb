/**
 * Which branches of the core `npm test` takes: all tests, or those whose paths contain a word of the command line, run in a private tree
 * with source maps. A branch is whatever V8 has counted apart from what is around it in some process. It fails below 95 %, and where a
 * `catch` was never entered.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateTree } from '../support/private-tree.js';
import { Program, type BuiltFrom, type Script } from './coverage-fold.js';

const LEAST = 0.95;
const CORE = /^src\/(?:import|journal|target)\//;

interface Counted {
  readonly result: readonly Script[];
  readonly 'source-map-cache'?: Readonly<Record<string, BuiltFrom>>;
}

const tree = new PrivateTree();
const counts = join(tree.root, 'coverage');
const programs = new Map<string, Program>();
const failed: string[] = [];

/** Runs one test file with all of its processes, and adds what they counted. */
function run(file: string): void {
  mkdirSync(counts);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status } = spawnSync(process.execPath, ['scripts/test.js', file], {
    cwd: tree.root,
    env: { ...env, NODE_V8_COVERAGE: counts },
    stdio: 'ignore',
  });
  if (status !== 0) failed.push(file);
  for (const name of readdirSync(counts)) {
    const counted: Counted = JSON.parse(readFileSync(join(counts, name), 'utf8'));
    for (const script of counted.result) take(script, counted['source-map-cache']?.[script.url]);
  }
  rmSync(counts, { recursive: true });
}

function take(script: Script, builtFrom: BuiltFrom | undefined): void {
  const isOurs =
    script.url.startsWith(`file://${tree.root}/src/`) || script.url.startsWith(`file://${tree.root}/dist/`);
  if (!isOurs || builtFrom === undefined) return;
  const program = programs.get(script.url) ?? new Program(script.url, builtFrom);
  programs.set(script.url, program);
  program.add(script);
}

/** Of each file of the core, its branches by line and column: whether one was taken in some program. */
function branchesByFile(): Map<string, Map<string, boolean>> {
  const files = new Map<string, Map<string, boolean>>();
  const all = new Set<string>();
  for (const program of programs.values()) for (const place of program.branches()) all.add(place);
  for (const place of all) {
    const [, path = '', where = ''] = /^(.*?):(\d+:\d+)$/.exec(place.replace(`${tree.root}/`, '')) ?? [];
    if (!CORE.test(path)) continue;
    const branches = files.get(path) ?? new Map<string, boolean>();
    files.set(path, branches);
    branches.set(
      where,
      [...programs.values()].some((program) => program.wasRun(place)),
    );
  }
  return files;
}

function linesOf(branches: ReadonlyMap<string, boolean>): number[] {
  const open = [...branches].flatMap(([where, isTaken]) => (isTaken ? [] : [Number.parseInt(where, 10)]));
  return [...new Set(open)].toSorted((one, two) => one - two);
}

const words = process.argv.slice(2);
try {
  tree.build({ sourcemap: 'linked' });
  const all = readdirSync(join(tree.root, 'test'), { recursive: true }).map((file) => `test/${String(file)}`);
  const files = all.filter(
    (file) => file.endsWith('.test.ts') && (words.length === 0 || words.some((word) => file.includes(word))),
  );
  for (const [index, file] of files.toSorted().entries()) {
    process.stderr.write(`coverage: ${index + 1} of ${files.length}, ${file}\n`);
    run(file);
  }
  const never: string[] = [];
  let [branches, taken] = [0, 0];
  for (const [path, found] of [...branchesByFile()].toSorted(([one], [two]) => one.localeCompare(two))) {
    const count = [...found.values()].filter(Boolean).length;
    const text = tree.read(path).split('\n');
    const lines = linesOf(found);
    never.push(...lines.filter((line) => /\bcatch\b/.test(text[line - 1] ?? '')).map((line) => `${path}:${line}`));
    process.stderr.write(`${path.padEnd(36)} ${`${count} of ${found.size}`.padStart(12)}  ${lines.join(' ')}\n`);
    branches += found.size;
    taken += count;
  }
  for (const place of never) process.stderr.write(`never entered: the catch in ${place}\n`);
  for (const file of failed) process.stderr.write(`failed: ${file}\n`);
  const share = taken / branches;
  const percent = `${(100 * share).toFixed(1)} %`;
  process.stdout.write(
    `coverage: ${files.length} test files, ${failed.length} failed: ${taken} of ${branches} branches, ${percent}, ${never.length} catches never entered\n`,
  );
  if (!(share >= LEAST) || never.length > 0 || failed.length > 0) process.exitCode = 1;
} finally {
  tree.remove();
}
