/** What the two APIs don't have in common. Each is one file of this shape; files, batches and their runs are the same for both. */
import type { Call } from '../dialect.js';
import type { Batch, BatchError } from './batches.js';
import type { StoredFile } from './files.js';
import type { InputLine } from './input-lines.js';
import type { Reply } from './model-reply.js';
import type { Entry } from './page.js';

/** What became of one request of a batch. */
export interface Result {
  /** The line of the input, from 1. */
  readonly line: number;
  readonly customId: string;
  readonly reply: Reply | 'expired';
}

/** Looks over one input from its first line to its last. */
export interface LineCheck {
  /** What is wrong with a line; called in order. */
  line(line: InputLine): readonly BatchError[];
  /** What is wrong with all of them together. */
  end(requests: number): readonly BatchError[];
}

export interface Vendor {
  /** Whose files and batches these are, in the tables. */
  readonly api: string;
  /** Bytes of an uploaded file. */
  readonly maxUploadBytes: number;
  readonly purposes: readonly string[];
  /** Seconds that a file is kept where nothing else is said; null for ever. */
  readonly keepSeconds: (purpose: string) => number | null;
  readonly showFile: (file: StoredFile) => Entry;
  readonly showBatch: (batch: Batch) => Entry;
  /** Headers of every answer to such a request. */
  readonly headers: (correlationId: string) => Readonly<Record<string, string>>;
  /** Adds the batch that is asked for, or finds it where that was done before. Inside a transaction. Throws RequestRefusal. */
  readonly create: (call: Call) => { readonly id: string; readonly isNew: boolean };

  /** Why an input isn't even read; undefined where it is. */
  readonly refuseInput: (file: StoredFile | undefined) => BatchError | undefined;
  readonly newCheck: (endpoint: string) => LineCheck;
  /** A result as a line, without its end. */
  readonly resultLine: (batch: Batch, result: Result) => string;
  /** Lines as they are put behind the `bytes` that a file has. */
  readonly joinLines: (lines: readonly string[], bytes: number) => string;
  readonly outputPurpose: string;
  /** The state that follows when every request has its result. */
  readonly afterResults: 'finalizing' | 'completed';
  /** Whether there is a file for so many bytes of results. */
  readonly isFileKept: (bytes: number) => boolean;
  /** The results of a batch that was broken off can be had. */
  readonly keepsPartialResults: boolean;
  /** A batch can run out of time. */
  readonly canExpire: boolean;
}
