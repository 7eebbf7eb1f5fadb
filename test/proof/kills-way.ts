/** What is sent to a run, and what must come of it. */
import type { Chance } from '../encode/simd/chance.js';
import type { Ran } from './kills-run.js';
import type { Way } from './kills-trial.js';

/** A graceful stop ends by then, and one that is asked for twice. ms; a busy machine takes a while to notice that a process ended. */
const GRACE = 8_000;
const AT_ONCE = 250;
const OVERHEAD = 250;
const EXITS: ReadonlyMap<string, number> = new Map([
  ['INT', 130],
  ['TERM', 143],
]);

/** Throws for another signal than KILL, INT and TERM. */
export function wayOf(signal: string, chance: Chance): Way {
  if (signal === 'KILL') {
    return { signalsFor: () => ({ signal: 'SIGKILL' }), faults: '', wrongWith: () => undefined };
  }
  const exit = EXITS.get(signal);
  if (exit === undefined) throw new Error(`SIGNAL is KILL, INT or TERM, not ${signal}`);
  // Asked by the system it must also leave a service that never answers; asked by hand it waits, until it is asked again.
  const isTwice = signal === 'INT' && chance.oneIn(2);
  const hangs = `hang@${2 + chance.below(5)}-99`;
  const faults = isTwice || (signal === 'TERM' && chance.oneIn(2)) ? hangs : '';
  return {
    signalsFor: () => ({
      signal: signal === 'INT' ? 'SIGINT' : 'SIGTERM',
      secondMs: isTwice ? 20 + chance.below(400) : undefined,
    }),
    faults,
    wrongWith: (ran) => wrongWith(ran, exit),
  };
}

function wrongWith({ exit, signal, sinceFirst = 0, sinceSecond = 0 }: Ran, expected: number): string | undefined {
  if (sinceFirst > GRACE + OVERHEAD) return `it took ${Math.round(sinceFirst)} ms to end`;
  if (sinceSecond > AT_ONCE + OVERHEAD) return `it took ${Math.round(sinceSecond)} ms to leave at once`;
  // Before it listens for signals there is nothing to save; and one that came at the very end changes nothing.
  const isEarly = signal === 'SIGINT' || signal === 'SIGTERM';
  return isEarly || exit === expected || exit === 0 || exit === 3 || exit === 6 ? undefined : 'another exit code';
}
