/** A queue consumer that is killed between taking messages and deleting them: nothing is lost, nothing is there twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BINARY, Workplace } from '../support/workplace.js';

const CONSUMER = fileURLToPath(new URL('../support/consumer.js', import.meta.url));

test('killed before the import, in the middle of it, and behind it', async (t) => {
  const place = new Workplace(t);
  const messages = Array.from({ length: 12 }, (_, index) => JSON.stringify({ id: `m${index}`, amount: index / 4 }));
  place.write('queue.ndjson', messages.map((line) => `${line}\n`).join(''));
  for (const moment of ['flush', 'half', 'import', 'half']) {
    place.env['DIE_AT'] = moment;
    const killed = await place.begin([BINARY, '6'], CONSUMER).done;
    assert.equal(killed.signal, 'SIGKILL', killed.stderr);
  }
  delete place.env['DIE_AT'];
  await consumeAll(place);
  assert.deepEqual(place.records().toSorted(), messages.toSorted());
});

/** Starts it until it has nothing left to do: an import that a dead one began may still be running. */
async function consumeAll(place: Workplace): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const { exit, stderr } = await place.begin([BINARY, '6'], CONSUMER).done;
    if (exit === 0) return;
    assert(exit === 10, `exit ${exit}: ${stderr}`);
    await delay(200);
  }
  assert.fail('the import of the dead consumer never ends');
}
