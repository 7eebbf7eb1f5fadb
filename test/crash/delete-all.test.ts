/** `delete-all` stopped at each step that it makes on the disk: what it may have deleted is never taken for being there. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { realTools } from '../../src/main.js';
import { API_KEY } from '../support/canary.js';
import { allAdded, allDeleted, CountedService } from '../support/counted-service.js';
import type { Ended } from '../support/run-here.js';
import { runWith } from '../support/run-with.js';
import { StoppingDisk } from '../support/stopping-disk.js';
import { Within } from '../support/within.js';

const never = new AbortController().signal;
const DELETE = ['delete-all', '-t', 'papr', '--user', 'ann', '--confirm', 'ann', '--max-retries', '0'];
const IMPORT = ['import', 'notes.csv', '-t', 'papr', '--user', 'ann'];
/** Write and sync, of two journals and the audit: before these are made nothing is sent. */
const STEPS_BEFORE = 6;

interface Scene {
  readonly place: Within;
  /** DELETE requests so far. */
  readonly asked: () => number;
  /** What it answers to those. */
  answer: { readonly status: number; readonly body: string };
  /** Runs the deletion on a disk that stops at this step. */
  stoppedAt(step: number): Promise<{ readonly ran: Ended; readonly steps: number }>;
}

/** Two imports of one user, and a service that has their rows. */
async function scene(t: TestContext): Promise<Scene> {
  const place = new Within(t);
  let asked = 0;
  const service = await CountedService.open(t, (request, response) => {
    request.resume();
    if (request.method === 'DELETE') {
      asked += 1;
      response.writeHead(it.answer.status, { 'content-type': 'application/json' }).end(it.answer.body);
    } else response.end(allAdded(1));
  });
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = service.url;
  writeFileSync('notes.csv', 'content\nLikes green tea very much\n');
  for (const id of ['one', 'two']) assert.equal((await place.run([...IMPORT, '--import-id', id])).exit, 0);
  cpSync('.batchctl', 'before', { recursive: true });
  const it: Scene = {
    place,
    asked: () => asked,
    answer: { status: 200, body: allDeleted(2) },
    async stoppedAt(step) {
      rmSync('.batchctl', { recursive: true });
      cpSync('before', '.batchctl', { recursive: true });
      const disk = new StoppingDisk(realTools(never, never).disk, step);
      const ran = await runWith(DELETE, place.env, (tools) => ({ ...tools, disk }));
      return { ran, steps: disk.steps };
    },
  };
  return it;
}

test('stopped at any step of journals and audit: nothing is sent before they say so, and the same command ends it', async (t) => {
  const it = await scene(t);
  for (let step = 1; ; step++) {
    const before = it.asked();
    const { ran, steps } = await it.stoppedAt(step);
    assert.equal(it.asked() - before, step > STEPS_BEFORE ? 1 : 0, `stopped at step ${step}`);
    if (ran.exit === 0) {
      assert.equal(steps, 2 * STEPS_BEFORE, 'what it came to takes as many');
      return;
    }
    assert.equal(ran.exit, 9, `${step}: ${ran.stdout}${ran.stderr}`);
    assert.match(ran.stdout + ran.stderr, /no more/);
    // What was deleted is told, also where it can't be written down.
    if (step > STEPS_BEFORE) assert.match(ran.stdout, /2 memories of ann/);
    assert.equal((await it.place.run(DELETE)).exit, 0, `stopped at step ${step}`);
    assert.match(readFileSync('.batchctl/audit.ndjson', 'utf8'), /"phase":"done".*\n$/);
    if (step % 3 !== 0) continue;
    const { stdout } = await it.place.run([...IMPORT, '--import-id', 'two']);
    assert.match(stdout, /1 row imported in/, `stopped at step ${step}: it begins anew`);
  }
});

test('refused, and that can not be written down: it is told, and the imports stay as they are until it is', async (t) => {
  const it = await scene(t);
  it.answer = { status: 401, body: '{"detail":"Invalid API key"}' };
  for (const step of [STEPS_BEFORE + 1, STEPS_BEFORE + 3, STEPS_BEFORE + 5]) {
    const { ran } = await it.stoppedAt(step);
    assert.equal(ran.exit, 9, `${step}: ${ran.stdout}${ran.stderr}`);
    assert.match(ran.stdout, /Nothing of ann was deleted/);
    const { exit, stdout } = await it.place.run([...IMPORT, '--import-id', 'two']);
    if (step === STEPS_BEFORE + 5) assert.match(stdout, /Nothing to do/);
    else assert.equal(exit, 8, 'nobody can say that it is all there');
    assert.equal((await it.place.run(DELETE)).exit, 7);
  }
});
