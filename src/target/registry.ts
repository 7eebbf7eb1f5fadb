/** The targets there are. */
import { experiture } from './experiture.js';
import { llamaStack } from './llama-stack.js';
import { openai } from './openai.js';
import { papr } from './papr.js';
import type { Target } from './target.js';

export const TARGETS: readonly Target[] = [experiture, papr, openai, llamaStack];

export const TARGET_NAMES: readonly string[] = TARGETS.map(({ name }) => name);

export function findTarget(name: string): Target | undefined {
  return TARGETS.find((target) => target.name === name);
}
