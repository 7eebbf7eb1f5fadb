/** What clients do: announce, send, wait, write down what they were answered, ask for jobs, and crash at any moment. */
import type { Step } from './explore.js';
import type { Rules } from './rules.js';
import { IDLE, withChunk, withStation, type Chunk, type State, type Station } from './state.js';

/** A chunk as one client has it. */
interface Place {
  readonly client: number;
  readonly index: number;
  readonly chunk: Chunk;
  readonly station: Station;
}

/** Everything that any client can do now. */
export function clientSteps(rules: Rules, state: State): Step<State>[] {
  const own = state.stations.flatMap((stations, client) =>
    stations.flatMap((station, index) => {
      const chunk = state.chunks[index];
      return chunk === undefined ? [] : stepsAt(rules, state, { client, index, chunk, station });
    }),
  );
  return [...own, ...crashes(rules, state)];
}

function stepsAt(rules: Rules, state: State, place: Place): Step<State>[] {
  switch (place.station.at) {
    case 'idle':
      return begin(rules, state, place);
    case 'ready':
      return [send(rules, state, place)];
    case 'waiting':
      return [step(`gives up waiting for request ${place.station.about}`, place, at(state, place, 'ready'))];
    case 'answered':
      return [acknowledge(rules, state, place)];
    case 'polling':
      return poll(rules, state, place);
  }
}

function step(what: string, { client, index }: Place, next: State): Step<State> {
  return [`client ${client} ${what} (chunk ${index})`, next];
}

/** The client moves on; it knows no longer that nothing was applied, unless it is told so. */
function at(state: State, { client, index }: Place, where: Station['at'], isClean = false): State {
  return withStation(state, [client, index], { at: where, about: -1, isClean });
}

function begin(rules: Rules, state: State, place: Place): Step<State>[] {
  const { phase } = place.chunk;
  if (phase === 'acked') return [step('goes on asking', place, at(state, place, 'polling'))];
  if (phase === 'intent' && rules.isHeld)
    return [step('is in doubt', place, withChunk(state, place.index, { phase: 'doubt' }))];
  if (phase === 'intent') return [step('takes up an INTENT', place, at(state, place, 'ready'))];
  if (phase !== 'none' && phase !== 'refused') return [];
  if (!rules.isIntentFirst) return [step('begins without INTENT', place, at(state, place, 'ready'))];
  const announced = withChunk(state, place.index, { phase: 'intent', since: state.tick });
  return [step('writes INTENT', place, at(announced, place, 'ready', true))];
}

function send(rules: Rules, state: State, place: Place): Step<State> {
  const { client, index, chunk, station } = place;
  if (!maySend(rules, state, chunk)) {
    const isOpen = chunk.phase === 'none' || chunk.phase === 'intent';
    const next = isOpen ? withChunk(state, index, { phase: 'doubt' }) : state;
    return step('may not send, and is in doubt', place, withStation(next, [client, index], IDLE));
  }
  const copy = { chunk: index, client, send: chunk.sends, key: keyOf(rules, place), sentAt: state.tick };
  const sent = { ...withChunk(state, index, { sends: chunk.sends + 1 }), copies: [...state.copies, copy] };
  const waiting: Station = { at: 'waiting', about: chunk.sends, isClean: station.isClean };
  return step(`sends request ${chunk.sends}`, place, withStation(sent, [client, index], waiting));
}

function maySend({ bound, isHeld, hasWindowCheck, dedupe, window, assumedLife }: Rules, state: State, chunk: Chunk) {
  if (chunk.sends >= bound.sends) return false;
  if (isHeld) return chunk.sends === 0;
  if (!hasWindowCheck || dedupe === 'none' || chunk.since < 0) return true;
  return state.tick + assumedLife < chunk.since + window;
}

/** Places are kept apart by tens, generations by ones, chance by thousands. */
function keyOf({ key }: Rules, { index, chunk }: Place): number {
  if (key === 'content') return chunk.generation;
  return (key === 'chance' ? 1000 * (chunk.sends + 1) : 0) + 10 * index + chunk.generation;
}

function acknowledge(rules: Rules, state: State, place: Place): Step<State> {
  const { index, chunk, station } = place;
  const isFinal = ['settled', 'rejected', 'doubt'].includes(chunk.phase);
  const since = chunk.since < 0 ? state.tick : chunk.since;
  if (rules.isAckEnough) {
    const next = withChunk(state, index, isFinal ? {} : { phase: 'settled', since });
    return step('takes the ACK for the end', place, at(next, place, 'idle'));
  }
  const next = withChunk(state, index, isFinal ? {} : { phase: 'acked', job: station.about, since });
  return step(`writes ACK of job ${station.about}`, place, at(next, place, isFinal ? 'idle' : 'polling'));
}

function poll({ isImpatient }: Rules, state: State, place: Place): Step<State>[] {
  const { index, chunk } = place;
  if (chunk.phase !== 'acked') return [step('finds the chunk final', place, at(state, place, 'idle'))];
  const end = state.jobs[chunk.job]?.end;
  const idle = at(state, place, 'idle');
  if (end === 'done') return [step('writes SETTLED', place, withChunk(idle, index, { phase: 'settled' }))];
  if (end === 'failed') return [step('writes a rejection', place, withChunk(idle, index, { phase: 'rejected' }))];
  if (!isImpatient || chunk.generation > 0) return [];
  const next = { phase: 'intent', generation: 1, since: state.tick } as const;
  return [step('loses patience', place, withChunk(at(state, place, 'ready'), index, next))];
}

function crashes({ bound }: Rules, state: State): Step<State>[] {
  if (state.crashes >= bound.crashes) return [];
  return state.stations.flatMap((stations, client) => {
    if (stations.every(({ at }) => at === 'idle')) return [];
    const fresh = state.stations.map((own, index) => (index === client ? own.map(() => IDLE) : own));
    return [[`client ${client} CRASHES`, { ...state, crashes: state.crashes + 1, stations: fresh }] as const];
  });
}
