/** Which import a rejects file is from, by the journals. */
import { resolve } from 'node:path';
import { frozenPlan } from './frozen.js';
import type { FrozenPlan } from './plan.js';
import { journalsIn, readState } from './recall.js';

/** The newest import under the state directory that wrote this rejects file; undefined where none did. Throws a BatchctlError (state). */
export async function rejectingImport(stateDir: string, path: string): Promise<FrozenPlan | undefined> {
  const states = (await journalsIn(stateDir)).flatMap((journal) => readState(journal.path) ?? []);
  const wanted = resolve(path);
  const newest = states
    .filter(({ rejects }) => rejects !== null && resolve(rejects.path) === wanted)
    .toSorted((one, two) => (one.end?.at ?? '').localeCompare(two.end?.at ?? ''))
    .at(-1);
  return newest === undefined ? undefined : frozenPlan(newest.begin);
}
