/** One world as its seed has it: everything that is decided before it begins. */
import {
  drawDisk,
  drawNetwork,
  drawService,
  type DiskManners,
  type Incident,
  type NetworkManners,
  type ServiceManners,
} from './manners.js';
import type { Target } from '../../src/target/target.js';
import type { Tools } from '../../src/import/tools.js';
import { Random } from './random.js';
import { drawRows, type Rows } from './rows.js';

export interface Settings {
  readonly operation: 'append' | 'upsert';
  readonly rows: Rows;
  readonly chunkRows: number;
  readonly concurrency: number;
  readonly maxRetries: number;
  readonly clients: number;
  /** Each client has a copy of the first one's state; otherwise all share one, and its lock. */
  readonly areCopies: boolean;
  readonly service: ServiceManners;
  readonly network: NetworkManners;
  readonly disk: DiskManners;
  /** Of a journal, behind which a checkpoint is kept. */
  readonly checkpointBytes: number;
  /** Of these one may happen in each run. */
  readonly incidents: readonly Incident[];
  /** Runs of each client while things go wrong. */
  readonly runs: number;
  /** Between two runs of a client, ms, at most. */
  readonly pauseMs: number;
  readonly hasBootId: boolean;
}

/** Another program than the real one, or other ground under its feet: to see that it is found out. */
export interface Sabotage {
  target?(target: Target, random: Random): Target;
  tools?(tools: Tools): Tools;
  /** Syncs that do nothing. */
  readonly liesOnSync?: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A failure that is remembered ends with the key's window, which copies don't live to see. And a journal in which everything was refused
 * begins anew under other keys, of which a copy of it knows nothing: copies are safe only where nothing is refused whole.
 */
const FOR_COPIES = { failsAndRemembers: 0, maxRows: 4 };

export function drawSettings(random: Random): Omit<Settings, 'checkpointBytes'> {
  const operation = random.chance(0.7) ? 'append' : 'upsert';
  const areCopies = operation === 'append' && random.chance(0.15);
  const isEqual = operation === 'append' && random.chance(0.1);
  const often = (share: number) => (random.chance(0.4) ? share : 0);
  const shares = { bad: often(0.2), poison: areCopies ? 0 : often(0.1), again: operation === 'upsert' ? 0.4 : 0 };
  const hasBootId = random.chance(0.8);
  const clients = areCopies || random.chance(0.3) ? random.between(2, random.pick([2, 3, 4])) : 1;
  return {
    operation,
    rows: drawRows(random, shares, isEqual),
    chunkRows: random.between(1, 4),
    concurrency: random.between(1, 4),
    maxRetries: random.between(0, 4),
    clients,
    areCopies,
    service: { ...drawService(random), ...(areCopies ? FOR_COPIES : {}) },
    network: drawNetwork(random),
    disk: drawDisk(random),
    incidents: drawIncidents(random, hasBootId, areCopies),
    runs: random.between(1, 3),
    pauseMs: areCopies ? HOUR_MS : random.pick([1_000, HOUR_MS, 30 * HOUR_MS]),
    hasBootId,
  };
}

/** Not from the chance that draws all else: whether there are checkpoints changes nothing else in a world. Some entries are 2,000 bytes. */
export function drawCheckpoints(seed: number): number {
  return new Random(~seed).pick([0, 2_000, Infinity]);
}

/**
 * A wall clock that is wrong and the loss of what tells the uptime of one start from another's are not in one world: then no clock of
 * the machine shows how much time has passed.
 */
function drawIncidents(random: Random, hasBootId: boolean, areCopies: boolean): Incident[] {
  const clocks: Incident[] = hasBootId && random.chance(0.5) ? ['clock'] : ['power'];
  const long: Incident[] = areCopies ? [] : ['suspend', ...clocks];
  const all: Incident[] = ['kill', 'kill', 'stop', 'abort', ...long];
  return all.filter(() => random.chance(0.6));
}
