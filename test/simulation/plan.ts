/** What a simulated client is asked to do, and the tools that it does it with. */
import type { ImportPlan } from '../../src/import/plan.js';
import type { Service as ServiceGiven } from '../../src/import/service.js';
import type { Tools } from '../../src/import/tools.js';
import type { Exchange } from '../../src/target/http.js';
import type { Target } from '../../src/target/target.js';
import { API_KEY } from '../support/canary.js';
import { plainDisk } from '../support/plain-disk.js';
import type { Machine, Process } from './machine.js';
import type { Random } from './random.js';
import type { Schedule } from './schedule.js';

/** What differs from one import to the other. */
export interface Asking {
  readonly file: string;
  readonly operation: 'append' | 'upsert';
  readonly stateDir: string;
  readonly chunkRows: number;
  readonly concurrency: number;
  readonly maxRetries: number;
}

/** The service, asked in this way. */
export function serviceOver(exchange: Exchange): ServiceGiven {
  return {
    url: 'http://service.example/v1',
    identity: 'http://service.example/v1',
    secret: API_KEY,
    account: 'account',
    exchange: () => exchange,
    sandboxDb: null,
    close: async () => undefined,
  };
}

export function planFor(asking: Asking, target: Target): ImportPlan {
  const { file, operation, stateDir, chunkRows, concurrency, maxRetries } = asking;
  return {
    file,
    name: file,
    importId: 'simulated',
    target,
    isSandbox: false,
    scope: {
      target: target.name,
      object: 'things',
      operation,
      matchKey: operation === 'upsert' ? 'id' : null,
      user: null,
    },
    settings: {},
    webhook: null,
    choice: { hasHeader: true },
    encoding: null,
    mapping: null,
    limits: { maxRows: chunkRows, maxBytes: 100_000 },
    flushAgeMs: null,
    concurrency,
    maxRetries,
    maxRejects: null,
    onAmbiguous: 'resend',
    wait: true,
    waitTimeoutMs: 600_000,
    newRun: false,
    sameAccount: false,
    stateDir,
    rejects: `${stateDir}/rejects.ndjson`,
    results: null,
    command: 'again',
    retry: 'again',
    resolve: 'again',
  };
}

/** Heartbeats of a lock say something to other machines only, and cost more events than all the rest. */
const EVERY = 60;

export function toolsFor(process: Process, machine: Machine, schedule: Schedule, random: Random): Tools {
  return {
    version: '0.0.0',
    pid: process.pid,
    clock: machine.clock,
    random: () => random.next(),
    token: () => random.hex(32),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        const stop = () => {
          giveUp();
          resolve();
        };
        const giveUp = schedule.after(ms, process, () => {
          signal.removeEventListener('abort', stop);
          resolve();
        });
        // A signal that somebody listens to keeps its world in memory, also when the process is gone.
        signal.addEventListener('abort', stop, { signal: process.gone.signal });
      }),
    every: (ms, task) => {
      let end: () => void;
      const beat = () => {
        task();
        end = schedule.after(ms * EVERY, process, beat, true);
      };
      end = schedule.after(ms * EVERY, process, beat, true);
      return () => end();
    },
    disk: plainDisk,
    stdin: () => {
      throw new Error('nobody reads standard input');
    },
    stop: process.stop.signal,
    abort: process.abort.signal,
  };
}
