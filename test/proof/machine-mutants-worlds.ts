/** Simulated worlds for mutants to go wrong in: those that once showed something, those in which one thing goes wrong often, and any. */
import { SABOTAGES } from '../simulation/sabotages.js';
import { SEEDS } from '../simulation/seeds.js';
import type { Settings } from '../simulation/settings.js';
import { simulate } from '../simulation/simulate.js';
import type { Trial } from './machine-mutants-tests.js';

const PLAIN = SABOTAGES.filter(({ isOfTheWorld, liesOnSync }) => !isOfTheWorld && !liesOnSync);
/** Drawn from their seeds alone. */
const ANY = Array.from({ length: 16 }, (_, index) => index + 1);

function inWorld(name: string, seed: number, world: Partial<Settings>): Trial {
  return {
    name: `world ${name}`,
    run: async () => {
      const { wrong } = await simulate(seed, {}, world);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
  };
}

export const WORLDS: readonly Trial[] = [
  ...SEEDS.map(({ seed, world, was }) => inWorld(was, seed, world)),
  ...PLAIN.map(({ name, world }) => inWorld(name, 1, world)),
  ...ANY.map((seed) => inWorld(String(seed), seed, {})),
];
