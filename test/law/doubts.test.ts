/** What the journal remembers of jobs that came to nothing: such a one may have applied rows all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Entry, Intent, ItemRange, Refused } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import type { JournalState } from '../../src/journal/state.js';
import { runs } from '../support/properties.js';
import { BEGIN, INTENT } from './first-entries.js';

function announced(part: string, items: ItemRange = { from: 0, to: 4, without: [] }): Intent {
  return { ...INTENT, part, end: { byte: 10, line: 4, row: 4 }, items };
}

function refused(part: string, about: Refused['about']): Refused {
  return { type: 'REFUSED', part, about, status: 0, code: 'no', message: 'no', requestId: null, blamed: [] };
}

function splitOf(part: string): Entry {
  const children = [0, 1].map((index) => ({
    part: `${part}.${index}`,
    items: { from: 2 * index, to: 2 * index + 2, without: [] },
  }));
  return { type: 'SPLIT', part, reason: 'no', taken: [], children };
}

function folded(entries: readonly Entry[]): JournalState {
  return entries.reduce(fold, fold(undefined, BEGIN));
}

/** Requests of one part, one after the other, and how each of them was refused. */
const refusals = fc.array(fc.constantFrom('content', 'size', 'job', 'other'), { maxLength: 4 });

function tries(part: string, abouts: readonly Refused['about'][]): Entry[] {
  return abouts.flatMap((about) => [refused(part, about), announced(part)]);
}

test('what a job may have applied is remembered, whatever refusals come behind it, and of its parts and theirs', () => {
  fc.assert(
    fc.property(refusals, refusals, refusals, (whole, half, quarter) => {
      const { parts } = folded([
        announced('0'),
        ...tries('0', whole),
        refused('0', 'content'),
        splitOf('0'),
        announced('0.1'),
        ...tries('0.1', half),
        refused('0.1', 'size'),
        splitOf('0.1'),
        announced('0.1.0'),
        ...tries('0.1.0', quarter),
        { ...announced('1'), start: announced('0').end },
      ]);
      const of = (part: string) => parts.get(part)?.mayBeApplied;
      assert.equal(of('0'), whole.includes('job'));
      assert.equal(of('0.1'), [...whole, ...half].includes('job'));
      assert.equal(of('0.1.0'), [...whole, ...half, ...quarter].includes('job'));
      assert.equal(of('1'), false, 'and of no other chunk');
    }),
    runs(100),
  );
});
