/** What follows from each answer to a request, and from none: the whole journal of a run, by the script of a service. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../src/target/http.js';
import { Stage, type Script } from './scripted.js';
import { accepted, again, applied, lost, refused } from './scripted-answers.js';
import { always, answering, BEGUN } from './sending-case.js';
import { PAST } from './sending-past.js';
import { REFUSED } from './sending-refused.js';
import { UNANSWERED } from './sending-unanswered.js';

function chunkOf(line: string): number {
  return line.startsWith('END') ? Infinity : Number(/\d+/.exec(line)?.[0] ?? -1);
}

/** Chunk by chunk: what is written of one while another is being written of isn't in an order that matters. */
function sorted(journal: readonly string[]): string[] {
  return journal.toSorted((one, two) => (chunkOf(one) === chunkOf(two) ? 0 : chunkOf(one) - chunkOf(two)));
}

for (const { what, script, journal, exit = 0, code, requests, waits } of [...UNANSWERED, ...PAST, ...REFUSED]) {
  test(`a request: ${what}`, async (t) => {
    const rows = journal.some((line) => line.startsWith('INTENT 1')) ? 3 : 2;
    const played = await new Stage(t, rows).run(script);
    assert.deepEqual(sorted(played.journal), journal);
    assert.deepEqual([played.exit, played.sent.length], [exit, requests]);
    if (code !== undefined) assert.deepEqual(played.codes, [code]);
    if (waits !== undefined) assert.deepEqual(played.waits, waits);
  });
}

test('a request goes out again as it was, under its key, until the key may be forgotten', async (t) => {
  const HOUR = 3_600_000;
  for (const [hours, again] of [
    [23.6, true],
    [23.7, false],
  ] as const) {
    const stage = new Stage(t, 2);
    const first = await stage.run(always(lost()));
    stage.passed += hours * HOUR;
    const second = await stage.run(answering());
    assert.equal(second.exit, again ? 0 : 6);
    assert.deepEqual(second.sent.slice(0, again ? 1 : 0), again ? [first.sent[0]] : []);
    assert.deepEqual(second.journal.includes('IN_DOUBT 0'), !again);
    assert.equal(second.report?.chunks.resumed, 1);
  }
});

test('of an upsert it goes out again at any time; so does what no copy of can be under way', async (t) => {
  const WEEK = 7 * 24 * 3_600_000;
  for (const [operation, answer] of [
    ['upsert', lost()],
    ['append', again()],
  ] as const) {
    const stage = new Stage(t, 2);
    const first = await stage.run({ ...always(answer), operation });
    stage.passed += WEEK;
    const second = await stage.run({ ...answering(), operation });
    assert.equal(second.exit, 0);
    assert.deepEqual(second.sent, first.sent.slice(0, 1));
  }
});

test('parts go on as the parts that they were, by another run', async (t) => {
  const stage = new Stage(t, 2);
  const first = await stage.run({
    send: (_, count) => (count === 1 ? refused('size') : lost()),
  });
  assert.equal(first.exit, 5);
  const second = await stage.run(answering());
  assert.equal(second.exit, 0);
  assert.deepEqual(second.sent[0], first.sent[1]);
  assert.deepEqual(
    second.sent.map(({ rows }) => rows),
    [[0], [1]],
  );
  assert.deepEqual((await stage.run(answering())).sent, []);
});

test('all requests together may try again no more often than they earn it', async (t) => {
  const stage = new Stage(t, 200);
  /** Each of them fails three times, and then does not. */
  const { sent, exit, report } = await stage.run({
    send: (each, count) => (count % 4 === 0 ? applied(each) : again()),
    plan: { maxRetries: 3 },
  });
  assert.equal(exit, 5);
  // 110 to begin with, three spent for each request and one earned: 54 requests, then two tries of the next.
  assert.deepEqual([sent.length, report?.thisRun.retries], [4 * 54 + 3, 3 * 54 + 2]);
});

test('stopped, a run sends nothing more, and says of what never left that it did not', async (t) => {
  for (const [answer, entry] of [
    [again(), ['REFUSED 0 other not_sent ()']],
    [lost(), []],
  ] as const) {
    const stopping = new AbortController();
    const played = await new Stage(t, 2).run(
      {
        send: () => {
          stopping.abort(130);
          return answer;
        },
      },
      stopping,
    );
    assert.deepEqual(played.journal, [...BEGUN, ...entry, 'END']);
    assert.deepEqual([played.exit, played.sent.length], [130, 1]);
  }
});

test('what waits long is said, and what waits shortly is not', async (t) => {
  for (const [waitMs, times] of [
    [1_874, 0],
    [1_875, 1],
  ] as const) {
    const { said, waits } = await new Stage(t, 1).run(answering(again({ waitMs })));
    assert.deepEqual([said.length, waits], [times, [waitMs + 125]]);
  }
});

test('what a run has done is counted: its requests, their bytes, and the rows that are final', async (t) => {
  const stage = new Stage(t, 5);
  const { report, figures, sent } = await stage.run({
    send: (each, count) => {
      if (count === 2) return again();
      return count === 4 ? refused('content', { index: 0 }) : applied(each);
    },
  });
  const taken = sent.filter((_, index) => index !== 1 && index !== 3).reduce((sum, { bytes }) => sum + bytes, 0);
  const { requests, retries, rows, bytes } = report?.thisRun ?? assert.fail();
  assert.deepEqual([requests, retries, rows, bytes], [4, 1, 5, taken]);
  const { chunks } = report ?? assert.fail();
  assert.deepEqual([chunks.total, chunks.sent, chunks.resumed, chunks.split], [3, 3, 0, 1]);
  const { totalBytes = 0, ...rest } = figures ?? {};
  assert.deepEqual(rest, { bytes: totalBytes, read: 5, sent: 4, settled: 5, rejected: 1, retries: 1, inFlight: 0 });
});

test('what never got an answer may have been applied, unless there was no connection', async (t) => {
  for (const [code, entry, refusal] of [
    ['ECONNRESET', [], []],
    ['ECONNREFUSED', ['REFUSED 0 other target_unavailable ()'], ['REFUSED 0 other NO ()']],
  ] as const) {
    const dead = new TransportError(code, 'gone');
    const script: Script = {
      send: () => {
        throw dead;
      },
    };
    const played = await new Stage(t, 2).run(script);
    assert.deepEqual([played.exit, played.sent.length, played.journal], [5, 3, [...BEGUN, ...entry, 'END']]);
    const forbidden = await new Stage(t, 2).run({
      send: (_, count) => {
        if (count === 1) throw dead;
        return refused('credential');
      },
    });
    assert.deepEqual([forbidden.exit, forbidden.journal], [7, [...BEGUN, ...refusal, 'END']], 'a copy may be there');
    const looking = await new Stage(t, 2).run({
      send: () => accepted(),
      settle: () => {
        throw dead;
      },
    });
    assert.deepEqual([looking.exit, looking.looks, looking.codes], [5, 3, ['target_unavailable']]);
  }
});
