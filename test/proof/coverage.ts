/**
 * Which branches of the core `npm test` takes: all tests, or those whose paths contain a word of the command line, run in a private tree
 * with source maps. A branch is whatever V8 has counted apart from what is around it in some process. It fails below 95 %, and where a
 * `catch` was never entered. KEPT names a file that keeps what was counted, so that it can be done in pieces: without words, test files
 * that have been run are then not run again; a source that has changed is counted anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateTree } from '../support/private-tree.js';
import { Counts } from './coverage-counts.js';
import { Program, type BuiltFrom, type Script } from './coverage-fold.js';

const LEAST = 0.95;
/** It says what may be packed, and source maps are none of that. */
const UNSUITED = 'test/security/source-code.test.ts';
/** What a run that is killed loses at most. */
const FOLD_MS = 60_000;
const CORE = /^src\/(?:import|journal|target)\/.*\.ts$/;

interface Counted {
  readonly result: readonly Script[];
  readonly 'source-map-cache'?: Readonly<Record<string, BuiltFrom>>;
}

const tree = new PrivateTree();
const directory = join(tree.root, 'coverage');
const programs = new Map<string, Program>();
const counts = new Counts(process.env['KEPT']);

/** Runs one test file with all of its processes, and adds what they counted. */
function run(file: string): void {
  mkdirSync(directory);
  const { NODE_TEST_CONTEXT: _, KEPT: _kept, ...env } = process.env;
  const { status } = spawnSync(process.execPath, ['scripts/test.js', file], {
    cwd: tree.root,
    env: { ...env, NODE_V8_COVERAGE: directory },
    stdio: 'ignore',
  });
  counts.tests[file] = status === 0;
  for (const name of readdirSync(directory)) {
    const counted: Counted = JSON.parse(readFileSync(join(directory, name), 'utf8'));
    for (const script of counted.result) take(script, counted['source-map-cache']?.[script.url]);
  }
  rmSync(directory, { recursive: true });
}

function take(script: Script, builtFrom: BuiltFrom | undefined): void {
  const isOurs =
    script.url.startsWith(`file://${tree.root}/src/`) || script.url.startsWith(`file://${tree.root}/dist/`);
  if (!isOurs || builtFrom === undefined) return;
  const program = programs.get(script.url) ?? new Program(script.url, builtFrom);
  programs.set(script.url, program);
  program.add(script);
}

/** Adds all that the programs have counted so far. May be called again when they have counted more. */
function fold(): void {
  for (const [url, program] of programs) {
    const built = url.startsWith(`file://${tree.root}/dist/`) ? 'dist' : 'src';
    for (const [place, isRun] of program.places()) counts.add(built, place.replace(`${tree.root}/`, ''), isRun);
    for (const place of program.branches()) counts.addBranch(place.replace(`${tree.root}/`, ''));
  }
  counts.keep();
}

function linesOf(branches: ReadonlyMap<string, boolean>): number[] {
  const open = [...branches].flatMap(([where, isTaken]) => (isTaken ? [] : [Number.parseInt(where, 10)]));
  return [...new Set(open)].toSorted((one, two) => one - two);
}

const words = process.argv.slice(2);
try {
  tree.build({ sourcemap: 'linked' });
  for (const name of readdirSync(join(tree.root, 'src'), { recursive: true })) {
    const path = `src/${String(name)}`;
    if (CORE.test(path)) counts.know(path, tree.read(path));
  }
  const all = readdirSync(join(tree.root, 'test'), { recursive: true }).map((file) => `test/${String(file)}`);
  const isAskedFor = (file: string) =>
    words.length === 0 ? counts.tests[file] !== true : words.some((word) => file.includes(word));
  let folded = Date.now();
  const files = all.filter((file) => file.endsWith('.test.ts') && file !== UNSUITED && isAskedFor(file));
  for (const [index, file] of files.toSorted().entries()) {
    process.stderr.write(`coverage: ${index + 1} of ${files.length}, ${file}\n`);
    run(file);
    if (Date.now() - folded < FOLD_MS) continue;
    fold();
    folded = Date.now();
  }
  fold();
  const never: string[] = [];
  let [branches, taken] = [0, 0];
  for (const [path, found] of counts.branches()) {
    const count = [...found.values()].filter(Boolean).length;
    const text = tree.read(path).split('\n');
    const lines = linesOf(found);
    never.push(...lines.filter((line) => /\bcatch\b/.test(text[line - 1] ?? '')).map((line) => `${path}:${line}`));
    process.stderr.write(`${path.padEnd(36)} ${`${count} of ${found.size}`.padStart(12)}  ${lines.join(' ')}\n`);
    branches += found.size;
    taken += count;
  }
  const ran = Object.entries(counts.tests).filter(([file]) => all.includes(file) && file !== UNSUITED);
  const failed = ran.filter(([, isPassed]) => !isPassed).map(([file]) => file);
  for (const place of never) process.stderr.write(`never entered: the catch in ${place}\n`);
  for (const file of failed) process.stderr.write(`failed: ${file}\n`);
  const share = taken / branches;
  const percent = `${(100 * share).toFixed(1)} %`;
  process.stdout.write(
    `coverage: ${ran.length} test files, ${failed.length} failed: ${taken} of ${branches} branches, ${percent}, ${never.length} catches never entered\n`,
  );
  if (!(share >= LEAST) || never.length > 0 || failed.length > 0) process.exitCode = 1;
} finally {
  tree.remove();
}
