/** Answers the requests of a batch, a slice of its input at a time. */
import { Buffer } from 'node:buffer';
import type { Database } from '../database.js';
import type { FiredFaults } from '../fault-plan.js';
import { faultNumber } from './batch-faults.js';
import { setProgress, type Batch } from './batches.js';
import type { StoredFile } from './files.js';
import { parseLine, readLines, type InputLine } from './input-lines.js';
import { replyTo } from './model-reply.js';
import { appendPiece, contentLength } from './pieces.js';
import { isObject } from './request-fields.js';
import { seconds } from './times.js';
import type { Result, Vendor } from './vendor.js';

interface Slice {
  readonly batch: Batch;
  /** The input, whose lines have all been found right. */
  readonly file: StoredFile;
  readonly fired: FiredFaults;
}

/** Answers the next slice. Results and progress belong into one transaction, so that a kill neither loses nor doubles a result. */
export function answerSlice(database: Database, vendor: Vendor, { batch, file, fired }: Slice): void {
  const { lines, next } = readLines(database, file, { bytes: batch.readBytes, lines: batch.readLines });
  const inTime = vendor.canExpire ? faultNumber(fired, 'batch-expire') : undefined;
  const answered = batch.completed + batch.failed;
  const results = lines.map((line, index) => resultOf(batch, line, answered + index < (inTime ?? Infinity)));
  const lost = faultNumber(fired, 'batch-lose-line');
  const told = results.filter(({ line }) => line !== lost);
  write(database, vendor, { batch, id: batch.outputFileId, results: told.filter(isDone) });
  write(database, vendor, { batch, id: batch.errorFileId, results: told.filter((result) => !isDone(result)) });
  const completed = results.filter(isDone).length;
  setProgress(database, batch.id, {
    completed: batch.completed + completed,
    failed: batch.failed + results.length - completed,
    readBytes: next.bytes,
    readLines: next.lines,
  });
}

function isDone({ reply }: Result): boolean {
  return reply !== 'expired' && reply.isDone;
}

function resultOf(batch: Batch, line: InputLine, isInTime: boolean): Result {
  const fields = parseLine(line);
  const { custom_id: id, body } = isObject(fields) ? fields : {};
  const head = { line: line.number, customId: String(id) };
  if (!isInTime) return { ...head, reply: 'expired' };
  const setting = {
    endpoint: batch.endpoint,
    name: `${batch.id} ${line.number}`,
    created: seconds(batch.createdAt),
  };
  return { ...head, reply: replyTo(isObject(body) ? body : {}, setting) };
}

function write(
  database: Database,
  vendor: Vendor,
  { batch, id, results }: { batch: Batch; id: string; results: readonly Result[] },
): void {
  const lines = results.map((result) => vendor.resultLine(batch, result));
  appendPiece(database, id, Buffer.from(vendor.joinLines(lines, contentLength(database, id))));
}
