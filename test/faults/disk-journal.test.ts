/** Journals that are not as they were written: every bit turned over, and those of other versions. */
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { encodeLine } from '../../src/journal/codec.js';
import { DamagedJournal, replay } from '../../src/journal/replay.js';
import { Workplace } from '../support/workplace.js';

const SOURCE = 'id,email\n1,a@example.com\n2,nobody\n3,c@example.com\n';
const IMPORT = ['import', 'rows.csv', '--sandbox', '--batch-size', '2', '--concurrency', '1'];
/** Every bit of every so-manieth byte. */
const STRIDE = Number(process.env['BATCHCTL_BITS'] ?? 16);

function shown(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** The line of another entry in this one's place. */
function changed(line: string, number: number, entry: object): string {
  const { n: _, crc: __, ...old } = JSON.parse(line);
  return encodeLine({ ...old, ...entry }, number);
}

function journalOf(place: Workplace): string {
  const [name = ''] = readdirSync(place.path('.batchctl/imports'));
  return place.path(`.batchctl/imports/${name}/journal.ndjson`);
}

test('any bit of a journal turned over: it ends before that line, or is refused; never another outcome', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  assert.equal((await place.here(...IMPORT)).exit, 3);
  const path = journalOf(place);
  const bytes = readFileSync(path);
  const file = openSync(path, 'r+');
  t.after(() => closeSync(file));
  const ends = [0, ...[...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1)];
  const states = new Set(
    ends.map((end) => {
      writeFileSync(place.path('prefix'), bytes.subarray(0, end));
      const prefix = openSync(place.path('prefix'), 'r');
      const { state } = replay(prefix);
      closeSync(prefix);
      return shown(state);
    }),
  );
  const seen = { cut: 0, refused: 0 };
  const whole = shown(replay(file).state);
  for (let at = 0; at < bytes.length; at += STRIDE) {
    for (let bit = 0; bit < 8; bit++) {
      const old = bytes[at] ?? 0;
      writeSync(file, Buffer.of(old ^ (1 << bit)), 0, 1, at);
      try {
        const found = shown(replay(file).state);
        assert(states.has(found), `bit ${bit} of byte ${at}`);
        // The last line may be whole without its newline, which says nothing.
        assert(found !== whole || at === bytes.length - 1, `byte ${at} says nothing`);
        seen.cut += 1;
      } catch (error) {
        assert(error instanceof DamagedJournal, String(error));
        seen.refused += 1;
      }
    }
    writeSync(file, bytes, at, 1, at);
  }
  assert(seen.cut > 0 && seen.refused > seen.cut, JSON.stringify(seen));
});

test('a journal of another version: exit 9, it says which, nothing is sent, and the file stays as it is', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', SOURCE);
  assert.equal((await place.here(...IMPORT)).exit, 3);
  const path = journalOf(place);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const ack = lines.findIndex((line) => line.includes('"ACK"'));
  for (const [number, entry, says] of [
    [0, { format: 2, batchctl: '7.8.9' }, /batchctl 7\.8\.9, in format 2.*go on with batchctl 7\.8\.9/s],
    [0, { format: 0, batchctl: '0.0.1' }, /batchctl 0\.0\.1, in format 0/],
    [ack, { type: 'PERHAPS' }, /makes no sense.*PERHAPS/s],
  ] as const) {
    const other = lines.map((line, index) => (index === number ? changed(line, index, entry) : `${line}\n`)).join('');
    writeFileSync(path, other);
    const ran = await place.here(...IMPORT);
    assert.equal(ran.exit, 9, ran.stdout + ran.stderr);
    assert.match(ran.stderr, says);
    assert.equal((await place.here('status')).exit, 9);
    assert.equal(readFileSync(path, 'utf8'), other);
  }
  assert.equal((await place.here(...IMPORT, '--new-run')).exit, 9);
  assert.deepEqual(place.query("select count(*) as n from requests where method = 'POST'"), [{ n: 2 }]);
});
