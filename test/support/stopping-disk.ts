/** A disk that stops in the middle of a step. */
import type { FileHandle } from 'node:fs/promises';
import type { Disk } from '../../src/journal/journal.js';

/** It does its nth step by halves, and nothing more after that. */
export class StoppingDisk implements Disk {
  readonly checkpointBytes = Infinity;
  /** Writes and syncs that were asked for. */
  steps = 0;
  readonly #disk: Disk;
  readonly #last: number;

  constructor(disk: Disk, last: number) {
    this.#disk = disk;
    this.#last = last;
  }

  async write(file: FileHandle, bytes: Uint8Array): Promise<void> {
    this.steps += 1;
    if (this.steps === this.#last) await this.#disk.write(file, bytes.subarray(0, bytes.length / 2));
    if (this.steps >= this.#last) throw new Error('no more');
    await this.#disk.write(file, bytes);
  }

  async sync(file: FileHandle): Promise<void> {
    this.steps += 1;
    if (this.steps >= this.#last) throw new Error('no more');
    await this.#disk.sync(file);
  }
}
