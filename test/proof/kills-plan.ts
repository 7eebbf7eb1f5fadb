/** What a trial is to be: drawn from its seed, before anything runs. */
import type { Chance } from '../encode/simd/chance.js';
import { generateSource, type GeneratedSource } from '../support/generated-source.js';

/** When a run is stopped. `nth` counts from the run's beginning. */
export type Moment =
  | { readonly by: 'time'; readonly ms: number }
  | { readonly by: 'journal'; readonly entry: string; readonly nth: number; readonly ms: number }
  | {
      readonly by: 'wire';
      readonly passing: 'request' | 'answer';
      readonly nth: number;
      /** Later than what came by; undefined: before it is passed on. */
      readonly ms: number | undefined;
      readonly isDropped: boolean;
    };

export interface Stop {
  readonly moment: Moment;
  /** The service is killed at that moment too. */
  readonly alsoServer: boolean;
}

export interface Trial {
  readonly number: number;
  readonly source: GeneratedSource;
  readonly flags: readonly string[];
  /** Standard input, in so many pieces; 0 for a file. */
  readonly pieces: number;
  /** The server within the program, with these faults; undefined: the one that runs beside it. */
  readonly ownFaults: string | undefined;
  /** One after the other, each on what the one before has left. */
  readonly stops: readonly Stop[];
}

/** Refusals for now, lost and unreadable answers: whatever a request may meet. */
const TROUBLE = [
  'reset-after',
  'reset-after',
  'reset-before',
  '503=0',
  '429=0',
  '500',
  '409',
  'empty',
  'html',
  'count',
];
/** Outcomes in the answer, and jobs that fail or keep silent. */
const ODD = ['no-job', 'inline-errors', 'job-fail', 'job-fail-silent', 'job-no-list'];

/** Faults of a server that lives for so many requests. */
export function faultsFor(chance: Chance, requests: number): string {
  if (chance.oneIn(4)) return '';
  const faults = [chance.pick([`slow=${5 + chance.below(40)}`, `job-slow=${5 + chance.below(30)}`, ''])];
  for (let at = 2; at < requests; at += 3 + chance.below(30)) {
    faults.push(chance.oneIn(12) ? `poll-503@${at}` : `${chance.pick(chance.oneIn(5) ? ODD : TROUBLE)}@${at}`);
  }
  return faults.filter((fault) => fault !== '').join(',');
}

/** The chunks are small, so that there are many of them. */
export function planTrial(number: number, chance: Chance): Trial {
  const source = generateSource(chance, 40 + chance.below(260));
  const batchSize = Math.max(3, Math.ceil(source.rows / (4 + chance.below(16))));
  const isOwn = chance.oneIn(3);
  const isStdin = chance.oneIn(5);
  const flags = ['--batch-size', String(batchSize), '--concurrency', String(1 + chance.below(8))];
  if (source.matchKey !== undefined) flags.push('--match-key', source.matchKey);
  if (isStdin) flags.push('--import-id', `trial-${number}`, '--format', source.format);
  return {
    number,
    source,
    flags: [...flags, ...source.importFlags],
    pieces: isStdin ? 1 + chance.below(4) : 0,
    ownFaults: isOwn ? faultsFor(chance, 20) : undefined,
    stops: Array.from({ length: 3 + chance.below(3) }, () => planStop(chance, isOwn)),
  };
}

function planStop(chance: Chance, isOwn: boolean): Stop {
  if (chance.oneIn(3)) return { moment: { by: 'time', ms: chance.below(1_000) }, alsoServer: false };
  const nth = 1 + chance.below(chance.pick([2, 8]));
  const ms = chance.pick([0, 0, 1, 2, 5, 20]);
  if (isOwn || chance.oneIn(4)) {
    const entry = chance.pick(['BEGIN', 'INTENT', 'INTENT', 'ACK', 'SETTLED', 'END']);
    return {
      moment: { by: 'journal', entry, nth: entry === 'BEGIN' || entry === 'END' ? 1 : nth, ms },
      alsoServer: false,
    };
  }
  const passing = chance.pick(['request', 'request', 'answer'] as const);
  const isBefore = chance.oneIn(2);
  const wire = {
    by: 'wire',
    passing,
    nth,
    ms: isBefore ? undefined : ms,
    isDropped: isBefore && chance.oneIn(2),
  } as const;
  return { moment: wire, alsoServer: chance.oneIn(6) };
}
