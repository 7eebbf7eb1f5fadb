/** A thousand prompts, killed behind the upload, behind the create and while waiting: one batch, one result a row. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY } from '../support/canary.js';
import { ended } from '../support/ended.js';
import { Within } from '../support/within.js';

const KILLED = fileURLToPath(new URL('../support/killed.js', import.meta.url));
const ROWS = 1_000;
const rows = Array.from({ length: ROWS }, (_, index) => index + 1);
const text = `prompt\n${rows.map((row) => `Say ${row} in ${row % 100 === 0 ? 'FAIL' : 'French'}\n`).join('')}`;

/** Each entry has three moments: BEGIN, INTENT, UPLOADED, ACK, SETTLED, END. */
const MOMENTS: readonly { readonly name: string; readonly at: number; readonly fault?: string }[] = [
  { name: 'behind the upload, before it is written down', at: 7 },
  { name: 'when the upload is written down', at: 9 },
  { name: 'behind the create, before it is written down', at: 10 },
  { name: 'while polling', at: 12, fault: 'batch-slow=600' },
  { name: 'with the results fetched, before they are written down', at: 13 },
];

for (const [target, api] of [
  ['openai', 'OpenAI'],
  ['llama-stack', 'llama-stack'],
] as const) {
  for (const { name, at, fault = '' } of MOMENTS) {
    test(`${api}: killed ${name}`, (t) => killAndGoOn(t, target, { at, fault }));
  }
}

async function killAndGoOn(
  t: TestContext,
  target: string,
  { at, fault }: { at: number; fault: string },
): Promise<void> {
  const place = new Within(t);
  const url = await place.serve(fault);
  writeFileSync('prompts.csv', text);
  const where = ['--target', target, '--base-url', url + (target === 'openai' ? '/openai/v1' : '/v1')];
  const args = ['import', 'prompts.csv', ...where, '--model', 'm1', '-q'];
  Object.assign(place.env, { OPENAI_API_KEY: API_KEY, PATH: process.env['PATH'] ?? '' });
  const killed = spawn(process.execPath, [KILLED, ...args], { env: { ...place.env, KILL_AT: String(at) } });
  const { signal } = await ended(killed);
  assert.equal(signal, 'SIGKILL');
  const ran = await place.run(args);
  assert.equal(ran.exit, 3, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /990 of 1,000 rows imported.*10 rejected/);
  assert.deepEqual(await place.query('select count(*) as n from batches'), [{ n: 1 }]);
  const lines = readFileSync('prompts.results.ndjson', 'utf8').trimEnd().split('\n');
  const found = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    found.map(({ _batchctl_row: row }) => row),
    rows,
  );
  for (const { _batchctl_row: row, ...line } of found.filter((one) => one['_batchctl_row'] % 100 !== 0)) {
    assert.match(JSON.stringify(line), new RegExp(`You said: Say ${row} in French`));
  }
}
