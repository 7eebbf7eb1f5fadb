/** `resolve` stopped at each step that it makes on the disk. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { test } from 'node:test';
import type { Disk } from '../../src/journal/journal.js';
import { realTools } from '../../src/main.js';
import { runWith } from '../support/run-with.js';
import { FIVES, inDoubt, entries, never, rowsOf } from '../support/doubtful.js';

/** A disk that stops in the middle of its nth step, and does nothing more. */
class StoppingDisk implements Disk {
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

test('stopped at any step of audit and journal: the same decision again comes to the same', async (t) => {
  const place = await inDoubt(t, 'job-fail-silent@1-2', 10, ...FIVES);
  const args = ['resolve', 'rows.csv', '--all', '--skip'];
  cpSync('.batchctl', 'before', { recursive: true });
  const { disk: real } = realTools(never, never);
  for (let step = 1; ; step++) {
    rmSync('.batchctl', { recursive: true });
    cpSync('before', '.batchctl', { recursive: true });
    const disk = new StoppingDisk(real, step);
    const stopped = await runWith(args, place.env, (tools) => ({ ...tools, disk }));
    if (stopped.exit === 11) {
      assert.equal(disk.steps, 8, 'write and sync, of audit and journal, for each part');
      return;
    }
    assert.equal(stopped.exit, 9, stopped.stderr);
    const [lines, done] = [readFileSync('.batchctl/audit.ndjson', 'utf8'), entries('RESOLVED')];
    for (const { part } of done) assert.match(lines, new RegExp(`"part":"${String(part)}"`), 'audit first');
    assert.equal((await place.run(args)).exit, 11, `stopped at step ${step}`);
    assert.equal(entries('RESOLVED').length, 2, 'each once');
    assert.deepEqual(await rowsOf(place), [0, 10, 0, 0], `stopped at step ${step}`);
  }
});
