/** Runs that end before their time: what is left is told, and done by the next one. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Stage } from './scripted.js';
import { again, applied } from './scripted-answers.js';

test('stopped behind a chunk that is settled, an import is not finished, and the next run goes on behind it', async (t) => {
  const stage = new Stage(t, 6);
  const stopping = new AbortController();
  const send = (sent: Parameters<typeof applied>[0]) => {
    stopping.abort(130);
    return applied(sent);
  };
  const first = await stage.run({ send }, stopping);
  assert.deepEqual([first.exit, first.journal.at(-1), first.sent.length], [130, 'END', 1]);
  const second = await stage.run({ send: applied });
  assert.deepEqual([second.exit, second.journal.at(-1)], [0, 'END complete']);
  assert.deepEqual(
    [...first.sent, ...second.sent].map(({ rows }) => rows),
    [
      [0, 1],
      [2, 3],
      [4, 5],
    ],
  );
  const third = await stage.run({ send: applied });
  assert.deepEqual([third.exit, third.report?.nothingToDo, third.sent], [0, true, []]);
});

test('too many rejected rows end a run, and not one of them less', async (t) => {
  for (const [count, exit] of [
    [1, 13],
    [2, 3],
  ] as const) {
    const stage = new Stage(t, 0);
    writeFileSync(stage.file, '{"id":0}\n{\n{"id":2}\n{\n{"id":4}\n');
    const played = await stage.run({ send: applied, plan: { maxRejects: { count, unit: 'rows' } } });
    assert.equal(played.exit, exit);
  }
});

test('what was turned away goes out again under its key, where other rows are there', async (t) => {
  const stage = new Stage(t, 4);
  const first = await stage.run({ send: (sent) => (sent.rows.includes(0) ? applied(sent) : again()) });
  const second = await stage.run({ send: applied });
  assert.deepEqual([first.exit, second.exit], [5, 0]);
  assert.deepEqual(second.sent, first.sent.slice(1, 2));
});
