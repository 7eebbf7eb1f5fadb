/** kill -9 at moments that nobody chose, each followed by the same command: every row is in the sandbox exactly once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { numberedCsv, Workplace } from '../support/workplace.js';

const MOMENTS = Number(process.env['BATCHCTL_KILLS'] ?? 5);
/** So many kills in a row on one import before it may come to its end. */
const KILLS_A_ROUND = 5;
const ARGS = ['import', 'rows.csv', '--sandbox', '--batch-size', '100', '-q'];
const { text, records } = numberedCsv(6_000);

test(`${MOMENTS} kills at random moments, faults meanwhile`, async (t) => {
  const rounds = Array.from({ length: Math.ceil(MOMENTS / KILLS_A_ROUND) }, (_, index) => index);
  const seen = { killed: 0, ended: 0 };
  const work = async () => {
    while (rounds.pop() !== undefined) {
      const place = new Workplace(t);
      place.write('rows.csv', text);
      for (let kill = 0; kill < KILLS_A_ROUND; kill++) {
        const { child, done } = place.begin([...ARGS, '--fault', 'reset-after@7,503=0@11,slow=100']);
        // Starting takes a few tenths of a second: later kills would meet less and less of an import.
        await delay(250 + Math.random() * 900);
        child.kill('SIGKILL');
        if ((await done).signal === 'SIGKILL') seen.killed += 1;
        else seen.ended += 1;
      }
      const ran = await place.run(...ARGS);
      assert.equal(ran.exit, 0, ran.stderr);
      assert.deepEqual(place.records().toSorted(), records.toSorted());
      assert.match(ran.stdout, /6,000 rows/);
    }
  };
  await Promise.all([work(), work()]);
  t.diagnostic(JSON.stringify(seen));
  assert(seen.killed > MOMENTS / 3, `only ${seen.killed} runs were killed before their end`);
});
