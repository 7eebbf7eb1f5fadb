/** How long the next bytes of a source that is still being written are waited for. */
import type { Tools } from './tools.js';

/** read: they are there, or the end is · old: what is in the chunk has waited long enough · stopped: nothing more is wanted. */
export type Waited = 'read' | 'old' | 'stopped';

/** A timer may not be longer than 2^31 - 1 ms. */
const A_DAY_MS = 86_400_000;

export class Patience {
  readonly #tools: Pick<Tools, 'clock' | 'sleep'>;
  readonly #ageMs: number;
  readonly #stopping: AbortSignal;
  #chunk: object | undefined;
  #since = 0;

  /** `ageMs`: how long rows may wait for their chunk to become full; null: for ever. */
  constructor(tools: Pick<Tools, 'clock' | 'sleep'>, ageMs: number | null, stopping: AbortSignal) {
    this.#tools = tools;
    this.#ageMs = Math.min(ageMs ?? A_DAY_MS, A_DAY_MS);
    this.#stopping = stopping;
  }

  /** Waits for a read. `chunk` is what has rows in it, and is as old as the first wait with it. Throws what the read throws. */
  async wait(reading: Promise<void>, chunk: object | undefined): Promise<Waited> {
    const now = this.#tools.clock.uptime() * 1000;
    if (chunk !== this.#chunk) this.#since = now;
    this.#chunk = chunk;
    const waiting = new AbortController();
    const end = () => waiting.abort();
    this.#stopping.addEventListener('abort', end, { signal: waiting.signal });
    const left = chunk === undefined ? A_DAY_MS : Math.max(0, this.#since + this.#ageMs - now);
    if (this.#stopping.aborted) end();
    try {
      const late = this.#tools.sleep(left, waiting.signal).then((): Waited => 'old');
      const waited = await Promise.race([reading.then((): Waited => 'read'), late]);
      return waited === 'old' && this.#stopping.aborted ? 'stopped' : waited;
    } catch (error) {
      if (this.#stopping.aborted) return 'stopped';
      throw error;
    } finally {
      end();
    }
  }
}
