/** The plan as BEGIN holds it. */
import type { Begin } from '../journal/entry.js';
import type { FrozenPlan } from './plan.js';

/** What `begin.plan` was written as: the journal keeps it without knowing what is in it. */
export function frozenPlan(begin: Begin): FrozenPlan {
  const plan: unknown = begin.plan;
  if (isFrozenPlan(plan)) return plan;
  throw new Error(`the BEGIN of ${begin.importId} holds no plan`);
}

function isFrozenPlan(plan: unknown): plan is FrozenPlan {
  return typeof plan === 'object' && plan !== null && 'scope' in plan && 'shape' in plan && 'settings' in plan;
}
