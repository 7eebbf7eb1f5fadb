/**
 * A process that tries mutants, one after the other, in the tree that they were made in. It is told by messages what to do, answers each
 * of them with one, and is let go of where a mutant has left it in a state that can't be trusted.
 */
import { TESTS } from './machine-mutants-core.js';
import { collected, end, type Trial } from './machine-mutants-tests.js';
import { WORLDS } from './machine-mutants-worlds.js';

/** Look: what each trial comes by, without a mutant. Try: the first of these trials that a mutant doesn't stand. */
export type Order =
  | { readonly kind: 'look' }
  | { readonly kind: 'try'; readonly mutant: string; readonly trials: readonly Chosen[] };

export interface Chosen {
  /** Its number. */
  readonly trial: number;
  /** How often it came by the mutant when there was none. */
  readonly hits: number;
}

export interface Seen {
  readonly name: string;
  /** Of the processor: how busy the machine is doesn't show. */
  readonly ms: number;
  /** How often it came by each mutant, by id. */
  readonly hits: Readonly<Record<string, number>>;
}

export type Answer =
  | { readonly kind: 'ready' }
  /** `fixed`: mutants that are in effect when a module is loaded, and then no more. */
  | { readonly kind: 'seen'; readonly trials: readonly Seen[]; readonly fixed: readonly string[] }
  | { readonly kind: 'lives' }
  /** isSound: without the mutant that trial goes well in this very process. */
  | { readonly kind: 'caught'; readonly by: string; readonly isSound: boolean }
  | { readonly kind: 'hangs'; readonly by: string };

/** What the instrumented code looks at; the names are Stryker's. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

declare global {
  // oxlint-disable-next-line no-underscore-dangle
  var __stryker__: Switch | undefined;
}

const MOST_MS = 10_000;
/** Likewise without a mutant: on a busy machine, and before anything is warm. */
const MOST_LOOK_MS = 60_000;
/** A loop without an end comes by its mutant more often than this. */
const MOST_TIMES = 100;
const ALLOWANCE = 10_000;

// oxlint-disable-next-line no-underscore-dangle
const chooser: Switch = (globalThis.__stryker__ ??= {});
/** Of a mutant that must be there when modules are loaded. */
const given = process.env['__STRYKER_ACTIVE_MUTANT__'];
let stray: unknown;
for (const event of ['unhandledRejection', 'uncaughtException'])
  process.on(event, (error: unknown) => (stray = error ?? event));

const trials: Trial[] = [...WORLDS];
for (const file of TESTS) {
  await import(`../${file}.test.js`);
  for (const { name, run } of collected()) trials.push({ name: `${file}: ${name}`, run });
}

/** How a trial ends. */
async function outcome(trial: Trial, mostMs = MOST_MS): Promise<'well' | 'badly' | 'never'> {
  stray = undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'never'>((resolve) => (timer = setTimeout(() => resolve('never'), mostMs)));
  const ran = trial.run().then(
    () => 'well' as const,
    () => 'badly' as const,
  );
  const how = await Promise.race([ran, late]);
  clearTimeout(timer);
  return how === 'well' && stray !== undefined ? 'badly' : how;
}

async function look(): Promise<Answer> {
  const seen: Seen[] = [];
  for (const [index, trial] of trials.entries()) {
    chooser.currentTestId = String(index);
    const since = process.cpuUsage();
    const how = await outcome(trial, MOST_LOOK_MS);
    if (how !== 'well') throw new Error(`without a mutant: ${trial.name} ends ${how}`);
    const hits = chooser.mutantCoverage?.perTest[index] ?? {};
    const { user, system } = process.cpuUsage(since);
    seen.push({ name: trial.name, ms: (user + system) / 1_000, hits });
  }
  chooser.currentTestId = undefined;
  return { kind: 'seen', trials: seen, fixed: Object.keys(chooser.mutantCoverage?.static ?? {}) };
}

async function tryMutant(mutant: string, chosen: readonly Chosen[]): Promise<Answer> {
  for (const { trial: index, hits } of chosen) {
    const trial = trials[index];
    if (trial === undefined) continue;
    chooser.activeMutant = mutant;
    chooser.hitCount = 0;
    chooser.hitLimit = hits * MOST_TIMES + ALLOWANCE;
    const how = await outcome(trial);
    chooser.activeMutant = undefined;
    if (how === 'never') return { kind: 'hangs', by: trial.name };
    if (how === 'well') continue;
    return { kind: 'caught', by: trial.name, isSound: given !== undefined || (await outcome(trial)) === 'well' };
  }
  return { kind: 'lives' };
}

function answer(said: Answer): void {
  process.send?.(said);
}

process.once('disconnect', () => void end().finally(() => process.exit()));
process.on('message', (order: Order) => {
  const done = order.kind === 'look' ? look() : tryMutant(order.mutant, order.trials);
  done.then(answer, (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
answer({ kind: 'ready' });
