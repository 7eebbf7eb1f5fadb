/** What happens to requests once they have left: the network, the service, its memory of keys, its jobs, and time. */
import type { Step } from './explore.js';
import type { Rules } from './rules.js';
import { replaced, withChunk, withStation, IDLE, type Copy, type Job, type State } from './state.js';

/** Everything that can happen outside of the clients. */
export function serviceSteps(rules: Rules, state: State): Step<State>[] {
  const copies = state.copies.flatMap((copy, index) => copySteps(rules, state, copy, index));
  const jobs = state.jobs.flatMap(({ chunk, end }, index) => (end === 'open' ? jobSteps(state, chunk, index) : []));
  return [...time(rules, state), ...copies, ...jobs];
}

function time({ bound, life, window }: Rules, state: State): Step<State>[] {
  if (state.tick >= bound.ticks) return [];
  const tick = state.tick + 1;
  const copies = state.copies.filter(({ sentAt, found }) => found !== undefined || tick <= sentAt + life);
  const memory = state.memory.filter(({ at }) => tick < at + window);
  return [['time passes', { ...state, tick, copies, memory }]];
}

function copySteps(rules: Rules, state: State, copy: Copy, index: number): Step<State>[] {
  const without = { ...state, copies: state.copies.toSpliced(index, 1) };
  const name = `request ${copy.send} of chunk ${copy.chunk}`;
  const known = state.memory.find(({ key }) => key === copy.key)?.job ?? -1;
  if (rules.dedupe === 'hasty' && copy.found === undefined) {
    const looked = { ...state, copies: replaced(state.copies, index, { ...copy, found: known }) };
    return [
      [`${name} is lost`, without],
      [`the service looks for the key of ${name}`, looked],
    ];
  }
  const taken = take(rules, without, copy, copy.found ?? known);
  const steps: Step<State>[] = [
    [`${name} arrives, and its answer`, answered(taken.state, copy, taken.job)],
    [`${name} arrives, its answer is lost`, taken.state],
  ];
  if (copy.found === undefined) steps.push([`${name} is lost`, without]);
  if (rules.isBusy) steps.push([`${name} is turned away`, turnedAway(without, copy)]);
  return steps;
}

/** The job that a request comes to: the one that is remembered under its key, or a new one. */
function take({ dedupe }: Rules, state: State, { key, chunk }: Copy, known: number): { state: State; job: number } {
  if (known >= 0 && dedupe !== 'none') return { state, job: known };
  const job = state.jobs.length;
  const jobs: readonly Job[] = [...state.jobs, { chunk, end: 'open' }];
  const others = state.memory.filter((entry) => entry.key !== key);
  const memory = dedupe === 'none' ? [] : [...others, { key, job, at: state.tick }];
  return { state: { ...state, jobs, memory }, job };
}

/** Only a client that still waits for this very request is answered. */
function answered(state: State, { client, chunk, send }: Copy, job: number): State {
  const station = state.stations[client]?.[chunk];
  if (station?.at !== 'waiting' || station.about !== send) return state;
  return withStation(state, [client, chunk], { at: 'answered', about: job, isClean: false });
}

/** The client gives up for now: where it knows that nothing was applied, that is written down and the next INTENT counts anew. */
function turnedAway(state: State, { client, chunk, send }: Copy): State {
  const station = state.stations[client]?.[chunk];
  if (station?.at !== 'waiting' || station.about !== send) return state;
  const isOpen = state.chunks[chunk]?.phase === 'intent';
  const next = station.isClean && isOpen ? withChunk(state, chunk, { phase: 'refused' }) : state;
  return withStation(next, [client, chunk], IDLE);
}

function jobSteps(state: State, chunk: number, index: number): Step<State>[] {
  const ended = (end: Job['end']): State => ({ ...state, jobs: replaced(state.jobs, index, { chunk, end }) });
  return [
    [`job ${index} is done`, ended('done')],
    [`job ${index} fails`, ended('failed')],
  ];
}
