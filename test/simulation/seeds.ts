/** Worlds in which something went wrong once, or would if a check were left out, and what: each shows it when the mend is taken back. */
import { plainWorld } from './plain-world.js';
import type { Settings } from './settings.js';

export interface Seed {
  readonly was: string;
  readonly seed: number;
  readonly world: Partial<Settings>;
}

const HOUR_MS = 3_600_000;
const UPSERT = { operation: 'upsert' } as const;

export const SEEDS: readonly Seed[] = [
  {
    was: 'what a killed run had written and not synced was acted on by the next one',
    seed: 43,
    world: plainWorld({}),
  },
  {
    was: 'what a failed sync had dropped was acted on by the next run',
    seed: 1,
    world: { ...plainWorld({ disk: { failsSyncs: 0.1 } }), incidents: [] },
  },
  {
    was: 'a job that failed rejected rows that another job for them had applied',
    seed: 7,
    world: { ...plainWorld({ service: { failsSilently: 0.4, failsProven: 0.5 } }), ...UPSERT },
  },
  {
    was: 'the same, where the key was forgotten between the two',
    seed: 20,
    world: {
      ...plainWorld({ service: { failsProven: 0.4 }, network: { losesAnswers: 0.5 }, pauseMs: 60 * HOUR_MS }),
      ...UPSERT,
    },
  },
  {
    was: 'the same, where the request behind the first job was never sent',
    seed: 816,
    world: {
      ...plainWorld({ service: { failsSilently: 0.4, failsProven: 0.5 } }),
      ...UPSERT,
      incidents: ['abort'],
    },
  },
  {
    was: 'what a run was killed over, and the sync of the next one dropped, was acted on by the third',
    seed: 373,
    world: plainWorld({ disk: { failsSyncs: 0.1 }, pauseMs: 100, runs: 8 }),
  },
  {
    was: 'a request counted as never sent because the last of its attempts was not',
    seed: 1,
    world: plainWorld({ network: { losesAnswers: 0.5, refusesConnections: 0.4 }, pauseMs: 30 * HOUR_MS }),
  },
  {
    was: 'a connection that broke counted as one that never was',
    seed: 1,
    world: plainWorld({ network: { losesAnswers: 0.5 }, pauseMs: 30 * HOUR_MS }),
  },
  {
    was: 'a rejects file that could not be removed hid why it had to be, and counted as a fault in the program',
    seed: 196,
    world: { ...plainWorld({ disk: { failsOthers: 0.06 }, shares: { bad: 0.3 } }), incidents: [] },
  },
  {
    was: 'a source that could not be looked at counted as a fault in the program',
    seed: 313,
    world: plainWorld({ disk: { failsOthers: 0.015 } }),
  },
  {
    was: 'a no to the sender was believed of a request that had been answered with a failure, and was applied',
    seed: 705348,
    world: {},
  },
];
