/** How a batch ends: its state, its errors, and what becomes of the results that it has written. */
import type { Database } from '../database.js';
import { setErrors, setFiles, setStatus, type Batch, type BatchError, type Status } from './batches.js';
import { addFile } from './files.js';
import { contentLength, dropContent } from './pieces.js';
import { later } from './times.js';
import type { Vendor } from './vendor.js';

interface End {
  readonly batch: Batch;
  readonly status: Status;
  /** ISO time. */
  readonly at: string;
  /** The output is lost, whatever it holds. */
  readonly losesOutput: boolean;
}

/** Ends a batch with its results as files. Belongs into a transaction. */
export function endBatch(database: Database, vendor: Vendor, { batch, status, at, losesOutput }: End): void {
  const isKept = status !== 'cancelled' || vendor.keepsPartialResults;
  const facts = { api: vendor.api, purpose: vendor.outputPurpose, createdAt: at };
  const keep = (id: string, kind: string, isWanted: boolean): boolean => {
    const bytes = contentLength(database, id);
    if (!isWanted || !vendor.isFileKept(bytes)) {
      dropContent(database, id);
      return false;
    }
    const seconds = batch.outputSeconds ?? vendor.keepSeconds(vendor.outputPurpose);
    const expiresAt = seconds === null ? null : later(at, seconds);
    addFile(database, { ...facts, id, filename: `${batch.id}_${kind}.jsonl`, bytes, expiresAt });
    return true;
  };
  setFiles(database, batch.id, {
    hasOutput: keep(batch.outputFileId, 'output', isKept && !losesOutput),
    hasErrors: keep(batch.errorFileId, 'error', isKept),
  });
  setStatus(database, batch.id, { status, at });
}

/** Ends a batch that has nothing to show but errors. Belongs into a transaction. */
export function failBatch(
  database: Database,
  { id, outputFileId, errorFileId }: Batch,
  { errors, at }: { errors: readonly BatchError[]; at: string },
): void {
  dropContent(database, outputFileId);
  dropContent(database, errorFileId);
  setErrors(database, id, errors);
  setStatus(database, id, { status: 'failed', at });
}
