/** The journal's law: every byte-prefix of one is a journal, and from every entry of it the same command comes to the same end. */
import assert from 'node:assert/strict';
import { closeSync, cpSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { decodeLine, encodeLine } from '../../src/journal/codec.js';
import { DamagedJournal, replay, type Replay } from '../../src/journal/replay.js';
import { fold } from '../../src/journal/fold.js';
import type { JournalState } from '../../src/journal/state.js';
import { Workplace } from '../support/workplace.js';
import { shown } from './shown.js';

/** Rows of every fate: fine, broken in the file, refused in the job, and a request that is split. */
const ROWS = Array.from({ length: 12 }, (_, index) => {
  if (index === 4) return '5,"broken" quote\n';
  const name = index === 8 ? 'a'.repeat(300) : `user${index}`;
  return `${index + 1},${index % 7 === 6 ? 'nobody' : `${name}@example.com`}\n`;
});
const SOURCE = `id,email\n${ROWS.join('')}`;
const ARGS = ['import', 'rows.csv', '--sandbox', '--batch-size', '4', '--fault', '413=400', '--concurrency', '1'];

interface Begun {
  readonly place: Workplace;
  readonly journal: string;
  readonly bytes: Buffer;
}

async function anImport(t: TestContext): Promise<Begun> {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  const ran = await place.here(...ARGS);
  assert.equal(ran.exit, 3, ran.stderr);
  const [name = ''] = readdirSync(place.path('.batchctl/imports'));
  const journal = place.path(`.batchctl/imports/${name}/journal.ndjson`);
  return { place, journal, bytes: readFileSync(journal) };
}

function replayOf(place: Workplace, bytes: Buffer): Replay {
  place.write('prefix.ndjson', bytes);
  const fd = openSync(place.path('prefix.ndjson'), 'r');
  try {
    return replay(fd);
  } finally {
    closeSync(fd);
  }
}

/** The states after each entry, the empty one first, by folding the lines one by one. */
function statesOf(bytes: Buffer): string[] {
  let state: JournalState | undefined;
  const lines = bytes.toString().trimEnd().split('\n');
  const after = lines.map((line, number) => {
    const entry = decodeLine(Buffer.from(line), number);
    assert(entry, line);
    assert.equal(encodeLine(entry, number), `${line}\n`);
    state = fold(state, entry);
    return shown(state);
  });
  return [shown(undefined), ...after];
}

test('every byte-prefix of a journal is the journal of a moment, and all of its whole entries count', async (t) => {
  const { place, bytes } = await anImport(t);
  const states = statesOf(bytes);
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 10);
  for (let length = 0; length <= bytes.length; length++) {
    const { state, entries, bytes: whole } = replayOf(place, bytes.subarray(0, length));
    // An entry is whole without its newline.
    assert.equal(entries, ends.filter((end) => end <= length).length, `${length} bytes`);
    assert.equal(shown(state), states[entries]);
    assert(whole <= length);
  }
});

test('a byte that changed anywhere makes the journal end there, or be refused: never another outcome', async (t) => {
  const { place, bytes } = await anImport(t);
  const states = statesOf(bytes);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    try {
      const { state, entries } = replayOf(place, changed);
      assert.equal(shown(state), states[entries], `byte ${at}`);
    } catch (error) {
      assert(error instanceof DamagedJournal, String(error));
    }
  }
});

test('from every entry of a journal the same command comes to the same end', async (t) => {
  const { place, journal, bytes } = await anImport(t);
  const expected = place.records().toSorted();
  const rejects = readFileSync(place.path('rows.rejects.csv'), 'utf8');
  const lines = bytes.toString().split('\n').slice(0, -1);
  const pending = Array.from({ length: lines.length + 1 }, (_, index) => index);
  const check = async () => {
    for (let kept = pending.pop(); kept !== undefined; kept = pending.pop()) {
      const again = new Workplace(t);
      cpSync(place.directory, again.directory, { recursive: true, preserveTimestamps: true });
      writeFileSync(
        journal.replace(place.directory, again.directory),
        lines
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(''),
      );
      const ran = await again.here(...ARGS);
      assert.equal(ran.exit, 3, `from entry ${kept}: ${ran.stderr}`);
      assert.deepEqual(again.records().toSorted(), expected, `from entry ${kept}`);
      assert.equal(readFileSync(again.path('rows.rejects.csv'), 'utf8'), rejects, `from entry ${kept}`);
    }
  };
  await check();
});
