/**
 * The order of an upsert's chunks. Two that hold rows which may be about one record follow each other; all others run side by side. A
 * chunk waits for earlier ones alone, so that there is always one that waits for none.
 */
import type { Marks } from '../encode/match-keys.js';
import { MarkTable } from './mark-table.js';

/** Bytes of bodies that may wait before nothing more is cut. */
const MOST_WAITING_BYTES = 16_000_000;

/** A chunk's place in the order, from when it is cut until it is settled. */
export interface Lane {
  /** Resolves when it may be sent, or nothing is to be sent any more. Undefined where it may be at once. */
  readonly turn: Promise<void> | undefined;
  /** It would have to wait for one that stays. */
  readonly isBehindDoubt: boolean;
  /** It is in doubt, and nothing that may be about its records can be sent. */
  stay(): void;
  /** It waits no more, and others have room. May be called twice. */
  start(): void;
  /** It is settled, or this run takes it no further. May be called twice. */
  leave(): void;
}

export class Lanes {
  readonly #table = new MarkTable();
  /** Chunks that aren't settled, by their number in the order. */
  readonly #open = new Map<number, Waiting>();
  readonly #stopping: AbortSignal;
  #entered = 0;
  /** The last one that may be about any record: all behind it wait for it. */
  #barrier = 0;
  #waitingBytes = 0;
  #wantRoom: (() => void)[] = [];

  /** Where the signal is aborted nobody has to wait: whoever goes on must look at it. */
  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
    stopping.addEventListener('abort', () => {
      for (const waiting of this.#open.values()) waiting.go();
      this.#giveRoom();
    });
  }

  /**
   * Takes the next chunk: they come in the order of the source. `marks` as of `matchMarks`; `bytes` are those that it keeps in memory
   * until it starts.
   */
  enter(marks: Marks | undefined, bytes: number): Lane {
    this.#entered += 1;
    const number = this.#entered;
    const before = this.#before(marks, number);
    const mustWait = before.size > 0 && !this.#stopping.aborted;
    const waiting = new Waiting(before.size, mustWait ? bytes : 0);
    for (const earlier of before) this.#open.get(earlier)?.followers.push(waiting);
    this.#open.set(number, waiting);
    this.#waitingBytes += waiting.bytes;
    return {
      turn: mustWait ? waiting.turn : undefined,
      isBehindDoubt: [...before].some((earlier) => this.#open.get(earlier)?.stays),
      stay: () => (waiting.stays = true),
      start: () => this.#start(waiting),
      leave: () => this.#leave(number),
    };
  }

  /** Resolves when there is memory for one more that waits. */
  async room(): Promise<void> {
    while (this.#waitingBytes > MOST_WAITING_BYTES && !this.#stopping.aborted)
      await new Promise<void>((resolve) => this.#wantRoom.push(resolve));
  }

  /** Those that it waits for: whatever these wait for themselves needn't be among them. */
  #before(marks: Marks | undefined, number: number): ReadonlySet<number> {
    if (marks === undefined) {
      this.#barrier = number;
      return new Set(this.#open.keys());
    }
    const before = this.#table.enter(marks, number);
    if (this.#open.has(this.#barrier)) before.add(this.#barrier);
    return before;
  }

  #start(waiting: Waiting): void {
    this.#waitingBytes -= waiting.bytes;
    waiting.bytes = 0;
    this.#giveRoom();
  }

  #leave(number: number): void {
    const waiting = this.#open.get(number);
    if (waiting === undefined) return;
    this.#open.delete(number);
    this.#table.leave(number);
    this.#start(waiting);
    for (const follower of waiting.followers) follower.stepUp();
  }

  #giveRoom(): void {
    for (const resolve of this.#wantRoom) resolve();
    this.#wantRoom = [];
  }
}

/** A chunk that isn't settled. */
class Waiting {
  /** Those that wait for it. */
  readonly followers: Waiting[] = [];
  readonly turn: Promise<void>;
  /** That it keeps in memory and doesn't send. */
  bytes: number;
  stays = false;
  #go: () => void = () => undefined;
  #waitsFor: number;

  constructor(waitsFor: number, bytes: number) {
    this.#waitsFor = waitsFor;
    this.bytes = bytes;
    this.turn = new Promise((resolve) => (this.#go = resolve));
  }

  /** One of those that it waits for is settled. */
  stepUp(): void {
    this.#waitsFor -= 1;
    if (this.#waitsFor === 0) this.go();
  }

  go(): void {
    this.#go();
  }
}
