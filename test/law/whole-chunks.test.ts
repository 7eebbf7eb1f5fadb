/** Chunks: where they lie in the source, and of which of them more is kept than that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Intent } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { cutUpTo, isUnapplied, openChunks, wasAcceptedWhole, type JournalState } from '../../src/journal/state.js';
import { BAD, BEGIN, DOUBT, INTENT, REFUSED, SETTLED, UPLOADED } from './first-entries.js';

function folded(...entries: readonly Entry[]): JournalState {
  return entries.reduce(fold, fold(undefined, BEGIN));
}

test('chunks are those of the source, in its order, and each begins where the one before ends', () => {
  const next: Intent = { ...INTENT, part: '1', start: INTENT.end, end: { byte: 25, line: 6, row: 5 }, crc: 7 };
  const state = folded(INTENT, { ...INTENT, part: '0.0' }, next);
  assert.deepEqual([...state.parts.keys()], ['0', '0.0', '1']);
  assert.deepEqual(
    openChunks(state).map(({ id }) => id),
    ['0', '1'],
  );
  const { chunks } = state;
  assert.deepEqual([chunks.count, chunks.start(0), chunks.end(0)], [2, INTENT.start, INTENT.end]);
  assert.deepEqual([chunks.start(1), chunks.end(1), chunks.crc(1), chunks.rows(1)], [INTENT.end, next.end, 7, 3]);
  assert.deepEqual(cutUpTo(state), next.end);
  for (const start of [
    { ...INTENT.end, byte: 9 },
    { ...INTENT.end, row: 3 },
  ])
    assert.throws(() => folded(INTENT, { ...next, start }), /chunk 1 begins at byte (9|10), row [34], not where/);
  assert.throws(() => folded(INTENT, { ...next, part: '2' }), /chunk 2 where 1 was due/);
  assert.throws(() => folded(next), /chunk 1 where 0 was due/);
});

const ALL: Entry = { ...SETTLED, accepted: 2, refused: [], unlisted: 0 };
const ACK: Entry = { type: 'ACK', part: '0', receipt: { id: 'job', accepted: 2 } };

test('of a chunk that was accepted whole at its first request no more is kept than that', () => {
  const state = folded(INTENT, ACK, ALL);
  assert.deepEqual([state.parts.size, state.chunks.whole], [0, { chunks: 1, rows: 2 }]);
  assert.deepEqual(state.chunks.receipts, ['job']);
  assert.deepEqual(folded(INTENT, ALL).chunks.receipts, []);
  assert.deepEqual(
    ['0', '0.0', '1', 'x'].map((id) => wasAcceptedWhole(state, id)),
    [true, false, false, false],
  );
  assert.equal(wasAcceptedWhole(folded(INTENT), '0'), false);
  assert.throws(() => folded(INTENT, ALL, INTENT), /chunk 0 where 1 was due/);
});

test('whatever else there is to say of a settled chunk is kept', () => {
  const again: Entry = { type: 'AGAIN', part: '0', why: 'lost' };
  const resend: Entry = { type: 'RESOLVED', part: '0', at: 'then', decision: 'accepted', accepted: 2, refused: [] };
  for (const entries of [
    [SETTLED],
    [{ ...SETTLED, accepted: 0, refused: [], unlisted: 2 }],
    [again, ALL],
    [REFUSED, INTENT, ALL],
    [{ ...REFUSED, about: 'other' }, INTENT, ALL],
    [UPLOADED, ACK, ALL],
    [DOUBT, resend],
    [{ ...ALL, refused: BAD }],
    [{ ...ALL, unlisted: 1 }],
  ] as const) {
    const state = folded(INTENT, ...entries);
    assert.deepEqual([state.parts.get('0')?.phase, state.chunks.whole.chunks], ['settled', 0], JSON.stringify(entries));
  }
  // A row of it was rejected before it was sent.
  const short = { ...INTENT, items: { from: 0, to: 1, without: [] } };
  assert.equal(folded(short, { ...ALL, accepted: 1 }).parts.size, 1);
  assert.equal(folded(INTENT, DOUBT, ALL).parts.size, 0);
});

test('an import of which all was refused has applied nothing', () => {
  const next = { ...INTENT, part: '1', start: INTENT.end, end: { byte: 20, line: 4, row: 4 } };
  const nothing = { ...next, key: null };
  assert.equal(isUnapplied(folded(INTENT, nothing, REFUSED)), true);
  assert.equal(isUnapplied(folded(INTENT, nothing)), false);
  assert.equal(isUnapplied(folded(INTENT, { type: 'SPLIT', part: '0', reason: '', taken: [], children: [] })), true);
  assert.equal(isUnapplied(folded(INTENT, ALL, nothing)), false);
});
