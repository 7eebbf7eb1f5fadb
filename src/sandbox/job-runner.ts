/** Applies accepted jobs one after another, each in one transaction; a job that a kill left behind comes first. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import { applyBatch, distortResult, spoiltResult } from './apply-batch.js';
import { readBatch } from './batch.js';
import type { Database } from './database.js';
import type { QueuedJob, Worker, WorkerTools } from './dialect.js';
import type { FaultPlan, FiredFaults } from './fault-plan.js';
import { findJob, finishJob, jobBody, openJobs, startJob } from './jobs.js';
import { logRequest } from './request-log.js';

/** Bytes of bodies that wait in memory; beyond, a job's body is read from the database when its turn comes. */
const MOST_BYTES_AT_HAND = 16_000_000;

/** Milliseconds until a job that couldn't be written (a full disk) is tried again. */
const PAUSE = 1000;

interface Waiting extends QueuedJob {
  readonly fired: FiredFaults;
}

export class JobRunner implements Worker {
  readonly #database: Database;
  readonly #faults: FaultPlan;
  readonly #log: (line: string) => void;
  readonly #queue: Waiting[] = [];
  readonly #stopped = new AbortController();
  #bytesAtHand = 0;
  #running: Promise<void> | undefined;

  constructor({ database, faults, log }: WorkerTools) {
    this.#database = database;
    this.#faults = faults;
    this.#log = log;
    for (const id of openJobs(database)) this.add({ id });
  }

  /** Queues a job whose acceptance is committed. Each job may be added once. */
  add({ id, batch }: QueuedJob): void {
    const fired = this.#faults.next('job');
    const bytes = batch?.body.length ?? 0;
    const fits = batch !== undefined && this.#bytesAtHand + bytes <= MOST_BYTES_AT_HAND;
    if (fits) this.#bytesAtHand += bytes;
    const waiting = fits ? { id, batch, fired } : { id, fired };
    const late = fired.value('job-late');
    if (late === undefined) this.#enqueue(waiting);
    else void this.#enqueueLater(waiting, Number(late));
  }

  /** Begins no further job. What waits is continued when the database is opened again. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  #enqueue(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#running ??= this.#run();
  }

  /** Others go past it meanwhile. A server that is stopped before that begins with it when it is opened again. */
  async #enqueueLater(waiting: Waiting, milliseconds: number): Promise<void> {
    const isTime = await setTimeout(milliseconds, true, { signal: this.#stopped.signal }).catch(() => false);
    if (isTime) this.#enqueue(waiting);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      // The answer that announces a job leaves before the job begins.
      await setImmediate(undefined, { signal });
      for (let waiting = this.#queue[0]; waiting !== undefined; waiting = this.#queue[0]) {
        await this.#attempt(waiting);
        this.#queue.shift();
        this.#bytesAtHand -= waiting.batch?.body.length ?? 0;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#running = undefined;
  }

  async #delay({ id, fired }: Waiting): Promise<void> {
    const slow = fired.value('job-slow');
    if (slow === undefined) return;
    startJob(this.#database, id);
    await setTimeout(Number(slow), undefined, { signal: this.#stopped.signal });
  }

  async #attempt(waiting: Waiting): Promise<void> {
    for (;;) {
      try {
        await this.#delay(waiting);
        this.#database.transaction(() => this.#apply(waiting));
        return;
      } catch (error) {
        this.#stopped.signal.throwIfAborted();
        this.#log(`job ${waiting.id} waits, it couldn't be applied: ${messageOf(error)}`);
        await setTimeout(PAUSE, undefined, { signal: this.#stopped.signal });
      }
    }
  }

  #apply({ id, batch, fired }: Waiting): void {
    const job = findJob(this.#database, id);
    const body = batch?.body ?? jobBody(this.#database, id);
    if (job === undefined || body === undefined) return;
    const at = new Date().toISOString();
    const fault = fired.label;
    if (fault !== undefined) {
      const path = `/records/${job.object}/jobs/${id}`;
      logRequest(this.#database, { at, method: 'JOB', path, key: undefined, bytes: body.length, status: null, fault });
    }
    if (fired.has('job-stuck')) {
      startJob(this.#database, id);
      return;
    }
    const spoilt = spoiltResult(job, fired);
    const form = { operation: job.operation };
    const result = spoilt ?? applyBatch(this.#database, { job, batch: batch ?? readBatch(body, form), at });
    finishJob(this.#database, id, { at, result: distortResult(result, fired) });
  }
}
