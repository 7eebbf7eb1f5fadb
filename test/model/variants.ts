/** The protocol as it is built, in the surroundings that it was made for, and the bad variants that the checker must tell from it. */
import { AS_BUILT, type Rules } from './rules.js';

export interface Variant {
  readonly name: string;
  readonly rules: Rules;
}

interface BadVariant extends Variant {
  /** What it must be found to do. */
  readonly violation: RegExp;
}

/** More chunks make many more states. */
const ONE_SEND = { ticks: 0, sends: 1, crashes: 0 };

function variant(name: string, change: Partial<Rules>): Variant {
  return { name, rules: { ...AS_BUILT, ...change } };
}

function bad(name: string, violation: RegExp, change: Partial<Rules>): BadVariant {
  return { ...variant(name, change), violation };
}

export const SOUND: readonly Variant[] = [
  variant('as built', {}),
  variant('two chunks of the same rows', { chunks: 2, isBusy: false, bound: ONE_SEND }),
  variant('two clients without a lock, and a service that never turns away', {
    clients: 2,
    isBusy: false,
    bound: { ticks: 1, sends: 2, crashes: 0 },
  }),
  variant('a service without memory, and nothing is sent twice', { dedupe: 'none', isHeld: true }),
];

export const BAD: readonly BadVariant[] = [
  bad('a key of the content, and two equal chunks', /^LOST/, {
    key: 'content',
    chunks: 2,
    isBusy: false,
    bound: ONE_SEND,
  }),
  bad('a new key for each try', /^DUPLICATE/, { key: 'chance' }),
  bad('no look at the window', /^DUPLICATE/, { hasWindowCheck: false }),
  bad('INTENT is not written before sending', /^DUPLICATE/, { isIntentFirst: false }),
  bad('an ACK is taken for the end', /^LOST/, { isAckEnough: true }),
  bad('a new key for a job that takes long', /^DUPLICATE/, { isImpatient: true }),
  bad('a service that looks before it acts, and tries that overlap', /^DUPLICATE/, { dedupe: 'hasty' }),
  bad('a service that looks before it acts, and two clients', /^DUPLICATE/, {
    dedupe: 'hasty',
    clients: 2,
    isBusy: false,
    bound: { ticks: 1, sends: 2, crashes: 0 },
  }),
  bad('a service without memory, and tries again', /^DUPLICATE/, { dedupe: 'none' }),
  bad('a copy that outlives what is assumed', /^DUPLICATE/, { life: 5 }),
  // Why the lock is needed, though the service executes each key once.
  bad('two clients without a lock, and one is turned away', /^FALSE REFUSAL|^DUPLICATE/, { clients: 2 }),
];

/** The same, looked at further: to so many ticks where there is one chunk. */
export function further({ name, rules }: Variant, ticks: number): Variant {
  const { bound, chunks } = rules;
  const wider = chunks === 1 ? { ticks, sends: 3, crashes: 2 } : { ...bound, ticks: ticks - 4, crashes: 1 };
  return { name, rules: { ...rules, bound: wider } };
}
