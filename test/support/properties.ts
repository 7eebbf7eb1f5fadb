/** How often properties are tried: said in one place, so that a proof can have all of them tried more often. */
import type { Parameters } from 'fast-check';

/** Times that a property is tried; where it isn't set, as often as its test says. */
const MANY = Number(process.env['BATCHCTL_PROPERTY_RUNS'] ?? 0);
/** More of everything that is generated, whatever it is. */
const TIMES = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);
/** A whole number: the same values again. */
const SEED = process.env['BATCHCTL_PROPERTY_SEED'];

/**
 * For fast-check, in every test that asserts a property: `usual` times. `cost` is that of a property which takes longer, as a multiple of
 * most others': where they are tried many times, it is tried so many times less.
 */
export function runs(usual: number, cost = 1): Pick<Parameters<unknown>, 'numRuns' | 'seed'> {
  const numRuns = Math.max(usual * TIMES, Math.ceil(MANY / cost));
  return SEED === undefined ? { numRuns } : { numRuns, seed: Number(SEED) };
}
