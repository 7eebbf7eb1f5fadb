/** The targets there are. */
import { experiture } from './experiture.js';
import type { Target } from './target.js';

const TARGETS: readonly Target[] = [experiture];

export const TARGET_NAMES: readonly string[] = TARGETS.map(({ name }) => name);

export function findTarget(name: string): Target | undefined {
  return TARGETS.find((target) => target.name === name);
}
