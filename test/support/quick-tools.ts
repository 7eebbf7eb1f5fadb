/** What a run is given of clocks and chance, with waits that take no time: the clocks go on by as much. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Tools } from '../../src/import/tools.js';
import { realTools } from '../../src/main.js';

export class QuickTools implements Tools {
  readonly #real: Tools;
  /** ms by which the clocks are ahead of the real ones. */
  #ahead = 0;
  /** ms that a wait really takes at most: a little, for the service to go on with its jobs meanwhile. */
  longest = 1;
  /** ms by which the wall clock alone is. */
  wallAhead = 0;
  /** ms of each wait that was asked for. */
  readonly waits: number[] = [];

  constructor(stop: AbortSignal = new AbortController().signal) {
    this.#real = realTools(stop, new AbortController().signal);
  }

  /** Time passes. */
  pass(ms: number): void {
    this.#ahead += ms;
  }

  get version(): string {
    return this.#real.version;
  }

  get pid(): number {
    return this.#real.pid;
  }

  get clock(): Tools['clock'] {
    const { clock } = this.#real;
    return {
      now: () => clock.now() + this.#ahead + this.wallAhead,
      uptime: () => clock.uptime() + this.#ahead / 1000,
      bootId: clock.bootId,
    };
  }

  get disk(): Tools['disk'] {
    return this.#real.disk;
  }

  get stop(): AbortSignal {
    return this.#real.stop;
  }

  get abort(): AbortSignal {
    return this.#real.abort;
  }

  random(): number {
    return this.#real.random();
  }

  token(): string {
    return this.#real.token();
  }

  /** Waits side by side pass together: each ends when the clocks have come to its end. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    const end = this.#ahead + ms;
    if (!signal.aborted) await delay(Math.min(ms, this.longest), undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) this.#ahead = Math.max(this.#ahead, end);
  }

  every(ms: number, task: () => void): () => void {
    return this.#real.every(ms, task);
  }

  stdin(): AsyncIterable<Uint8Array> {
    return this.#real.stdin();
  }
}
