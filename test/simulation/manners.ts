/** How a world treats the program: drawn from the seed once, and put in order for the last, quiet part of a run. */
import type { Random } from './random.js';

/** Shares are from 0 to 1. */
export interface ServiceManners {
  /** One execution a key; without it the service isn't what it says. */
  readonly dedupes: boolean;
  /** How long it remembers a key. */
  readonly lastsMs: number;
  readonly maxRows: number;
  readonly namesPoison: boolean;
  readonly listsErrors: boolean;
  readonly answersAtOnce: number;
  /** A job takes up to so long. */
  readonly jobMs: number;
  readonly failsProven: number;
  readonly failsSilently: number;
  /** An answer of 500 that is remembered under the key, whether the request was executed or not. */
  readonly failsAndRemembers: number;
  /** Jobs that it doesn't know any more, and such that it doesn't find once. */
  readonly losesJobs: number;
  readonly missesJobs: number;
  /** Lies: a job that is completed and has applied nothing; a poisoned row that is taken this time. */
  readonly pretends: number;
  readonly shutsEyes: number;
}

export interface NetworkManners {
  readonly losesRequests: number;
  readonly losesAnswers: number;
  readonly doubles: number;
  readonly refusesConnections: number;
  readonly turnsAway: number;
  /** A no to the sender, from whoever stands in front of the service. */
  readonly forbids: number;
  readonly spoilsAnswers: number;
  /** A request or an answer that takes up to `delayMs` longer. */
  readonly delays: number;
  readonly delayMs: number;
}

export interface DiskManners {
  readonly failsWrites: number;
  readonly failsSyncs: number;
  readonly failsOthers: number;
}

/** What happens to a process in the middle of its run. */
export type Incident = 'kill' | 'power' | 'suspend' | 'clock' | 'stop' | 'abort';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What the program allows for a copy that is still under way. */
const COPY_LIVES_MS = 15 * 60_000;

export const GOOD_SERVICE: ServiceManners = {
  dedupes: true,
  lastsMs: DAY_MS,
  maxRows: 4,
  namesPoison: true,
  listsErrors: true,
  answersAtOnce: 0,
  jobMs: 2_000,
  failsProven: 0,
  failsSilently: 0,
  failsAndRemembers: 0,
  losesJobs: 0,
  missesJobs: 0,
  pretends: 0,
  shutsEyes: 0,
};

export const GOOD_NETWORK: NetworkManners = {
  losesRequests: 0,
  losesAnswers: 0,
  doubles: 0,
  refusesConnections: 0,
  turnsAway: 0,
  forbids: 0,
  spoilsAnswers: 0,
  delays: 0,
  delayMs: 0,
};

export const GOOD_DISK: DiskManners = { failsWrites: 0, failsSyncs: 0, failsOthers: 0 };

/** Each fault is there in some worlds only: where everything goes wrong nothing gets far. */
export function drawService(random: Random): ServiceManners {
  const some = (most: number) => (random.chance(0.3) ? random.next() * most : 0);
  return {
    ...GOOD_SERVICE,
    maxRows: random.chance(0.2) ? random.between(1, 3) : 4,
    namesPoison: random.chance(0.5),
    listsErrors: random.chance(0.7),
    answersAtOnce: random.chance(0.3) ? random.next() : 0,
    jobMs: random.pick([1, 2_000, 60_000, 15 * 60_000]),
    failsProven: some(0.2),
    failsSilently: some(0.2),
    failsAndRemembers: some(0.1),
    losesJobs: some(0.1),
    missesJobs: some(0.3),
  };
}

export function drawNetwork(random: Random): NetworkManners {
  const some = (most: number) => (random.chance(0.4) ? random.next() * most : 0);
  return {
    losesRequests: some(0.3),
    losesAnswers: some(0.4),
    doubles: some(0.3),
    refusesConnections: some(0.2),
    turnsAway: some(0.3),
    forbids: some(0.05),
    spoilsAnswers: some(0.1),
    delays: some(0.4),
    delayMs: random.pick([1_000, 60_000, COPY_LIVES_MS]),
  };
}

export function drawDisk(random: Random): DiskManners {
  const some = (most: number) => (random.chance(0.2) ? random.next() * most : 0);
  return { failsWrites: some(0.05), failsSyncs: some(0.03), failsOthers: some(0.01) };
}
