/** Virtual time: events happen one after the other, and time passes only between them. */
import type { Random } from './random.js';

/** Whose event it is: events of the dead don't happen, those of the suspended happen later. */
export interface Owner {
  readonly name: string;
  isAlive: boolean;
  /** ms; events due before it wait until then. */
  resumesAt: number;
}

interface Event {
  due: number;
  /** Decides among events that are due at once. */
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly happen: () => void;
  /** It alone is no reason to go on. */
  readonly isIdle: boolean;
}

/** When every world begins: ms since 1970. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** More events than any sound run has: something goes round in circles. */
const MOST_EVENTS = 100_000;

export class Schedule {
  /** ms since the world began. */
  now = 0;
  /** Whose event is happening. Whatever code runs meanwhile is this owner's. */
  current: Owner | undefined;
  /** Called before each event of an owner. */
  beforeEvent: (owner: Owner) => void = () => undefined;
  readonly #random: Random;
  #events: Event[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lets something happen in `ms`. The function that it returns takes it back. */
  after(ms: number, owner: Owner | undefined, happen: () => void, isIdle = false): () => void {
    const event = { due: this.now + Math.max(0, ms), order: this.#random.next(), owner, happen, isIdle };
    this.#events.push(event);
    return () => this.#remove(event);
  }

  /** Lets things happen until `isOver` says so. Throws where nothing can happen before that, or too much does. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const event = this.#next();
      if (event === undefined) throw new Error('nothing can happen any more, and somebody waits');
      this.#count += 1;
      if (this.#count > MOST_EVENTS) throw new Error(`more than ${MOST_EVENTS} events`);
      this.now = Math.max(this.now, event.due);
      await this.#happen(event);
    }
  }

  async #happen({ owner, happen }: Event): Promise<void> {
    if (owner !== undefined) this.beforeEvent(owner);
    // It may just have been killed, or put to sleep.
    if (owner !== undefined && (!owner.isAlive || owner.resumesAt > this.now)) {
      if (owner.isAlive) this.after(owner.resumesAt - this.now, owner, happen);
      return;
    }
    this.current = owner;
    happen();
    // Behind this, every promise that the event has settled has been followed as far as it goes.
    await new Promise((resolve) => setImmediate(resolve));
    this.current = undefined;
  }

  #next(): Event | undefined {
    this.#events = this.#events.filter(({ owner }) => owner?.isAlive !== false);
    let next: Event | undefined;
    let isAnyoneBusy = false;
    for (const event of this.#events) {
      isAnyoneBusy ||= !event.isIdle;
      if (event.owner !== undefined) event.due = Math.max(event.due, event.owner.resumesAt);
      if (next === undefined || event.due < next.due || (event.due === next.due && event.order < next.order))
        next = event;
    }
    if (next === undefined || !isAnyoneBusy) return undefined;
    this.#remove(next);
    return next;
  }

  #remove(event: Event): void {
    const at = this.#events.indexOf(event);
    if (at >= 0) this.#events.splice(at, 1);
  }
}
