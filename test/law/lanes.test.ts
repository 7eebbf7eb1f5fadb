/** The order of an upsert's chunks: those that share a mark follow each other, and nobody else waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Lanes, type Lane } from '../../src/import/lanes.js';
import { runs } from '../support/properties.js';

/** Undefined: may be about any record. */
type Held = readonly number[] | undefined;

interface Chunk {
  readonly held: Held;
  readonly lane: Lane;
  hasTurn: boolean;
}

function collide(one: Held, other: Held): boolean {
  return one === undefined || other === undefined || one.some((mark) => other.includes(mark));
}

async function enter(lanes: Lanes, held: Held, bytes = 0): Promise<Chunk> {
  const lane = lanes.enter(held && Float64Array.from(held), bytes);
  const chunk: Chunk = { held, lane, hasTurn: lane.turn === undefined };
  void lane.turn?.then(() => (chunk.hasTurn = true));
  await settled();
  return chunk;
}

/** Behind every promise that is due. */
async function settled(): Promise<void> {
  for (let times = 0; times < 5; times++) await Promise.resolve();
}

/** Slow and obvious: a chunk has its turn when no open one before it collides with it. */
function assertTurns(open: readonly Chunk[]): void {
  for (const [index, { held, hasTurn }] of open.entries()) {
    const before = open.slice(0, index).filter((earlier) => collide(earlier.held, held));
    assert.equal(
      hasTurn,
      before.length === 0,
      `${held?.join()} behind ${before.map((each) => each.held?.join()).join(' | ')}`,
    );
  }
  assert.ok(open[0]?.hasTurn !== false, 'one can always go on');
}

const held = fc.oneof(
  { weight: 12, arbitrary: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
/** A number: the one of those that have their turn that leaves. */
const steps = fc.array(
  fc.oneof(
    held.map((marks) => ({ marks })),
    fc.nat(20),
  ),
  { maxLength: 60 },
);

test('a chunk waits for the earlier ones that it shares a mark with, and for no others', async () => {
  const law = fc.asyncProperty(steps, async (list) => {
    const lanes = new Lanes(new AbortController().signal);
    let open: Chunk[] = [];
    for (const step of list) {
      if (typeof step === 'number') {
        const ready = open.filter(({ hasTurn }) => hasTurn);
        const leaving = ready[step % Math.max(1, ready.length)];
        leaving?.lane.leave();
        open = open.filter((chunk) => chunk !== leaving);
        await settled();
      } else {
        open.push(await enter(lanes, step.marks));
      }
      assertTurns(open);
    }
  });
  await fc.assert(law, runs(100));
});

/** As marks are: numbers below 2^53 in no order. */
function marksOf(chunk: number): number[] {
  return Array.from({ length: 1000 }, (_, row) => (chunk * 1000 + row) * 40_503_000_001 + 1);
}

test('any number of marks is remembered for as long as it has to be, and no longer', async () => {
  const lanes = new Lanes(new AbortController().signal);
  const open: Chunk[] = [];
  for (let chunk = 0; chunk < 60; chunk++) {
    open.push(await enter(lanes, marksOf(chunk)));
    assert.ok(open[chunk]?.hasTurn);
    if (chunk >= 20) open[chunk - 20]?.lane.leave();
  }
  // Whatever passes by meanwhile.
  for (let chunk = 100; chunk < 250; chunk++) (await enter(lanes, marksOf(chunk))).lane.leave();
  for (let chunk = 0; chunk < 60; chunk++) {
    const other = await enter(lanes, marksOf(chunk).slice(500, 501));
    assert.equal(other.hasTurn, chunk < 40, `chunk ${chunk}`);
  }
});

test('where nothing is sent any more, nobody waits', async () => {
  const stopping = new AbortController();
  const lanes = new Lanes(stopping.signal);
  await enter(lanes, [1]);
  const waiting = [await enter(lanes, [1]), await enter(lanes, undefined), await enter(lanes, [2], 17_000_000)];
  const room = lanes.room();
  assert.deepEqual(
    waiting.map(({ hasTurn }) => hasTurn),
    [false, false, false],
  );
  stopping.abort();
  await room;
  assert.ok(waiting.every(({ hasTurn }) => hasTurn));
  assert.ok((await enter(lanes, [1])).hasTurn);
  await lanes.room();
});

test('there is room until too many bytes wait, and again when one of them starts or leaves', async () => {
  for (const end of ['start', 'leave'] as const) {
    const lanes = new Lanes(new AbortController().signal);
    const first = await enter(lanes, [1], 50_000_000);
    await lanes.room();
    const waiting = [await enter(lanes, [1], 10_000_000), await enter(lanes, [1], 10_000_000)];
    let hasRoom = false;
    const room = lanes.room().then(() => (hasRoom = true));
    first.lane.leave();
    await settled();
    assert.ok(!hasRoom && waiting[0]?.hasTurn === true);
    waiting[0].lane[end]();
    waiting[0].lane[end]();
    await room;
  }
});

test('behind what is in doubt nothing goes, unless it has nothing to do with it', async () => {
  const lanes = new Lanes(new AbortController().signal);
  const doubtful = await enter(lanes, [1, 2]);
  doubtful.lane.stay();
  assert.deepEqual(
    [[1], [3], undefined].map((marks) => lanes.enter(marks && Float64Array.from(marks), 0).isBehindDoubt),
    [true, false, true],
  );
});
