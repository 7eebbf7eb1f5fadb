/** For how long a request's key protects it, and how much of that has passed: by three clocks, none of which is trusted alone. */
import type { Moment } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import { isOrdered } from '../target/scope.js';
import type { Line } from './line.js';

/** After this, a copy of a request that was given up is taken to be dead; with an allowance for clocks that disagree. */
const GHOST_MS = 15 * 60_000;
const SKEW_MS = 5 * 60_000;

type Clocks = Pick<Line, 'tools' | 'serviceClock'>;

/** The clocks as they stand, to be compared in another process. */
export function momentOf({ tools: { clock }, serviceClock }: Clocks): Moment {
  const service = serviceClock.now();
  const moment = { wall: clock.now(), bootId: clock.bootId, uptime: clock.uptime() };
  return service === null ? moment : { ...moment, service };
}

/** A key that the service may have forgotten protects from nothing. Applying an ordered import again changes nothing. */
export function isWindowOpen(line: Clocks & Pick<Line, 'plan' | 'frozen'>, { sentSince }: PartState): boolean {
  const { dedupe } = line.plan.target;
  if (isOrdered(line.frozen.scope) || dedupe.by !== 'chunk') return true;
  return elapsedMs(sentSince, momentOf(line)) + GHOST_MS + SKEW_MS < dedupe.windowMs;
}

export function windowIsOver({ sentSince }: PartState): string {
  const since = new Date(sentSince.wall).toISOString();
  return `it was sent ${since} and never answered, and by now the service may have forgotten its key`;
}

/**
 * ms between two moments. Of three clocks two agree, and outvote one that was set; of two the one counts that shows more. A clock that
 * stands alone and was set back shows nothing: then it may have been any time, Infinity.
 */
export function elapsedMs(from: Moment, to: Moment): number {
  const wall = to.wall - from.wall;
  const others = [sinceStart(from, to), atService(from, to)].filter((time) => time !== undefined);
  if (others.length === 0) return wall < -SKEW_MS ? Infinity : wall;
  const [most = wall, second = wall] = [wall, ...others].toSorted((one, two) => two - one);
  return others.length === 1 ? most : second;
}

/** Comparable as long as the machine wasn't started anew. */
function sinceStart(from: Moment, to: Moment): number | undefined {
  return from.bootId !== null && from.bootId === to.bootId ? (to.uptime - from.uptime) * 1000 : undefined;
}

function atService({ service: from }: Moment, { service: to }: Moment): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
