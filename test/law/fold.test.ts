/** What each entry leaves of the journal's state, and what it leaves as it was. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Begin, End, Entry, Intent } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { cutUpTo, type JournalState, type PartState } from '../../src/journal/state.js';
import {
  BAD,
  DOUBT,
  INTENT as FIRST_INTENT,
  BEGIN as PLAIN_BEGIN,
  REFUSED,
  SETTLED,
  UPLOADED,
} from './first-entries.js';

const BEGIN: Begin = {
  ...PLAIN_BEGIN,
  credential: { salt: 's', hash: 'h' },
  generation: 3,
  rejects: { path: 'before.csv', sha256: '0' },
};
const INTENT: Intent = { ...FIRST_INTENT, generation: 3 };
const END: End = { type: 'END', at: 'then', complete: true, summary: null, rejects: null };

function folded(...entries: readonly Entry[]): JournalState {
  return entries.reduce(fold, fold(undefined, BEGIN));
}

function part(...entries: readonly Entry[]): PartState {
  return folded(INTENT, ...entries).parts.get('0') ?? assert.fail();
}

test('a journal begins with what its BEGIN says, and with nothing else', () => {
  const { parts, chunks, begin, ...rest } = folded();
  assert.deepEqual([parts.size, chunks.count, chunks.whole, begin], [0, 0, { chunks: 0, rows: 0 }, BEGIN]);
  assert.deepEqual(rest, {
    source: BEGIN.source,
    credential: BEGIN.credential,
    rejects: BEGIN.rejects,
    results: null,
    deletion: undefined,
    end: undefined,
    complete: false,
  });
  assert.equal(cutUpTo(folded()), undefined);
  assert.throws(() => folded(BEGIN), /a second BEGIN/);
  assert.throws(() => fold(undefined, INTENT), /INTENT before BEGIN/);
  assert.throws(() => folded(SETTLED), /part 0 without INTENT/);
  const later: Entry[] = JSON.parse('[{"type":"LATER","part":"0"}]');
  assert.throws(() => folded(INTENT, ...later), /unknown kind: LATER/);
});

test('an import is complete as long as nothing but a deletion, or another place of all of it, is written behind its END', () => {
  const source = { ...BEGIN.source, mtimeMs: 2 };
  for (const [entry, complete] of [
    [END, true],
    [{ ...END, complete: false }, false],
    [{ type: 'DELETED', at: 'then', how: 'begun' }, true],
    [{ type: 'SOURCE', source, isAll: true }, true],
    [{ type: 'SOURCE', source, isAll: false }, false],
    [{ type: 'SOURCE', source }, false],
    [{ type: 'CREDENTIAL', credential: null }, false],
    [INTENT, false],
    [SETTLED, false],
  ] as const) {
    assert.equal(folded(INTENT, END, entry).complete, complete, JSON.stringify(entry));
    assert.equal(folded(INTENT, { ...END, complete: false }, entry).complete, entry === END);
  }
  assert.equal(folded({ type: 'SOURCE', source }).source, source);
  assert.equal(folded({ type: 'CREDENTIAL', credential: null }).credential, null);
});

test('the last END counts, and files that it does not name are those of the one before', () => {
  const [rejects, results] = [
    { path: 'rejects.csv', sha256: '1' },
    { path: 'results.csv', sha256: '2' },
  ];
  const state = folded({ ...END, rejects, results }, { ...END, at: 'later' });
  assert.deepEqual([state.rejects, state.results, state.end?.at], [rejects, results, 'later']);
  assert.deepEqual(folded(END).rejects, BEGIN.rejects);
  const other = { path: 'other.csv', sha256: '3' };
  const again = folded({ ...END, rejects, results }, { ...END, rejects: other, results: other });
  assert.deepEqual([again.rejects, again.results], [other, other]);
});

function deleted(...hows: readonly ('begun' | 'done' | 'refused')[]): JournalState['deletion'] {
  return folded(...hows.map((how): Entry => ({ type: 'DELETED', at: 'then', how }))).deletion;
}

test('a deletion is what was last said of it, and one that was refused is none', () => {
  assert.deepEqual(
    [deleted(), deleted('begun'), deleted('begun', 'done'), deleted('begun', 'refused')],
    [undefined, 'begun', 'done', undefined],
  );
});

test('a part stands where its last entry left it', () => {
  const { receipt, split, refusal, doubt, ...fresh } = part();
  assert.deepEqual([receipt, split, refusal, doubt], [undefined, undefined, undefined, undefined]);
  assert.deepEqual(fresh, {
    id: '0',
    intent: INTENT,
    phase: 'sent',
    sentSince: INTENT.moment,
    uploaded: undefined,
    isRepeated: false,
    mayBeApplied: false,
    accepted: 0,
    refused: [],
    unlisted: 0,
    decision: undefined,
  });
  assert.equal(part(UPLOADED).uploaded, 'f');
  assert.deepEqual([part(UPLOADED).phase, part(UPLOADED, REFUSED).uploaded], ['sent', undefined]);
  assert.equal(part({ type: 'AGAIN', part: '0', why: 'lost' }).isRepeated, true);
  assert.deepEqual([part(REFUSED).phase, part(REFUSED).refusal], ['refused', REFUSED]);
  const ack = part({ type: 'ACK', part: '0', receipt: { id: 'job', accepted: 2 } });
  assert.deepEqual([ack.phase, ack.receipt?.id], ['accepted', 'job']);
  const settled = part(SETTLED);
  assert.deepEqual([settled.phase, settled.accepted, settled.refused, settled.unlisted], ['settled', 1, BAD, 1]);
  const inDoubt = part(DOUBT);
  assert.deepEqual([inDoubt.phase, inDoubt.doubt], ['doubt', 'who knows']);
  const children = [{ part: '0.0', items: { from: 0, to: 1, without: [] } }];
  const parent = part({ type: 'SPLIT', part: '0', reason: 'bad', taken: BAD, children });
  assert.deepEqual([parent.phase, parent.refused, parent.split?.children], ['split', BAD, children]);
  const empty = folded({ ...INTENT, key: null, body: null });
  assert.equal(empty.parts.get('0')?.phase, 'settled');
  assert.equal(part(REFUSED, INTENT).phase, 'sent');
});

test('what was decided of a doubt counts, and of what is not in doubt nothing can be decided', () => {
  const said = { type: 'RESOLVED', part: '0', at: 'then' } as const;
  const skip: Entry = { ...said, decision: 'skip', accepted: 0, refused: BAD };
  const resend: Entry = { ...said, decision: 'resend', accepted: 0, refused: [] };
  const skipped = part(DOUBT, skip);
  assert.deepEqual([skipped.phase, skipped.decision, skipped.refused], ['settled', 'skip', BAD]);
  const there = part(DOUBT, { ...said, decision: 'accepted', accepted: 2, refused: [] });
  assert.deepEqual([there.phase, there.accepted, there.refusal], ['settled', 2, undefined]);
  const again = part(UPLOADED, DOUBT, resend);
  assert.deepEqual(
    [again.phase, again.decision, again.uploaded, again.refusal?.about],
    ['refused', 'resend', undefined, 'job'],
  );
  assert.deepEqual([again.refusal?.part, again.refusal?.status, again.refusal?.blamed], ['0', 0, []]);
  assert.equal(part(DOUBT, resend, INTENT).decision, undefined);
  for (const entry of [skip, resend]) assert.equal(part(entry).phase, 'sent');
});
