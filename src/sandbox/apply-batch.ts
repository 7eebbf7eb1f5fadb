/** What a job does to the records, and what it says about it: the truth, or what a fault makes of it. */
import type { Batch } from './batch.js';
import type { Database } from './database.js';
import type { FiredFaults } from './fault-plan.js';
import type { Job, JobError, JobResult } from './jobs.js';
import { appendRecords, upsertRecords } from './records.js';

/** The vendor's code for a value of the wrong type or format. */
const ROW_INVALID = 'CDP_ETL.VALIDATION.REQUEST_INVALID';

/** Commits the valid records and lists the others. Belongs into the transaction that ends the job. */
export function applyBatch(database: Database, { job, batch, at }: { job: Job; batch: Batch; at: string }): JobResult {
  const apply = job.operation === 'append' ? appendRecords : upsertRecords;
  apply(database, batch, { object: job.object, jobId: job.id, at });
  const invalidRows = batch.refusals.length;
  const totalRows = batch.spans.length;
  const errors = batch.refusals.map(({ index, message }) => ({ index, code: ROW_INVALID, message }));
  return { state: 'completed', metrics: { totalRows, validRows: totalRows - invalidRows, invalidRows }, errors };
}

/** The result of a job that a fault keeps from applying anything; undefined where none does. */
export function spoiltResult(job: Job, fired: FiredFaults): JobResult | undefined {
  const state = fired.value('job-state');
  if (state !== undefined) return { state };
  if (fired.has('job-fail-silent')) return { state: 'failed' };
  if (!fired.has('job-fail')) return undefined;
  return {
    state: 'failed',
    metrics: { totalRows: job.accepted, validRows: 0, invalidRows: job.accepted },
    error: { code: 'CDP_ETL.INTERNAL.UNHANDLED_EXCEPTION', message: 'the job failed before it applied a row' },
  };
}

/** A true result as a fault reports it. */
export function distortResult(result: JobResult, fired: FiredFaults): JobResult {
  const { errors = [], ...rest } = result;
  if (fired.has('job-no-list')) return rest;
  if (!fired.has('job-bad-index')) return result;
  const total = result.metrics?.totalRows ?? 0;
  const stray: JobError = { index: 0, code: ROW_INVALID, message: 'a row that was never sent' };
  const listed = errors.length === 0 ? [stray] : errors;
  return { ...rest, errors: listed.map(({ index, code, message }) => ({ index: index + total, code, message })) };
}
