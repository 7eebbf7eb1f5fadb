/** What follows from each look at a job: the journal of a run, by the script of a service. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage, type Script } from './scripted.js';
import { accepted, applied, done, refused } from './scripted-answers.js';
import { ANEW, BROKEN_JOB, DONE, JOBS, RUNNING, seen, times } from './settling-cases.js';

for (const { what, script, journal, exit = 0, code, looks } of JOBS) {
  test(`a job: ${what}`, async (t) => {
    const played = await new Stage(t, 2).run(script);
    assert.deepEqual(played.journal, ['BEGIN', 'INTENT 0 (0-2 )', 'ACK 0 job1', ...journal]);
    assert.deepEqual([played.exit, played.looks], [exit, looks]);
    if (code !== undefined) assert.deepEqual(played.codes, [code]);
    const keys = new Set(played.sent.map(({ key }) => key));
    assert.equal(keys.size, played.sent.length, 'each request has a key of its own');
  });
}

test('a job is looked at less and less often, and what is refused counts by its place in the chunk', async (t) => {
  const { waits } = await new Stage(t, 2).run(seen(...times(13, RUNNING)));
  const expected = Array.from({ length: 13 }, (_, index) => Math.min(15_000, 250 * 1.5 ** index));
  assert.deepEqual(waits, expected);
  assert.ok(expected.slice(-2).every((ms) => ms === 15_000));
  const bad = [{ index: 0, code: 'BAD', message: 'bad' }];
  const { journal } = await new Stage(t, 2).run({
    send: (sent, count) => {
      if (count === 1) return refused('content', { index: 0 });
      return { kind: 'settled', outcome: { accepted: 0, refused: bad, unlisted: sent.rows.length - 1 } };
    },
  });
  assert.ok(journal.includes('SETTLED 0.0 0 (1) 0'), journal.join('\n'));
});

test('a run waits as long as something is settled within its time, and the next one goes on waiting', async (t) => {
  const stage = new Stage(t, 2);
  const first = await stage.run({ ...seen(...times(1_000, RUNNING)), plan: { waitTimeoutMs: 60_000 } });
  assert.deepEqual([first.exit, first.codes], [11, ['jobs_not_final']]);
  const waited = first.waits.reduce((sum, ms) => sum + ms, 0);
  assert.ok(waited >= 60_000 && waited < 75_000, String(waited));
  const second = await stage.run(seen());
  assert.deepEqual([second.exit, second.sent, second.looks], [0, [], 1]);
  // To the millisecond.
  const exact = await new Stage(t, 2).run({ ...seen(...times(9, RUNNING)), plan: { waitTimeoutMs: 250 } });
  assert.deepEqual([exact.exit, exact.looks], [11, 2]);
  const unwaited = await new Stage(t, 3).run({ ...seen(), plan: { wait: false } });
  assert.deepEqual([unwaited.exit, unwaited.sent.length, unwaited.looks], [11, 2, 0]);
});

test('news of one job are patience with another', async (t) => {
  // Each takes 40 s, and both together longer than a run waits without news.
  let until = 0;
  const stage = new Stage(t, 4);
  const { exit } = await stage.run({
    send: () => accepted(),
    settle: () => {
      if (until === 0) until = stage.passed + 40_000;
      if (stage.passed < until) return RUNNING;
      until = 0;
      return done();
    },
    plan: { waitTimeoutMs: 60_000 },
  });
  assert.equal(exit, 0);
});

test('behind rows in doubt nothing is sent of an upsert, by this run or the next', async (t) => {
  const stage = new Stage(t, 2);
  const script: Script = { ...seen({ kind: 'broken', why: 'no' }), operation: 'upsert' };
  const first = await stage.run(script);
  assert.deepEqual([first.exit, first.journal.slice(3)], [6, ['IN_DOUBT 0', 'END']]);
  const second = await stage.run({ send: applied, operation: 'upsert' });
  assert.deepEqual([second.exit, second.sent], [6, []]);
});

test('a job of which nothing was believed is told from one that was, however long ago it was taken', async (t) => {
  // Nothing of it was applied, it says; but behind the window of its key that may be an answer to another request.
  for (const [operation, hours, journal] of [
    ['append', 24, ['SETTLED 0 0 (0,1) 0', 'END complete']],
    ['upsert', 23, ['SETTLED 0 0 (0,1) 0', 'END complete']],
    ['upsert', 24, ['REFUSED 0 job BROKE ()', ...ANEW, ...DONE]],
  ] as const) {
    const stage = new Stage(t, 2);
    const { journal: whole } = await stage.run({
      ...seen(),
      settle: (_, count) => {
        stage.passed += count === 1 ? hours * 3_600_000 : 0;
        return count === 1 ? { ...BROKEN_JOB, committed: 0 } : done();
      },
      operation,
    });
    assert.deepEqual(whole.slice(3), journal);
  }
});
