/** A moment of the modelled world: small values only, so that millions of them can be told apart. */

/** Where the journal says that a chunk stands. All clients of the model share one journal. */
type Phase = 'none' | 'intent' | 'refused' | 'acked' | 'settled' | 'rejected' | 'doubt';

export interface Chunk {
  readonly phase: Phase;
  /** Tick of the INTENT that counts for the window; -1 before there is one. */
  readonly since: number;
  /** The job in the ACK, by its number; -1 without one. */
  readonly job: number;
  readonly generation: number;
  /** Requests sent so far, by anybody. */
  readonly sends: number;
}

/** What a client is doing with a chunk: gone when it crashes. */
export interface Station {
  readonly at: 'idle' | 'ready' | 'waiting' | 'answered' | 'polling';
  /** Waited for: the number of the request · answered with: the number of the job. */
  readonly about: number;
  /** No request for this chunk can have been applied, as far as this client knows. */
  readonly isClean: boolean;
}

/** A copy of a request on its way. */
export interface Copy {
  readonly chunk: number;
  readonly client: number;
  /** The number of the request. */
  readonly send: number;
  readonly key: number;
  readonly sentAt: number;
  /** What a service found in its memory that looks first and acts later: the job's number, -1 for none; undefined before it has looked. */
  readonly found?: number;
}

interface Remembered {
  readonly key: number;
  readonly job: number;
  readonly at: number;
}

export interface Job {
  readonly chunk: number;
  readonly end: 'open' | 'done' | 'failed';
}

export interface State {
  readonly tick: number;
  readonly crashes: number;
  readonly chunks: readonly Chunk[];
  /** By client, then by chunk. */
  readonly stations: readonly (readonly Station[])[];
  readonly copies: readonly Copy[];
  readonly memory: readonly Remembered[];
  readonly jobs: readonly Job[];
}

const NEW_CHUNK: Chunk = { phase: 'none', since: -1, job: -1, generation: 0, sends: 0 };
export const IDLE: Station = { at: 'idle', about: -1, isClean: false };

export function initialState(chunks: number, clients: number): State {
  return {
    tick: 0,
    crashes: 0,
    chunks: Array.from({ length: chunks }, () => NEW_CHUNK),
    stations: Array.from({ length: clients }, () => Array.from({ length: chunks }, () => IDLE)),
    copies: [],
    memory: [],
    jobs: [],
  };
}

/** A list with one of its entries replaced. */
export function replaced<Entry>(list: readonly Entry[], index: number, entry: Entry): readonly Entry[] {
  return list.with(index, entry);
}

/** The state with a chunk changed. */
export function withChunk(state: State, index: number, change: Partial<Chunk>): State {
  const chunk = state.chunks[index];
  return chunk === undefined ? state : { ...state, chunks: replaced(state.chunks, index, { ...chunk, ...change }) };
}

/** The state with what a client does about a chunk changed. */
export function withStation(state: State, [client, chunk]: readonly [number, number], station: Station): State {
  const own = state.stations[client] ?? [];
  return { ...state, stations: replaced(state.stations, client, replaced(own, chunk, station)) };
}
