/** One pause for all requests to the target: when the service asks one of them to wait, it means all. */
import type { Tools } from './tools.js';

export class Pause {
  readonly #tools: Tools;
  #until = 0;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Nobody sends for so many ms from now on; a longer pause that is on stays. */
  extend(ms: number): void {
    this.#until = Math.max(this.#until, this.#tools.clock.uptime() * 1000 + ms);
  }

  /** Resolves when no pause is on, or when the signal is aborted. */
  async over(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.#until - this.#tools.clock.uptime() * 1000;
      if (left <= 0 || signal.aborted) return;
      await this.#tools.sleep(Math.ceil(left), signal);
    }
  }
}
