/** Bodies that may be too long for memory: files in the state directory, for as long as they are needed. */
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Body } from '../record.js';
import type { BodySink } from './body.js';

/** A place for them, emptied of what a killed run left there. Its owner must hold the import. */
export class Spool {
  readonly #directory: string;
  #count = 0;

  constructor(importDirectory: string) {
    this.#directory = join(importDirectory, 'spool');
    attempt(this.#directory, () => rmSync(this.#directory, { recursive: true, force: true }));
  }

  sink(): BodySink {
    attempt(this.#directory, () => mkdirSync(this.#directory, { recursive: true, mode: 0o700 }));
    return new FileSink(join(this.#directory, `${this.#count++}.jsonl`));
  }
}

class FileSink implements BodySink {
  readonly #path: string;
  readonly #file: number;
  #isOpen = true;
  length = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = attempt(path, () => openSync(path, 'wx', 0o600));
  }

  append(bytes: Uint8Array): void {
    // Blocks of an encoder's step: the system takes them faster than another turn of the event loop would be. A disk that is nearly
    // full takes a part of one without an error.
    for (let at = 0; at < bytes.length;) {
      const written = this.#attempt(() => writeSync(this.#file, bytes, at, bytes.length - at, this.length));
      this.length += written;
      at += written;
    }
  }

  trim(bytes: number): void {
    this.length -= bytes;
  }

  finish(): Body {
    this.#attempt(() => ftruncateSync(this.#file, this.length));
    this.#close();
    return { path: this.#path, bytes: this.length };
  }

  discard(): void {
    this.#close();
    rmSync(this.#path, { force: true });
  }

  /** What failed gives its room back: on a full disk others need it. */
  #attempt<Result>(work: () => Result): Result {
    try {
      return attempt(this.#path, work);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new BatchctlError(EXIT.state, 'spool_unusable', `${path} can't be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'make room there, or name another place with --state-dir PATH; then run the same command again',
    });
  }
}
