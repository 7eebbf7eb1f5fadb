/** Looks over the whole input of a batch before any of it is run. */
import type { Database } from '../database.js';
import type { Batch, BatchError } from './batches.js';
import { findFile, type StoredFile } from './files.js';
import { readLines } from './input-lines.js';
import type { Vendor } from './vendor.js';

/** Errors that are listed; beyond, a batch is as broken as it can be. */
const MOST_ERRORS = 200;

/** What is wrong with an input, and how many requests it holds. */
export interface Validation {
  readonly errors: readonly BatchError[];
  readonly requests: number;
}

/** Rests between slices, and ends early with a rejection where `rest` does. Nothing is written; it may be run again. */
export async function validateInput(
  database: Database,
  vendor: Vendor,
  { batch, rest }: { batch: Batch; rest: () => Promise<void> },
): Promise<Validation> {
  const file = findFile(database, vendor.api, batch.inputFileId);
  const refused = vendor.refuseInput(file);
  if (refused !== undefined || file === undefined)
    return { errors: refused === undefined ? [] : [refused], requests: 0 };
  return await validateLines(database, file, { check: vendor.newCheck(batch.endpoint), rest });
}

async function validateLines(
  database: Database,
  file: StoredFile,
  { check, rest }: { check: ReturnType<Vendor['newCheck']>; rest: () => Promise<void> },
): Promise<Validation> {
  const errors: BatchError[] = [];
  let requests = 0;
  for (let place = { bytes: 0, lines: 0 }; place.bytes < file.bytes; await rest()) {
    const { lines, next } = readLines(database, file, place);
    if (next.bytes === place.bytes) break;
    for (const line of lines) if (errors.length < MOST_ERRORS) errors.push(...check.line(line));
    requests += lines.length;
    place = next;
  }
  return { errors: [...errors, ...check.end(requests)], requests };
}
