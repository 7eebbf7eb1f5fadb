/** Killed at every step of the journal, and run again: every row is at the service exactly once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY } from '../support/canary.js';
import { serve } from '../support/served.js';
import { runHere } from '../support/run-here.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

const KILLED = fileURLToPath(new URL('../support/killed.js', import.meta.url));

interface Kind {
  readonly name: string;
  readonly rows: number;
  readonly args: readonly string[];
  /** How the service misbehaves, at every moment alike. */
  readonly fault: readonly string[];
  /** Every how many moments one is tried. */
  readonly stride: number;
}

/** BATCHCTL_STEPS=1 has every one of them tried. */
function strideOf(usual: number): number {
  return Number(process.env['BATCHCTL_STEPS'] ?? usual);
}

const KINDS: readonly Kind[] = [
  { name: 'append of a chunk that is split', rows: 15, args: [], fault: ['--fault', '413=900'], stride: strideOf(4) },
  {
    name: 'upsert',
    rows: 30,
    args: ['--match-key', 'id'],
    fault: [],
    stride: strideOf(5),
  },
];

for (const kind of KINDS) {
  test(`${kind.name}: a kill at a step of the journal costs nothing, whichever it is`, async (t) => {
    const place = new Workplace(t);
    const service = await serve(t, place, ...kind.fault);
    const { text, records } = numberedCsv(kind.rows);
    const at = async (moment: number) => runTwice(t, { kind, text, url: service.url, moment });
    const moments = await at(0);
    assert(moments > 18, `a run has more than ${moments} moments`);
    const chosen = Array.from({ length: moments }, (_, index) => index + 1).filter(
      (moment) => moment % kind.stride === 0,
    );
    const pending = [...chosen];
    const seen = { killed: 0 };
    const work = async () => {
      for (let moment = pending.pop(); moment !== undefined; moment = pending.pop()) {
        if ((await at(moment)) === 0) seen.killed += 1;
      }
    };
    await Promise.all([work(), work()]);
    await service.stop();
    const stored = place.stored('service.db');
    for (const moment of chosen) {
      const rows = stored.filter(({ object }) => object === `moment${moment}`).map(({ record }) => record);
      assert.deepEqual(rows.toSorted(), records.toSorted(), `killed at moment ${moment}`);
    }
    t.diagnostic(`${seen.killed} of ${chosen.length} moments`);
    // Entries that share a write make a run shorter than another.
    assert(seen.killed > chosen.length / 2);
  });
}

interface Given {
  readonly kind: Kind;
  readonly text: string;
  readonly url: string;
  /** 0: not killed. */
  readonly moment: number;
}

/** One import, killed at the moment, and the same command again. Answers with the number of moments that the first run had. */
async function runTwice(t: TestContext, { kind, text, url, moment }: Given): Promise<number> {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  // Named from everywhere: the second run is in this process, beside others.
  const paths = [place.path('rows.csv'), '--state-dir', place.path('state')];
  Object.assign(place.env, { KILL_AT: String(moment), EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: url });
  const scope = ['-t', 'experiture', '--object', `moment${moment}`];
  const args = ['import', ...paths, ...scope, '--batch-size', '15', '-q', ...kind.args];
  const killed = await place.begin(args, KILLED).done;
  assert(killed.exit === 0 || killed.signal === 'SIGKILL', killed.stderr);
  const ran = await runHere(args, place.env);
  assert.equal(ran.exit, 0, `killed at moment ${moment}: ${ran.stdout}${ran.stderr}`);
  return Number(/moments: (\d+)/.exec(killed.stderr)?.[1] ?? 0);
}
