/**
 * Stands where `node:test` would in the tree of the mutants: tests are collected, and run as often as there are mutants, in a process
 * that is warm.
 */

/** As much of a test's context as the tests that are run here use. */
interface Context {
  after(end: () => unknown): void;
  diagnostic(text: string): void;
}

type Run = (context: Context) => unknown;

export interface Trial {
  readonly name: string;
  /** Rejects where something is wrong. */
  readonly run: () => Promise<void>;
}

const COLLECTED: Trial[] = [];
const AT_THE_END: (() => unknown)[] = [];

/** Those of the files that were loaded since the last call. */
export function collected(): Trial[] {
  return COLLECTED.splice(0);
}

/** Of all files. */
export async function end(): Promise<void> {
  for (const each of AT_THE_END.splice(0).toReversed()) await each();
}

export function test(name: string, ...given: readonly unknown[]): void {
  const run = given.find(isRun);
  if (run !== undefined) COLLECTED.push({ name, run: () => runWithin(run) });
}

export function after(task: () => unknown): void {
  AT_THE_END.push(task);
}

async function runWithin(run: Run): Promise<void> {
  const ends: (() => unknown)[] = [];
  try {
    await run({ after: (task) => void ends.push(task), diagnostic: () => undefined });
  } finally {
    for (const each of ends) await each();
  }
}

function isRun(value: unknown): value is Run {
  return typeof value === 'function';
}
