/** Programs, services and disks that are not as they should be: the simulator is believed only while it finds each of them out. */
import { createHash } from 'node:crypto';
import type { Target } from '../../src/target/target.js';
import type { Verdict } from '../../src/target/verdict.js';
import { GOOD_SERVICE } from './manners.js';
import { plainWorld as world } from './plain-world.js';
import type { Sabotage, Settings } from './settings.js';

export interface Sabotaged extends Sabotage {
  readonly name: string;
  /** What must be said against it. */
  readonly found: RegExp;
  /** The world in which it shows soon. */
  readonly world: Partial<Settings>;
  /** It is the world's own fault: the program itself is as it is. */
  readonly isOfTheWorld?: true;
}

const HOUR_MS = 3_600_000;

const LOSES_ANSWERS = world({ network: { losesAnswers: 0.5 } });
const TAKES_DAYS = world({ network: { losesAnswers: 0.5 }, pauseMs: 40 * HOUR_MS });

/** What sending comes to is read in another way. */
function sending(read: (verdict: Verdict, items: number) => Verdict): (target: Target) => Target {
  return (target) => ({
    ...target,
    send: async (exchange, to, part) => read(await target.send(exchange, to, part), part.items),
  });
}

const REFUSED: Verdict = {
  kind: 'refused',
  refusal: { about: 'content', status: 400, code: 'NO', message: 'no', requestId: null },
};

export const SABOTAGES: readonly Sabotaged[] = [
  {
    name: 'a service without memory of keys',
    isOfTheWorld: true,
    found: /DUPLICATE/,
    world: { ...LOSES_ANSWERS, service: { ...GOOD_SERVICE, dedupes: false } },
  },
  {
    name: 'a service that forgets sooner than it says',
    isOfTheWorld: true,
    found: /DUPLICATE/,
    world: world({ service: { lastsMs: HOUR_MS }, network: { losesAnswers: 0.5 }, pauseMs: 9 * HOUR_MS }),
  },
  {
    name: 'a service whose jobs say they are done and are not',
    isOfTheWorld: true,
    found: /LOST/,
    world: world({ service: { pretends: 0.3 } }),
  },
  {
    name: 'a service that takes what it has refused',
    isOfTheWorld: true,
    found: /FALSE REJECT|DUPLICATE/,
    world: world({
      service: { shutsEyes: 0.5, maxRows: 4 },
      network: { doubles: 0.8 },
      shares: { poison: 0.4 },
      seed: 2,
    }),
  },
  {
    name: 'requests that arrive days later',
    isOfTheWorld: true,
    found: /window|DUPLICATE/,
    world: world({ network: { doubles: 0.5, delays: 0.5, delayMs: 60 * HOUR_MS }, pauseMs: 30 * HOUR_MS }),
  },
  { name: 'a disk that lies about what is safe', found: /UNANNOUNCED/, world: LOSES_ANSWERS, liesOnSync: true },
  {
    name: 'a program that takes an ACK for the end',
    found: /LOST/,
    world: world({ service: { failsProven: 0.3 } }),
    target: sending((verdict, items) =>
      verdict.kind === 'accepted'
        ? { kind: 'settled', outcome: { accepted: items, refused: [], unlisted: 0 } }
        : verdict,
    ),
  },
  {
    name: 'a program that does not look at the window',
    found: /window/,
    world: TAKES_DAYS,
    target: (target) => ({ ...target, dedupe: { by: 'chunk', windowMs: Infinity } }),
  },
  {
    name: 'a program with a new key for each try',
    found: /DUPLICATE/,
    world: LOSES_ANSWERS,
    target: (target, random) => ({
      ...target,
      send: (exchange, to, part) => target.send(exchange, to, { ...part, key: random.hex(32) }),
    }),
  },
  {
    name: 'a program with a key of the content alone',
    found: /LOST/,
    world: world({ isEqual: true }),
    target: (target) => ({
      ...target,
      send: (exchange, to, part) => {
        const body = Buffer.isBuffer(part.body) ? part.body : Buffer.alloc(0);
        return target.send(exchange, to, { ...part, key: createHash('sha256').update(body).digest('hex') });
      },
    }),
  },
  {
    name: 'a program that does not wait for its INTENT to be on disk',
    found: /UNANNOUNCED/,
    world: LOSES_ANSWERS,
    tools: (tools) => ({
      ...tools,
      disk: { ...tools.disk, write: async (file, text) => void tools.disk.write(file, text) },
    }),
  },
  {
    name: 'a program that does not sync',
    found: /UNANNOUNCED/,
    world: LOSES_ANSWERS,
    tools: (tools) => ({ ...tools, disk: { ...tools.disk, sync: async () => undefined } }),
  },
  {
    name: 'a program that takes silence for a refusal',
    found: /FALSE REJECT/,
    world: LOSES_ANSWERS,
    target: (target) => ({ ...target, send: async (...given) => target.send(...given).catch(() => REFUSED) }),
  },
  {
    name: 'a program that takes a failure for a request that never came',
    found: /DUPLICATE|window/,
    world: world({ service: { failsAndRemembers: 0.5 }, network: { losesAnswers: 0.3 }, pauseMs: 40 * HOUR_MS }),
    target: sending((verdict) =>
      verdict.kind === 'again' ? { ...verdict, trouble: { ...verdict.trouble, unapplied: true } } : verdict,
    ),
  },
  {
    name: 'a program that takes a job that is not found for one that failed',
    found: /FALSE REJECT/,
    world: world({ service: { missesJobs: 0.5 } }),
    target: (target) => ({
      ...target,
      settle: async (...given) => {
        const settlement = await target.settle(...given);
        return settlement.kind === 'missing'
          ? { kind: 'failed', code: 'GONE', message: 'gone', committed: 0 }
          : settlement;
      },
    }),
  },
];
