/** What a variant of the protocol, or of the service, does in another way, and how much of it is looked at. */

export interface Rules {
  readonly chunks: number;
  readonly clients: number;
  /** What a key is made of. place: the chunk's place and its generation · content: the same for the same rows · chance: new each time. */
  readonly key: 'place' | 'content' | 'chance';
  /** INTENT is on disk before a request leaves. */
  readonly isIntentFirst: boolean;
  /** Nothing is sent again that the service may have forgotten. */
  readonly hasWindowCheck: boolean;
  /** The ACK of a job counts as its end. */
  readonly isAckEnough: boolean;
  /** A job that takes long is sent again under a new key. */
  readonly isImpatient: boolean;
  /** What may have been sent is in doubt at once. */
  readonly isHeld: boolean;
  /** none: no memory of keys · atomic: one execution a key · hasty: looks for the key first and acts later. */
  readonly dedupe: 'none' | 'atomic' | 'hasty';
  /** A request may be turned away unread, with an answer that says so. */
  readonly isBusy: boolean;
  /** Ticks that a copy of a request may live, and that the client believes it may. */
  readonly life: number;
  readonly assumedLife: number;
  /** Ticks that the service remembers a key. */
  readonly window: number;
  readonly bound: Bound;
}

/** How far is looked. */
interface Bound {
  readonly ticks: number;
  readonly sends: number;
  readonly crashes: number;
}

/** As it is built. The bound is the least that tells the bad variants from it. */
export const AS_BUILT: Rules = {
  chunks: 1,
  clients: 1,
  key: 'place',
  isIntentFirst: true,
  hasWindowCheck: true,
  isAckEnough: false,
  isImpatient: false,
  isHeld: false,
  dedupe: 'atomic',
  isBusy: true,
  life: 1,
  assumedLife: 1,
  window: 3,
  bound: { ticks: 3, sends: 2, crashes: 1 },
};
