/** What becomes of a mutant: put into a private tree, judged, and taken out again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { PrivateTree } from '../support/private-tree.js';
import type { Mutant } from './mutant.js';
import type { Judge } from './mutants-judges.js';

export interface Fate {
  /** strange: its text isn't there, stands there more than once, or the program can't be built with it · hangs: caught by nothing but time. */
  readonly kind: 'caught' | 'lives' | 'hangs' | 'strange';
  readonly seconds: number;
}

const MOST_SECONDS = 240;
/** The program's own flags for short runs. */
const FLAGS = ['--liftoff-only', '--import', 'tsx', '--test', '--test-reporter=dot'];

/** Runs a test in a tree. */
export async function judgeIn(tree: PrivateTree, { file, only, env }: Judge): Promise<Fate> {
  const since = performance.now();
  const pattern = only === undefined ? [] : [`--test-name-pattern=${only}`];
  const { NODE_TEST_CONTEXT: _, ...around } = process.env;
  const child = spawn(process.execPath, [...FLAGS, ...pattern, file], {
    cwd: tree.root,
    env: { ...around, ...env },
    stdio: 'ignore',
    timeout: MOST_SECONDS * 1_000,
  });
  const [exit] = await once(child, 'close');
  const seconds = (performance.now() - since) / 1_000;
  if (exit === null || seconds >= MOST_SECONDS) return { kind: 'hangs', seconds };
  return { kind: exit === 0 ? 'lives' : 'caught', seconds };
}

/** The tree is as it was behind this. */
export async function mutate(tree: PrivateTree, { file, text, into, judge }: Mutant): Promise<Fate> {
  const path = `src/${file}`;
  const before = tree.read(path);
  if (before.split(text).length !== 2) return { kind: 'strange', seconds: 0 };
  tree.write(
    path,
    before.replace(text, () => into),
  );
  try {
    if (judge.isBuilt) tree.build();
    return await judgeIn(tree, judge);
  } catch {
    return { kind: 'strange', seconds: 0 };
  } finally {
    tree.write(path, before);
  }
}
