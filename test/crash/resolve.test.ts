/** `resolve` stopped at each step that it makes on the disk. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { realTools } from '../../src/main.js';
import { runWith } from '../support/run-with.js';
import { FIVES, inDoubt, entries, never, rowsOf } from '../support/doubtful.js';
import { StoppingDisk } from '../support/stopping-disk.js';

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
