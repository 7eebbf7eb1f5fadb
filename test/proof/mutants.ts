/**
 * Mutants of the core, each with the test that must catch it: COUNT of them (all), from the one numbered SEED (1) on. One that no longer
 * applies, doesn't build, or lives is a failure; so is a test that fails without it. `dist/` must have been built.
 */
import { availableParallelism } from 'node:os';
import { PrivateTree } from '../support/private-tree.js';
import { judgeIn, mutate, type Fate } from './mutant-fate.js';
import type { Mutant } from './mutant.js';
import { OF_ANSWERS } from './mutants-answers.js';
import { OF_CHUNKS } from './mutants-chunks.js';
import { OF_THE_JOURNAL } from './mutants-journal.js';
import { nameOf } from './mutants-judges.js';
import { OF_ROWS } from './mutants-rows.js';
import { OF_SENDING } from './mutants-sending.js';

const ALL = [...OF_THE_JOURNAL, ...OF_CHUNKS, ...OF_SENDING, ...OF_ANSWERS, ...OF_ROWS];
const SEED = Number(process.env['SEED'] ?? 1);
const COUNT = Number(process.env['COUNT'] ?? ALL.length);

const chosen = ALL.slice(SEED - 1, SEED - 1 + COUNT);
const judges = new Map(chosen.map(({ judge }) => [nameOf(judge), judge]));
const wrong: string[] = [];

function told({ file, deadly, judge }: Mutant, { kind, seconds }: Fate): string {
  return `${kind.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${file.padEnd(28)} ${deadly} (${nameOf(judge)})`;
}

/** Does what is left of the list, one after the other, in a tree of its own. */
async function work<T>(list: T[], task: (tree: PrivateTree, each: T) => Promise<void>): Promise<void> {
  const trees = Array.from({ length: availableParallelism() }, () => new PrivateTree());
  const inTree = async (tree: PrivateTree) => {
    tree.build();
    for (let each = list.shift(); each !== undefined; each = list.shift()) await task(tree, each);
  };
  await Promise.all(trees.map(inTree)).finally(() => trees.forEach((tree) => tree.remove()));
}

const since = performance.now();
await work([...judges.values()], async (tree, judge) => {
  const { kind, seconds } = await judgeIn(tree, judge);
  process.stderr.write(
    `${kind === 'lives' ? 'sound' : 'fails'} ${seconds.toFixed(1).padStart(6)} s  ${nameOf(judge)}\n`,
  );
  if (kind !== 'lives') wrong.push(`without any mutant: ${nameOf(judge)} fails`);
});
let caught = 0;
await work([...chosen], async (tree, mutant) => {
  const fate = await mutate(tree, mutant);
  process.stderr.write(`${told(mutant, fate)}\n`);
  if (fate.kind === 'caught') caught += 1;
  else wrong.push(told(mutant, fate));
});
const minutes = ((performance.now() - since) / 60_000).toFixed(1);
process.stdout.write(
  `mutants: ${chosen.length} mutants, seed ${SEED}: ${caught} caught by ${judges.size} tests, ${minutes} min\n`,
);
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exitCode = 1;
}
