/** The journal's codec and its fold, over entries of every kind and over whole histories. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import { assertConserved, tally } from '../../src/import/tally.js';
import { decodeLine, encodeLine, isWhole } from '../../src/journal/codec.js';
import type { Entry } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { DamagedJournal, replay, type Replay } from '../../src/journal/replay.js';
import { cutUpTo, type JournalState } from '../../src/journal/state.js';
import { makeDirectory } from '../support/directory.js';
import { runs } from '../support/properties.js';
import { anyEntry } from './arbitrary-entry.js';
import { histories } from './history.js';
import { shown } from './shown.js';

const directory = makeDirectory();
const file = openSync(join(directory, 'journal.ndjson'), 'w+');
after(() => {
  closeSync(file);
  rmSync(directory, { recursive: true });
});

function replayOf(bytes: Buffer): Replay {
  ftruncateSync(file);
  writeSync(file, bytes, 0, bytes.length, 0);
  return replay(file);
}

/** The states after each entry, as they can be compared; the one before BEGIN first. */
function statesOf(entries: readonly Entry[]): string[] {
  let state: JournalState | undefined;
  return [shown(undefined), ...entries.map((entry) => shown((state = fold(state, entry))))];
}

test('an entry comes back from its line as it was written, at its own place and at no other', () => {
  fc.assert(
    fc.property(anyEntry, fc.nat(1_000_000), fc.integer({ min: 1, max: 9 }), (entry, number, by) => {
      const line = encodeLine(entry, number);
      assert.equal(line.indexOf('\n'), line.length - 1, 'one line');
      const bytes = Buffer.from(line.slice(0, -1));
      assert.deepEqual(decodeLine(bytes, number), JSON.parse(JSON.stringify(entry)));
      assert.equal(decodeLine(bytes, number + by), undefined);
      assert.ok(isWhole(bytes));
    }),
    runs(300),
  );
});

test('a line of which a byte was changed, left out or put in is none', () => {
  fc.assert(
    fc.property(anyEntry, fc.nat(99), fc.nat(), fc.integer({ min: 1, max: 255 }), (entry, number, chance, other) => {
      const bytes = Buffer.from(encodeLine(entry, number).slice(0, -1));
      const at = chance % bytes.length;
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ other;
      const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
      for (const damaged of [
        changed,
        Buffer.concat([before, behind]),
        Buffer.concat([before, Buffer.of(other), bytes.subarray(at)]),
      ])
        if (!damaged.equals(bytes)) assert.equal(decodeLine(damaged, number), undefined, `at ${at}`);
    }),
    runs(300),
  );
});

test('every byte-prefix of a journal is the journal of a moment; one that was changed ends there, or is refused', () => {
  fc.assert(
    fc.property(histories, fc.nat(), fc.nat(), fc.nat(7), (entries, cut, chance, bit) => {
      const lines = entries.map((entry, number) => encodeLine(entry, number));
      const bytes = Buffer.from(lines.join(''));
      const states = statesOf(entries);
      const prefix = bytes.subarray(0, cut % (bytes.length + 1));
      const { state, entries: count, bytes: whole } = replayOf(prefix);
      const newlines = prefix.toString('latin1').split('\n').length - 1;
      assert.ok(count === newlines || count === newlines + 1, 'an entry is whole without its newline');
      assert.equal(shown(state), states[count]);
      assert.ok(whole <= prefix.length);
      const lost = chance % lines.length;
      const rest = Buffer.from(lines.toSpliced(lost, 1).join(''));
      if (lost < lines.length - 1) assert.throws(() => replayOf(rest), DamagedJournal, 'a line is missing');
      const at = chance % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      try {
        const found = replayOf(bytes);
        assert.equal(shown(found.state), states[found.entries]);
      } catch (error) {
        assert.ok(error instanceof DamagedJournal, String(error));
      }
    }),
    runs(100),
  );
});

test('what is settled stays settled, whatever is written behind it', () => {
  fc.assert(
    fc.property(histories, fc.array(anyEntry, { maxLength: 12 }), (entries, late) => {
      let state = entries.reduce<JournalState | undefined>(fold, undefined) ?? assert.fail();
      const settled = [...state.parts.values()].filter(({ phase }) => phase === 'settled');
      const outcomes = () => [
        ...settled.map(({ phase, accepted, refused, unlisted }) => [phase, accepted, refused, unlisted]),
        state.chunks.whole,
      ];
      const before = outcomes();
      const whole = Array.from({ length: state.chunks.count }, (_, id) => ({ id: String(id) }));
      for (const { id } of [...settled, ...whole.filter(({ id: chunk }) => !state.parts.has(chunk))]) {
        for (const entry of late) {
          const isFact = 'part' in entry && entry.type !== 'INTENT';
          if (isFact) state = fold(state, { ...entry, part: id });
        }
      }
      assert.deepEqual(outcomes(), before);
    }),
    runs(100),
  );
});

test('at every moment each row is counted once, and what was accepted or rejected is not taken back', () => {
  fc.assert(
    fc.property(histories, (entries) => {
      let state: JournalState | undefined;
      let before = { accepted: 0, rejected: 0, read: 0 };
      for (const entry of entries) {
        state = fold(state, entry);
        assertConserved(state, { byte: 0, row: 0 });
        const { rows } = tally(state);
        assert.equal(rows.read, cutUpTo(state)?.row ?? 0);
        for (const figure of ['accepted', 'rejected', 'read'] as const)
          assert.ok(rows[figure] >= before[figure], figure);
        before = rows;
      }
    }),
    runs(100),
  );
});
