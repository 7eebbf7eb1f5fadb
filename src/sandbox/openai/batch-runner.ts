/**
 * Runs batches, each on its own and in small steps. Where a batch stands is in the database alone, and every step begins by looking there:
 * so a batch goes on after a kill, and whoever wants to end one says so in its row.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { messageOf } from '../../errors.js';
import type { Database } from '../database.js';
import type { QueuedJob, Worker, WorkerTools } from '../dialect.js';
import type { FaultPlan, FiredFaults } from '../fault-plan.js';
import { logRequest } from '../request-log.js';
import { endBatch, failBatch } from './batch-end.js';
import { faultNumber, spoiltErrors } from './batch-faults.js';
import { answerSlice } from './batch-results.js';
import { validateInput } from './batch-validation.js';
import { findBatch, isFinal, openBatches, setStatus, setTotal, type Batch, type BatchError } from './batches.js';
import { findFile } from './files.js';
import { dropLostContent } from './pieces.js';
import type { Vendor } from './vendor.js';

/** Milliseconds until a step that couldn't be written (a full disk) is tried again. */
const PAUSE = 1000;

/** Milliseconds between two looks at a batch that waits. */
const LOOK = 50;

export class BatchRunner implements Worker {
  readonly #vendor: Vendor;
  readonly #database: Database;
  readonly #faults: FaultPlan;
  readonly #log: (line: string) => void;
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(vendor: Vendor, { database, faults, log }: WorkerTools) {
    this.#vendor = vendor;
    this.#database = database;
    this.#faults = faults;
    this.#log = log;
    dropLostContent(database);
    for (const id of openBatches(database, vendor.api)) this.add({ id });
  }

  add({ id }: QueuedJob): void {
    const run = this.#run(id, this.#faults.next('job')).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  async #run(id: string, fired: FiredFaults): Promise<void> {
    const { signal } = this.#stopped;
    let goesOn = true;
    let isLogged = fired.label === undefined;
    while (goesOn && !signal.aborted) {
      try {
        // The answer that announces a batch leaves before the batch begins, and others are answered between two steps.
        await this.#rest();
        if (!isLogged) this.#logFaults(id, fired);
        isLogged = true;
        goesOn = await this.#step(id, fired);
      } catch (error) {
        if (signal.aborted) return;
        this.#log(`batch ${id} waits, it couldn't go on: ${messageOf(error)}`);
        await this.#wait(PAUSE).catch(() => undefined);
      }
    }
  }

  /** Takes a batch one step further; false where there is no further. */
  async #step(id: string, fired: FiredFaults): Promise<boolean> {
    const batch = findBatch(this.#database, this.#vendor.api, id);
    if (batch === undefined || isFinal(batch.status)) return false;
    if (batch.status === 'validating') await this.#validate(batch, fired);
    else if (batch.status === 'in_progress') return await this.#progress(batch, fired);
    else this.#end(batch, batch.status === 'cancelling' ? 'cancelled' : 'completed', fired);
    return true;
  }

  async #validate(batch: Batch, fired: FiredFaults): Promise<void> {
    const rest = async (): Promise<void> => await this.#rest();
    const spoilt = spoiltErrors(fired);
    const { errors, requests } =
      spoilt === undefined
        ? await validateInput(this.#database, this.#vendor, { batch, rest })
        : { errors: spoilt, requests: 0 };
    const { id } = batch;
    const at = new Date().toISOString();
    this.#database.transaction(() => {
      // It may have been cancelled meanwhile.
      if (findBatch(this.#database, this.#vendor.api, id)?.status !== 'validating') return;
      if (errors.length > 0) {
        failBatch(this.#database, batch, { errors, at });
        return;
      }
      setTotal(this.#database, id, requests);
      setStatus(this.#database, id, { status: 'in_progress', at });
    });
  }

  async #progress(batch: Batch, fired: FiredFaults): Promise<boolean> {
    // Left alone until the database is opened again; asked to end, it will be ending for ever.
    if (fired.has('batch-stuck')) return false;
    const file = findFile(this.#database, this.#vendor.api, batch.inputFileId);
    if (file === undefined) {
      const error: BatchError = { code: 'internal_error', line: null, message: 'the input file is gone', param: null };
      const at = new Date().toISOString();
      this.#database.transaction(() => {
        failBatch(this.#database, batch, { errors: [error], at });
      });
    } else if (batch.readBytes < file.bytes) {
      this.#database.transaction(() => {
        answerSlice(this.#database, this.#vendor, { batch, file, fired });
      });
    } else await this.#finish(batch, fired);
    return true;
  }

  /** Every request has its result. */
  async #finish(batch: Batch, fired: FiredFaults): Promise<void> {
    const { afterResults, canExpire } = this.#vendor;
    const begun = Date.parse(batch.times.in_progress ?? batch.createdAt);
    const left = begun + (faultNumber(fired, 'batch-slow') ?? 0) - Date.now();
    if (left > 0) await this.#wait(Math.min(left, LOOK));
    else if (canExpire && fired.has('batch-expire')) this.#end(batch, 'expired', fired);
    else if (afterResults === 'completed') this.#end(batch, 'completed', fired);
    else setStatus(this.#database, batch.id, { status: afterResults, at: new Date().toISOString() });
  }

  #end(batch: Batch, status: 'completed' | 'expired' | 'cancelled', fired: FiredFaults): void {
    const at = new Date().toISOString();
    const losesOutput = fired.has('no-output-file');
    this.#database.transaction(() => {
      endBatch(this.#database, this.#vendor, { batch, status, at, losesOutput });
    });
  }

  #logFaults(id: string, { label }: FiredFaults): void {
    const at = new Date().toISOString();
    const path = `/batches/${id}`;
    logRequest(this.#database, { at, method: 'JOB', path, key: undefined, bytes: 0, status: null, fault: label });
  }

  async #rest(): Promise<void> {
    await setImmediate(undefined, { signal: this.#stopped.signal });
  }

  /** Rejects when the runner is stopped. */
  async #wait(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: this.#stopped.signal });
  }
}
