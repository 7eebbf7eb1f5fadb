/** Killed at every step of the journal, and run again: every row is in the sandbox exactly once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { numberedCsv, Workplace } from '../support/workplace.js';

const KILLED = fileURLToPath(new URL('../support/killed.js', import.meta.url));
const ROWS = 90;
const { text, records } = numberedCsv(ROWS);

interface Kind {
  readonly name: string;
  readonly args: readonly string[];
  /** What a kill at one moment and a rerun must end with, in whatever order. */
  readonly expected: readonly string[];
  readonly exit: number;
}

const KINDS: readonly Kind[] = [
  { name: 'append', args: [], expected: records, exit: 0 },
  { name: 'upsert', args: ['--match-key', 'id'], expected: records, exit: 0 },
  // Requests above 1 kB are refused whole: every chunk is split.
  { name: 'append with splits', args: ['--fault', '413=1000'], expected: records, exit: 0 },
];

for (const kind of KINDS) {
  test(`${kind.name}: a kill at every step of the journal costs nothing`, async (t) => {
    const moments = await countMoments(t, kind);
    assert(moments > 20, `a run of six chunks has more than ${moments} moments`);
    const pending = Array.from({ length: moments }, (_, index) => index + 1);
    await Promise.all([checkAll(t, kind, pending), checkAll(t, kind, pending)]);
  });
}

function argsOf(kind: Kind): string[] {
  return ['import', 'rows.csv', '--sandbox', '--batch-size', '15', '-q', ...kind.args];
}

async function countMoments(t: TestContext, kind: Kind): Promise<number> {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const { stderr, exit } = await place.begin(argsOf(kind), KILLED).done;
  assert.equal(exit, kind.exit, stderr);
  return Number(/moments: (\d+)/.exec(stderr)?.[1]);
}

async function checkAll(t: TestContext, kind: Kind, pending: number[]): Promise<void> {
  for (let moment = pending.pop(); moment !== undefined; moment = pending.pop()) {
    const place = new Workplace(t);
    place.write('rows.csv', text);
    place.env['KILL_AT'] = String(moment);
    const killed = await place.begin(argsOf(kind), KILLED).done;
    const ran = await place.run(...argsOf(kind));
    const where = `killed at moment ${moment} (${killed.signal ?? 'came to its end'}): ${ran.stderr}`;
    assert.equal(ran.exit, kind.exit, where);
    const stored = place.stored().map(({ record }) => record);
    assert.deepEqual(stored.toSorted(), kind.expected.toSorted(), where);
  }
}
