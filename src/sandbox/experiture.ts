/** Experiture's batch and single record writes, after the vendor's page "Batch Record Writes". */
import { applyBatch } from './apply-batch.js';
import { readBatch, type Batch, type Operation } from './batch.js';
import type { Answer, Call, Dialect, Route } from './dialect.js';
import { admit, idempotencyKey, keyReused, refuse, unknownField } from './experiture-refusals.js';
import { JobRunner } from './job-runner.js';
import { addJob, findJob, finishJob, type Job, type JobResult } from './jobs.js';
import { RequestRefusal } from './refusal.js';

/** 10 MB by the vendor's page, counted in millions. */
const MAX_BYTES = 10_000_000;

export const experiture: Dialect = {
  name: 'experiture',
  basePath: '/public/v1',
  maxBytes: MAX_BYTES,
  admit,
  idempotencyKey,
  keyReused,
  unknownField,
  refuse,
  startWorker: (tools) => new JobRunner(tools),
  routes: [
    write('append', 'append-batch'),
    write('upsert', 'upsert-batch'),
    write('append', 'append'),
    write('upsert', 'upsert'),
    { method: 'GET', pattern: '/records/{object}/jobs/{id}', handle: showJob },
  ],
};

function write(operation: Operation, name: string): Route {
  const single = name === operation;
  const handle = (call: Call): Answer => {
    const object = objectName(call);
    const batch = readBatch(call.body, { operation, single });
    if (single) return writeOne(call, { operation, object, batch });
    return writeBatch(call, { operation, object, batch });
  };
  return { method: 'POST', pattern: `/records/{object}/${name}`, handle };
}

interface Write {
  readonly operation: Operation;
  readonly object: string;
  readonly batch: Batch;
}

function writeBatch(call: Call, { operation, object, batch }: Write): Answer {
  const job = addJob(call.database, { object, operation, batch, at: call.at });
  const head = { operation: `${operation}-batch`, objectName: object };
  if (call.fired.has('no-job') || call.fired.has('inline-errors')) {
    const { metrics, errors } = applyNow(call, job, batch);
    const outcome = { ...head, acceptedRecords: metrics?.validRows };
    return answer(call, 200, call.fired.has('inline-errors') ? { ...outcome, errors } : outcome);
  }
  const statusPath = `/records/${object}/jobs/${job.id}`;
  const data = { ...head, jobId: job.id, state: 'queued', acceptedRecords: job.accepted, statusPath };
  return { ...answer(call, 202, data), job: { id: job.id, batch } };
}

function writeOne(call: Call, { operation, object, batch }: Write): Answer {
  const [refused] = batch.refusals;
  if (refused !== undefined) {
    const path = `record.${refused.message.split(':')[0] ?? ''}`;
    throw new RequestRefusal(400, `record.${refused.message}`, { path });
  }
  const job = addJob(call.database, { object, operation, batch, at: call.at });
  applyNow(call, job, batch);
  return answer(call, 200, { operation, objectName: object, accepted: true, acceptedAt: call.at, acceptedRecords: 1 });
}

function applyNow({ database, at }: Call, job: Job, batch: Batch): JobResult {
  const result = applyBatch(database, { job, batch, at });
  finishJob(database, job.id, { at, result });
  return result;
}

function showJob(call: Call): Answer {
  if (call.fired.has('poll-404')) throw new RequestRefusal(404, 'no such job');
  if (call.fired.has('poll-503')) throw new RequestRefusal(503, 'the service is unavailable');
  const job = findJob(call.database, call.params['id'] ?? '');
  if (job === undefined || job.object !== objectName(call)) throw new RequestRefusal(404, 'no such job');
  const { id, object, operation, accepted, state, metrics, errors, error, createdAt, finishedAt } = job;
  const head = { jobId: id, operation: `${operation}-batch`, objectName: object, state, acceptedRecords: accepted };
  return answer(call, 200, { ...head, metrics, errors, error, createdAt, finishedAt });
}

function objectName({ params }: Call): string {
  const name = params['object'] ?? '';
  if (/^[\w.-]{1,128}$/.test(name)) return name;
  throw new RequestRefusal(400, 'object: letters, digits, _, - and . only', { path: 'object' });
}

function answer({ correlationId }: Call, status: number, data: object): Answer {
  return { status, body: JSON.stringify({ success: true, data, correlationId }) };
}
