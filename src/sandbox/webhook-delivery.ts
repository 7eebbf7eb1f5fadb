/** Makes the calls that wait, a few at once, each until it is delivered or given up. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { Database } from './database.js';
import type { QueuedJob, Worker, WorkerTools } from './dialect.js';
import { findCall, recordTry, waitingCalls, type WaitingCall } from './webhook-calls.js';
import { loopbackUrl, postMessage } from './webhook-post.js';

/** The statuses that count as delivered, by the vendor. */
const DELIVERED: ReadonlySet<unknown> = new Set([200, 201, 202]);

/** Milliseconds before the second and the third try; there is no fourth. */
const PAUSES = [1000, 2000];
const TRIES = PAUSES.length + 1;

/** Calls under way at once: one receiver that hangs doesn't hold up all the others. */
const LANES = 4;

/** Its jobs are the batches that have a call waiting. */
export class WebhookDelivery implements Worker {
  readonly #database: Database;
  readonly #log: (line: string) => void;
  readonly #queue: string[] = [];
  readonly #lanes = new Set<Promise<void>>();
  #freeLanes = LANES;
  readonly #stopped = new AbortController();

  /** Goes on with whatever the database says is waiting. */
  constructor({ database, log }: Pick<WorkerTools, 'database' | 'log'>) {
    this.#database = database;
    this.#log = log;
    for (const id of waitingCalls(database)) this.add({ id });
  }

  add({ id }: QueuedJob): void {
    this.#queue.push(id);
    if (this.#freeLanes === 0) return;
    this.#freeLanes--;
    const lane = this.#runLane().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Ends the calls that are under way; they are made again when the database is opened again. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#lanes);
  }

  async #runLane(): Promise<void> {
    // The answer that ends a batch leaves before its call.
    await setImmediate(undefined, { ref: false });
    while (!this.#stopped.signal.aborted) {
      const id = this.#queue.shift();
      if (id === undefined) break;
      await this.#deliver(id);
    }
    this.#freeLanes++;
  }

  async #deliver(id: string): Promise<void> {
    try {
      const call = findCall(this.#database, id);
      if (call === undefined) return;
      const url = loopbackUrl(call.url);
      if (url === undefined) this.#giveUp(id, call.tries, 'it is not on this machine');
      else await this.#tryOften(id, call, url);
    } catch (error) {
      // Stopped, or the database can't be written: the call waits for the next start.
      if (!this.#stopped.signal.aborted) this.#log(`the webhook call for batch ${id} waits: ${messageOf(error)}`);
    }
  }

  async #tryOften(id: string, call: WaitingCall, url: URL): Promise<void> {
    const { signal } = this.#stopped;
    const { headers, forgedHeaders, body } = call;
    if (forgedHeaders !== null && call.tries === 0) await this.#post(url, { headers: forgedHeaders, body });
    for (let tries = call.tries; ;) {
      if (tries > 0) await setTimeout(PAUSES[tries - 1], undefined, { ref: false, signal });
      const answer = await this.#post(url, { headers, body });
      tries++;
      if (DELIVERED.has(answer)) {
        recordTry(this.#database, id, { state: 'delivered', tries, answer: String(answer) });
        return;
      }
      if (tries >= TRIES) {
        this.#giveUp(id, tries, String(answer));
        return;
      }
      recordTry(this.#database, id, { state: 'waiting', tries, answer: String(answer) });
    }
  }

  /** The status, or why there is none. Rejects when it is told to stop. */
  async #post(url: URL, message: Pick<WaitingCall, 'headers' | 'body'>): Promise<number | string> {
    const { signal } = this.#stopped;
    try {
      return await postMessage(url, message, signal);
    } catch (error) {
      signal.throwIfAborted();
      return messageOf(error);
    }
  }

  #giveUp(id: string, tries: number, answer: string): void {
    recordTry(this.#database, id, { state: 'given up', tries, answer });
    this.#log(`the webhook call for batch ${id} is given up: ${answer}`);
  }
}
