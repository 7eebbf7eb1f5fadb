/** Says which faults fire for the n-th request, job or poll since the server was started. */
import type { FaultRule, FaultStage } from './fault-spec.js';

/** The faults that fire this time. */
export class FiredFaults {
  readonly #rules: readonly FaultRule[];

  constructor(rules: readonly FaultRule[]) {
    this.#rules = rules;
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The fault's value, empty where it has none; undefined if it doesn't fire. */
  value(name: string): string | undefined {
    return this.#rules.find((rule) => rule.name === name)?.value;
  }

  /** For the request log; undefined where none fires. */
  get label(): string | undefined {
    const names = this.#rules.map(({ name, value }) => (value === '' ? name : `${name}=${value}`));
    return names.length === 0 ? undefined : names.join(',');
  }
}

/** Counts what happens and hands out the faults for it. */
export class FaultPlan {
  readonly #rules: readonly FaultRule[];
  readonly #counts: Record<FaultStage, number> = { write: 0, job: 0, poll: 0 };

  constructor(rules: readonly FaultRule[]) {
    this.#rules = rules;
  }

  /** The faults of the next request, job or poll. Each call counts one. */
  next(stage: FaultStage): FiredFaults {
    const number = ++this.#counts[stage];
    return new FiredFaults(
      this.#rules.filter((rule) => rule.stage === stage && rule.from <= number && number <= rule.to),
    );
  }
}
