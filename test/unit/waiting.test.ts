/** What makes others wait: slots, a pause for all, and the patience with a source that is still being written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RetryBudget } from '../../src/import/budget.js';
import { Patience, type Waited } from '../../src/import/patience.js';
import { Pause } from '../../src/import/pause.js';
import { Slots } from '../../src/import/slots.js';
import { realTools } from '../../src/main.js';
import { runs } from '../support/properties.js';

/** Behind every promise that is due. */
async function settled(): Promise<void> {
  for (let times = 0; times < 20; times++) await Promise.resolve();
}

const NEVER = new AbortController().signal;

/** A clock that stands still until it is told to go on, and those who sleep by it. */
class Time {
  ms = 5_000;
  readonly asked: number[] = [];
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  readonly tools = {
    ...realTools(NEVER, NEVER),
    clock: { now: () => 0, uptime: () => this.ms / 1000, bootId: null },
    sleep: (ms: number, signal: AbortSignal) => this.#sleep(ms, signal),
  };

  async pass(ms: number): Promise<void> {
    this.ms += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.ms);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.ms);
    for (const { wake } of due) wake();
    await settled();
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.asked.push(ms);
    return new Promise((wake) => {
      this.#sleepers.push({ until: this.ms + ms, wake });
      if (signal.aborted) wake();
      signal.addEventListener('abort', () => wake());
    });
  }
}

test('slots: never more than there are, given in the order of asking, and back once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(6), { maxLength: 40 }), async (count, steps) => {
      const slots = new Slots(count);
      const waiting: number[] = [];
      const held: { readonly number: number; readonly release: () => void }[] = [];
      let asked = 0;
      for (const step of steps) {
        if (step < 3) {
          const number = (asked += 1);
          waiting.push(number);
          void slots.acquire().then((release) => {
            assert.equal(waiting.shift(), number, 'whoever asks first');
            return held.push({ number, release });
          });
        } else {
          const [one] = held.splice(step % Math.max(1, held.length), 1);
          one?.release();
          one?.release();
        }
        await settled();
        assert.equal(held.length, Math.min(count, held.length + waiting.length));
      }
    }),
    runs(100),
  );
});

test('retries: no more than there were, but for those that were earned since, and never more at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.array(fc.boolean(), { maxLength: 40 }), (most, steps) => {
      const budget = new RetryBudget(most);
      let left = most;
      for (const spends of steps) {
        if (spends) {
          assert.equal(budget.spend(), left > 0);
          left = Math.max(0, left - 1);
        } else {
          budget.earn();
          left = Math.min(most, left + 1);
        }
      }
    }),
    runs(100),
  );
});

test('a pause is for all, the longest counts, and one that is over holds nobody', async () => {
  const time = new Time();
  const pause = new Pause(time.tools);
  await pause.over(NEVER);
  assert.deepEqual(time.asked, []);
  pause.extend(1_000);
  pause.extend(300);
  let isOver = false;
  void pause.over(NEVER).then(() => (isOver = true));
  await time.pass(999);
  assert.ok(!isOver);
  pause.extend(500);
  await time.pass(1);
  assert.ok(!isOver, 'it was made longer meanwhile');
  await time.pass(499);
  assert.ok(isOver);
  pause.extend(2.5);
  void pause.over(NEVER);
  assert.deepEqual(time.asked, [1_000, 499, 3]);
  const stopping = new AbortController();
  pause.extend(1_000);
  const waiting = pause.over(stopping.signal);
  stopping.abort();
  await waiting;
  await pause.over(stopping.signal);
});

interface Wait {
  readonly how: () => Waited | 'waits' | 'throws';
  readonly arrive: () => void;
  readonly fail: (error: Error) => void;
}

function waitWith(patience: Patience, chunk: object | undefined): Wait {
  let how: Waited | 'waits' | 'throws' = 'waits';
  const ends: Pick<Wait, 'arrive' | 'fail'>[] = [];
  const reading = new Promise<void>((arrive, fail) => ends.push({ arrive, fail }));
  void patience.wait(reading, chunk).then(
    (waited) => (how = waited),
    () => (how = 'throws'),
  );
  const [end = assert.fail()] = ends;
  return { how: () => how, ...end };
}

test('a chunk is as old as the first wait with it, and without rows nothing is too old', async () => {
  const time = new Time();
  const patience = new Patience(time.tools, 1_000, NEVER);
  const chunk = {};
  const first = waitWith(patience, chunk);
  await time.pass(600);
  first.arrive();
  await settled();
  assert.equal(first.how(), 'read');
  const second = waitWith(patience, chunk);
  await time.pass(399);
  assert.equal(second.how(), 'waits');
  await time.pass(1);
  assert.equal(second.how(), 'old');
  await time.pass(5_000);
  const late = waitWith(patience, chunk);
  await time.pass(0);
  assert.equal(late.how(), 'old', 'it waited elsewhere meanwhile');
  const other = waitWith(patience, {});
  await time.pass(999);
  assert.equal(other.how(), 'waits', 'another chunk has a time of its own');
  const empty = waitWith(patience, undefined);
  await time.pass(1_000_000);
  assert.equal(empty.how(), 'waits');
  const failing = waitWith(patience, undefined);
  failing.fail(new Error('the pipe is gone'));
  await settled();
  assert.equal(failing.how(), 'throws');
  assert.deepEqual(time.asked, [1_000, 400, 0, 1_000, 86_400_000, 86_400_000]);
});

test('without an age rows wait for ever, and nobody waits where the run is stopped', async () => {
  const time = new Time();
  const stopping = new AbortController();
  for (const age of [null, 1e12]) {
    const patience = new Patience(time.tools, age, stopping.signal);
    const waiting = waitWith(patience, {});
    await time.pass(86_399_999);
    assert.equal(waiting.how(), 'waits');
  }
  const patience = new Patience(time.tools, 1_000, stopping.signal);
  const stopped = [waitWith(patience, {}), waitWith(patience, undefined)];
  const failing = waitWith(patience, undefined);
  await settled();
  stopping.abort();
  failing.fail(new Error('the pipe is gone'));
  await settled();
  assert.deepEqual(
    [...stopped, failing].map(({ how }) => how()),
    ['stopped', 'stopped', 'stopped'],
  );
  const late = waitWith(patience, {});
  await settled();
  assert.equal(late.how(), 'stopped');
});
