/** J13: jobs that don't end. However long the file, so many are open at most. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_UNSETTLED } from '../../src/import/line.js';
import { FaultBench, numbered, saidBy } from '../support/fault-bench.js';
import type { Schedule } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

/** Time stands still until so many requests were sent. */
class Held extends QuickTools {
  readonly #began = super.clock.uptime();
  #isFull = false;
  #release: () => void = () => undefined;
  readonly #full = new Promise<void>((resolve) => (this.#release = resolve));

  readonly schedule: Schedule = ({ method, number }) => {
    if (method !== 'POST' || number !== MOST_UNSETTLED) return undefined;
    this.#isFull = true;
    this.pass((this.#began - super.clock.uptime()) * 1_000);
    this.#release();
    return undefined;
  };

  override get clock(): QuickTools['clock'] {
    return { ...super.clock, uptime: () => (this.#isFull ? super.clock.uptime() : this.#began) };
  }

  /** Nobody is killed here, and two hundred waits for the disk are most of what this takes. */
  override get disk(): QuickTools['disk'] {
    return { ...super.disk, sync: async () => undefined };
  }

  override async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#full;
    await super.sleep(ms, signal);
  }
}

test('J13: no more than so many jobs are open, and the rest of the file waits for them', async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(MOST_UNSETTLED + 6);
  const flags = { batchSize: 1, concurrency: 8, waitTimeout: 1 };
  const tools = new Held();
  const stuck = await bench.import({ faults: 'job-stuck', flags, tools, schedule: tools.schedule });
  assert.equal(stuck.exitCode, 11, saidBy(stuck));
  const methods = bench.proxy.actions.map(({ method }) => method);
  assert.equal(methods.filter((method) => method === 'POST').length, MOST_UNSETTLED);
  const asked = methods.filter((method) => method === 'GET').length;
  assert.ok(asked >= MOST_UNSETTLED / 2 && asked <= 2 * MOST_UNSETTLED, `asked ${asked} times`);
  const rest = await bench.import({ flags: { ...flags, wait: false } });
  assert.equal(rest.exitCode, 11, saidBy(rest));
  assert.equal(bench.proxy.actions.filter(({ method }) => method === 'POST').length, MOST_UNSETTLED + 6);
  assert.deepEqual(await bench.applied(), numbered(MOST_UNSETTLED + 6));
});
