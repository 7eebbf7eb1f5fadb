/** What the journal remembers of jobs that came to nothing: such a one may have applied rows all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Begin, Entry, Intent, ItemRange, Refused } from '../../src/journal/entry.js';
import { fold, type JournalState } from '../../src/journal/state.js';
import { runs } from '../support/properties.js';

const BEGIN: Begin = {
  type: 'BEGIN',
  format: 1,
  batchctl: '1',
  importId: 'rows.csv',
  at: '2026-04-21T15:00:00.000Z',
  source: { size: 10, mtimeMs: 1, head: 'a', tail: 'a' },
  plan: {},
  credential: null,
  salt: null,
  generation: 0,
  rejects: null,
};

function announced(part: string, items: ItemRange = { from: 0, to: 4, without: [] }): Intent {
  return {
    type: 'INTENT',
    part,
    start: { byte: 0, line: 0, row: 0 },
    end: { byte: 10, line: 4, row: 4 },
    items,
    maxBytes: 100,
    crc: 1,
    body: 'b',
    key: 'k',
    generation: 0,
    moment: { wall: 1_000, bootId: 'one', uptime: 1 },
  };
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
        announced('1'),
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
