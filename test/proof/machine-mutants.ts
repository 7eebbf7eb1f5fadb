/**
 * Mutants of the core that a machine made: COUNT of them (60), drawn by SEED (1) from all that can be made. Those that nothing can tell
 * apart are left out; of the others at least 85 of a hundred must be caught. ONLY tries those of some places:
 * `journal/fold.ts:64,import/send` is one line and two files.
 */
import { availableParallelism } from 'node:os';
import { PrivateTree } from '../support/private-tree.js';
import { Random } from '../simulation/random.js';
import { Bench, type Tried } from './machine-mutants-bench.js';
import { EQUAL } from './machine-mutants-equal.js';
import { makeMutants, type Made } from './machine-mutants-maker.js';
import type { Chosen, Seen } from './machine-mutants-worker.js';

const COUNT = Number(process.env['COUNT'] ?? 60);
const SEED = Number(process.env['SEED'] ?? 1);
const ONLY = (process.env['ONLY'] ?? '').split(',');
const LEAST_CAUGHT = 0.85;
/** Of the processor: what trials of one mutant may take, the quickest first. */
const MOST_MS = 12_000;

function isEqual({ file, text, into }: Made): boolean {
  return EQUAL.some((equal) => equal.file === file && equal.text === text && (equal.into ?? into) === into);
}

function isWanted({ file, line }: Made): boolean {
  return ONLY.some((place) => `${file}:${line}`.startsWith(place));
}

/** The trials that come by a mutant, the quickest first. Of one that is there only while modules are loaded, those that come by its file. */
function trialsFor({ id, file }: Made, seen: readonly Seen[], made: readonly Made[], isFixed: boolean): Chosen[] {
  const ids = isFixed ? made.filter((other) => other.file === file).map((other) => other.id) : [id];
  const most = (hits: Seen['hits']) => Math.max(0, ...ids.map((each) => hits[each] ?? 0));
  const near = seen.map(({ ms, hits }, trial) => ({ trial, ms, hits: most(hits) })).filter(({ hits }) => hits > 0);
  const sorted = near.toSorted((one, two) => one.ms - two.ms);
  let left = MOST_MS;
  return sorted.filter(({ ms }) => (left -= ms) > 0);
}

function drawn(made: readonly Made[]): Made[] {
  const random = new Random(SEED);
  const places = made.map((mutant) => ({ mutant, at: random.below(2 ** 31) }));
  return places.toSorted((one, two) => one.at - two.at).map(({ mutant }) => mutant);
}

function told({ id, file, line, text, into }: Made, tried: Tried): string {
  const by = 'by' in tried ? tried.by : '';
  return `${tried.kind.padEnd(7)}${id.padStart(5)} ${file}:${line}  ${text.slice(0, 90)}  →  ${into.slice(0, 90)}  ${by}`;
}

const since = performance.now();
const tree = new PrivateTree();
process.once('exit', () => tree.remove());
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const sums = { caught: 0, hangs: 0, ended: 0, lives: 0 };
const alive: string[] = [];
const made = await makeMutants(tree);
const able = made.filter((mutant) => !isEqual(mutant));
const chosen = drawn(able.filter(isWanted)).slice(0, COUNT);
const left = [...chosen];
const first = new Bench(tree.root);

async function work(bench: Bench, seen: readonly Seen[], fixed: ReadonlySet<string>): Promise<void> {
  for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
    const isFixed = fixed.has(mutant.id);
    const trials = trialsFor(mutant, seen, made, isFixed);
    const tried = await bench.try(mutant.id, trials, isFixed);
    sums[tried.kind] += 1;
    if (tried.kind === 'lives') alive.push(told(mutant, tried));
    process.stderr.write(`${told(mutant, tried)} ${trials.length}\n`);
  }
  await bench.close();
}

try {
  const { trials: seen, fixed } = await first.look();
  const more = Array.from({ length: availableParallelism() - 1 }, () => new Bench(tree.root));
  await Promise.all([first, ...more].map((bench) => work(bench, seen, new Set(fixed))));
} finally {
  await first.close();
}

const { lives, caught, hangs, ended } = sums;
const share = (chosen.length - lives) / chosen.length;
const minutes = ((performance.now() - since) / 60_000).toFixed(1);
process.stdout.write(
  `machine-mutants: ${chosen.length} of ${able.length} mutants, seed ${SEED}: ${(100 * share).toFixed(1)} %: ${caught} caught, ${hangs + ended} ended or hung, ${lives} alive; ${made.length - able.length} equal ones left out; ${minutes} min\n`,
);
if (share < LEAST_CAUGHT) {
  process.stderr.write(`${alive.join('\n')}\n`);
  process.exitCode = 1;
}
