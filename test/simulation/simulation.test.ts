/**
 * The real import in simulated worlds, where clocks, disk, network, service and the life of processes are drawn from a seed. Whatever
 * is drawn, what is reported is what is true. A seed that fails: SEED=17 COUNT=1 node --import tsx test/proof/simulation.ts
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SABOTAGES } from './sabotages.js';
import { SEEDS } from './seeds.js';
import { simulate } from './simulate.js';

/** How many worlds are tried beside those of which something was learnt. */
const COUNT = Number(process.env['BATCHCTL_SEEDS'] ?? 30);

test('one seed, one world: every step of it is the same when it runs again', async () => {
  const [one, again, other] = [await simulate(11), await simulate(11), await simulate(12)];
  assert.deepEqual(again.trace, one.trace);
  assert.equal(again.hash, one.hash);
  assert.notEqual(other.hash, one.hash);
});

test(`${COUNT} worlds: what is reported is what is true`, async (t) => {
  for (let seed = 1; seed <= COUNT; seed++) {
    const { wrong, hash } = await simulate(seed);
    assert.deepEqual(wrong, [], `seed ${seed}, trace ${hash}`);
  }
  t.diagnostic(`seeds 1 to ${COUNT}`);
});

test('what once went wrong does so no more', async () => {
  for (const { seed, was, world } of SEEDS) {
    const { wrong } = await simulate(seed, {}, world);
    assert.deepEqual(wrong, [], `seed ${seed}: ${was}`);
  }
});

/** Most are found at once. */
const MOST_TRIES = 40;

for (const sabotage of SABOTAGES) {
  test(`is found out: ${sabotage.name}`, async () => {
    for (let seed = 1; seed <= MOST_TRIES; seed++) {
      const { wrong } = await simulate(seed, sabotage, sabotage.world);
      if (!wrong.some((what) => sabotage.found.test(what))) continue;
      if (!sabotage.isOfTheWorld) assert.deepEqual((await simulate(seed, {}, sabotage.world)).wrong, []);
      return;
    }
    assert.fail(`not in ${MOST_TRIES} worlds`);
  });
}
