/** Which import a rejects file is from, by the journals. */
import { resolve } from 'node:path';
import { frozenPlan } from './frozen.js';
import type { FrozenPlan } from './plan.js';
import { readJournals } from './recall.js';

/**
 * The newest import under the state directory that wrote this rejects file; undefined where none did. Throws a BatchctlError (state)
 * where it may be one whose journal can't be read.
 */
export async function rejectingImport(stateDir: string, path: string): Promise<FrozenPlan | undefined> {
  const { known, broken } = await readJournals(stateDir);
  const wanted = resolve(path);
  const newest = known
    .map(({ state }) => state)
    .filter(({ rejects }) => rejects !== null && resolve(rejects.path) === wanted)
    .toSorted((one, two) => (one.end?.at ?? '').localeCompare(two.end?.at ?? ''))
    .at(-1);
  const [error] = broken;
  if (newest === undefined && error !== undefined) throw error;
  return newest === undefined ? undefined : frozenPlan(newest.begin);
}
