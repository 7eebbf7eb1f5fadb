/** The question that delete-all asks, on a real terminal. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { allDeleted, CountedService } from '../support/counted-service.js';
import { needsTerminal, onTerminal, shellOnTerminal } from '../support/on-terminal.js';
import { Workplace } from '../support/workplace.js';

const ASKED = 'to cancel: $';
const END = '\u0004';
const ANN = ['delete-all', '-t', 'papr', '--user', 'ann'];

async function places(t: TestContext): Promise<{ place: Workplace; service: CountedService }> {
  const place = new Workplace(t);
  const service = await CountedService.open(t, (_, response) => response.end(allDeleted(1204)));
  Object.assign(place.env, { PAPR_MEMORY_API_KEY: API_KEY, PAPR_BASE_URL: service.url });
  return { place, service };
}

const CANCELLED: readonly (readonly [name: string, keys: string, exit: number, says: RegExp])[] = [
  ['another name', 'anne\n', 2, /not what was asked for: nothing was deleted, nothing was sent/],
  ['the phrase for everybody', 'DELETE ALL\n', 2, /not what was asked for/],
  ['Enter', '\n', 2, /batchctl: cancelled: nothing was deleted, nothing was sent/],
  ['the end of input', END, 2, /cancelled: nothing was deleted/],
  ['the right name without Enter, and the end of input', `ann${END}${END}`, 2, /cancelled: nothing was deleted/],
  ['Ctrl-C', '^C', 130, /cancelled: nothing was deleted, nothing was sent/],
];

for (const [name, keys, exit, says] of CANCELLED) {
  test(`${name}: exit ${exit}, and not one connection`, { skip: needsTerminal }, async (t) => {
    const { place, service } = await places(t);
    const ran = await onTerminal(place, [ASKED, keys], ANN);
    assert.equal(ran.exit, exit, ran.shown);
    assert.match(ran.shown, says);
    assert.equal(service.connections, 0);
    assert.equal(existsSync(place.path('.batchctl')), false);
  });
}

test('it shows what would go, harmlessly, and the user id typed deletes it', { skip: needsTerminal }, async (t) => {
  const { place, service } = await places(t);
  const user = 'ann\u001B[2J';
  const args = ['delete-all', '-t', 'papr', '--user', user, '--account', 'acme'];
  const ran = await onTerminal(place, [ASKED, `${user}\n`], args);
  assert.equal(ran.exit, 0, ran.shown);
  assert.match(ran.shown, /^Deletes EVERY memory of one user\. It cannot be undone\./);
  for (const fact of ['Papr', service.url, 'acme', String.raw`ann\x1b[2J`])
    assert(ran.shown.includes(`  ${fact}\r\n`), fact);
  assert(!ran.shown.includes('\u001B[2J'), 'nothing of it acts on the terminal');
  assert.match(ran.shown, /Type the user id to delete it, or press Enter to cancel: /);
  assert.match(ran.shown, /1,204 memories of ann\\x1b\[2J deleted in/);
  assert.deepEqual(service.requests, ['DELETE /v1/memory/all?external_user_id=ann%1B%5B2J']);
});

test('everybody takes DELETE ALL', { skip: needsTerminal }, async (t) => {
  const { place, service } = await places(t);
  const ran = await onTerminal(place, [ASKED, 'DELETE ALL\n'], ['delete-all', '-t', 'papr', '--everyone']);
  assert.equal(ran.exit, 0, ran.shown);
  assert.match(ran.shown, /^Deletes EVERYTHING in the account, of all users\..*Type DELETE ALL to delete everything/s);
  assert.deepEqual(service.requests, ['DELETE /v1/memory/all']);
});

test(
  '--confirm is heard on a terminal too, right or wrong, and nothing is asked',
  { skip: needsTerminal },
  async (t) => {
    const { place, service } = await places(t);
    const wrong = await onTerminal(place, [], [...ANN, '--confirm', 'yes']);
    assert.equal(wrong.exit, 2, wrong.shown);
    assert.equal(service.connections, 0);
    const right = await onTerminal(place, [], [...ANN, '--confirm', 'ann']);
    assert.equal(right.exit, 0, right.shown);
    assert.doesNotMatch(`${wrong.shown}${right.shown}`, /to cancel/);
  },
);

for (const line of [`printf 'ann\\n' | batchctl ${ANN.join(' ')}`, `batchctl ${ANN.join(' ')} 2>said`]) {
  test(`half a terminal is none: ${line}`, { skip: needsTerminal }, async (t) => {
    const { place, service } = await places(t);
    // What is typed ahead would be taken for the answer.
    const ran = await shellOnTerminal(place, ['go', 'ann\n'], `echo go; ${line}`);
    assert.equal(ran.exit, 2, ran.shown);
    assert.equal(service.connections, 0);
  });
}
