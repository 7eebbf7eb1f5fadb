/** The table of marks, against a map that says the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { MarkTable } from '../../src/import/mark-table.js';
import { runs } from '../support/properties.js';

/** Slow and obvious. */
class PlainTable {
  readonly #last = new Map<number, number>();
  readonly #open = new Set<number>();

  enter(marks: readonly number[], lane: number): Set<number> {
    this.#open.add(lane);
    const before = new Set<number>();
    for (const mark of marks) {
      const last = this.#last.get(mark);
      if (last !== undefined && last !== lane && this.#open.has(last)) before.add(last);
      this.#last.set(mark, lane);
    }
    return before;
  }

  leave(lane: number): void {
    this.#open.delete(lane);
  }
}

// Some meet at one place of the table, also at its end.
const mark = fc.oneof(
  fc.integer({ min: 1, max: 6 }),
  fc.nat(5).map((times) => 2047 + 4096 * times),
  fc.nat(5).map((times) => 1 + 8192 * times),
  fc.constant(Number.MAX_SAFE_INTEGER),
);
const steps = fc.array(fc.oneof(fc.array(mark, { maxLength: 5 }), fc.nat(30)), { maxLength: 60 });

test('who met a mark last, of those that have not left', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 1_000, 1_022), (list, first) => {
      const [table, plain] = [new MarkTable(), new PlainTable()];
      let lane = first;
      for (const step of list) {
        if (typeof step === 'number') {
          table.leave(step + first);
          plain.leave(step + first);
          continue;
        }
        lane += 1;
        assert.deepEqual(table.enter(Float64Array.from(step), lane), plain.enter(step, lane));
      }
    }),
    runs(200),
  );
});

test('however many marks there are, none is lost while its lane is open', () => {
  const [table, plain] = [new MarkTable(), new PlainTable()];
  for (let lane = 1; lane <= 40; lane++) {
    const marks = Array.from({ length: 700 }, (_, row) => ((lane * 700 + row) % 9_000) * 40_503_000_001 + 1);
    assert.deepEqual(table.enter(Float64Array.from(marks), lane), plain.enter(marks, lane), `lane ${lane}`);
    if (lane % 3 === 0) {
      table.leave(lane - 2);
      plain.leave(lane - 2);
    }
  }
});
