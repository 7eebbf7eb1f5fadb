/** Does accepted batches one after another, each in one transaction, and has the calls about them made. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import type { Database } from './database.js';
import type { QueuedJob, Worker, WorkerTools } from './dialect.js';
import type { FaultPlan, FiredFaults } from './fault-plan.js';
import { readPaprBatch, type ItemError, type PaprBatch } from './papr-batch.js';
import { finishBatch, openBatch, openBatches, type BatchState } from './papr-batches.js';
import { workflowCall } from './papr-calls.js';
import { storeMemory } from './papr-memories.js';
import { logRequest } from './request-log.js';
import { addCall } from './webhook-calls.js';
import { WebhookDelivery } from './webhook-delivery.js';

/** Milliseconds until a batch that couldn't be written (a full disk) is tried again. */
const PAUSE = 1000;

interface Waiting {
  readonly id: string;
  readonly fired: FiredFaults;
}

/** Its jobs are accepted batches, and batches whose call waits. */
export class PaprWorker implements Worker {
  readonly #database: Database;
  readonly #faults: FaultPlan;
  readonly #log: (line: string) => void;
  readonly #calls: WebhookDelivery;
  readonly #queue: Waiting[] = [];
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor({ database, faults, log }: WorkerTools) {
    this.#database = database;
    this.#faults = faults;
    this.#log = log;
    this.#calls = new WebhookDelivery({ database, log });
    for (const id of openBatches(database)) this.#enqueue(id);
  }

  add({ id }: QueuedJob): void {
    if (openBatch(this.#database, id) === undefined) this.#calls.add({ id });
    else this.#enqueue(id);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.#calls.stop();
  }

  #enqueue(id: string): void {
    this.#queue.push({ id, fired: this.#faults.next('job') });
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      // The answer that announces a batch leaves before the batch begins.
      await setImmediate(undefined, { signal });
      for (let waiting = this.#queue.shift(); waiting !== undefined; waiting = this.#queue.shift()) {
        await this.#attempt(waiting);
      }
    } catch (error) {
      if (!signal.aborted) this.#log(`batches wait for the next start: ${messageOf(error)}`);
    }
    this.#running = undefined;
  }

  async #attempt(waiting: Waiting): Promise<void> {
    const wait = { ref: false, signal: this.#stopped.signal };
    const slow = waiting.fired.value('job-slow');
    if (slow !== undefined) await setTimeout(Number(slow), undefined, wait);
    for (;;) {
      try {
        if (this.#database.transaction(() => this.#finish(waiting))) this.#calls.add({ id: waiting.id });
        return;
      } catch (error) {
        this.#log(`batch ${waiting.id} waits, it couldn't be stored: ${messageOf(error)}`);
        await setTimeout(PAUSE, undefined, wait);
      }
    }
  }

  /** Says whether somebody is to be called. */
  #finish({ id, fired }: Waiting): boolean {
    const accepted = openBatch(this.#database, id);
    if (accepted === undefined) return false;
    const at = new Date().toISOString();
    const fault = fired.label;
    if (fault !== undefined) {
      const path = `/v1/memory/batch/status/${id}`;
      const bytes = accepted.body.length;
      logRequest(this.#database, { at, method: 'JOB', path, key: undefined, bytes, status: null, fault });
    }
    if (fired.has('job-stuck')) return false;
    const batch = readPaprBatch(accepted.body);
    const errors = fired.has('job-fail') ? allFailed(batch) : accepted.errors;
    const memoryIds = this.#store(batch, errors, { batchId: id, at });
    finishBatch(this.#database, id, { state: stateOf(batch, errors), errors, at });
    if (batch.webhookUrl === '') return false;
    const call = workflowCall(batch, { id, errors, memoryIds, at }, accepted.forged);
    addCall(this.#database, call, { batchId: id, at });
    return true;
  }

  #store({ items }: PaprBatch, errors: readonly ItemError[], origin: { batchId: string; at: string }): string[] {
    const refused = new Set(errors.map(({ index }) => index));
    return items.flatMap((item, index) =>
      refused.has(index) ? [] : [storeMemory(this.#database, item, { ...origin, index }).memoryId],
    );
  }
}

function allFailed({ items }: PaprBatch): readonly ItemError[] {
  return items.map((_, index) => ({ index, error: 'a fault that was asked for (job-fail)' }));
}

function stateOf({ items }: PaprBatch, errors: readonly ItemError[]): BatchState {
  if (errors.length === 0) return 'completed';
  return errors.length === items.length ? 'failed' : 'partial';
}
