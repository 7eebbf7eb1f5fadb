/** `batchctl listen` and whoever calls it, each a process of its own. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { WEBHOOK_SECRET } from '../support/canary.js';
import { serve } from '../support/served.js';
import { Workplace } from '../support/workplace.js';

const LIMIT = { timeout: 60_000 };
const NOTES = `content\n${Array.from({ length: 45 }, (_, index) => `Note ${index + 1} of many\n`).join('')}`;

interface Listener {
  readonly url: string;
  /** Waits until standard output fits. */
  readonly told: (pattern: RegExp) => Promise<string>;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

async function listen(t: TestContext, place: Workplace, ...flags: readonly string[]): Promise<Listener> {
  const { child, done } = place.begin(['listen', '--port', '0', ...flags]);
  t.after(() => child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (piece: Buffer) => (text.stdout += piece.toString()));
  while (!text.stderr.includes('Ctrl-C')) {
    const [piece] = await once(child.stderr ?? assert.fail('no stderr'), 'data');
    text.stderr += String(piece);
  }
  return {
    url: /http:[^;]+/.exec(text.stderr)?.[0] ?? '',
    told: async (pattern) => {
      while (!pattern.test(text.stdout)) await delay(20);
      return text.stdout;
    },
    end: async (signal) => {
      child.kill(signal);
      return (await done).exit;
    },
  };
}

test("an import that doesn't wait is settled by calls, and its end is the import command's", LIMIT, async (t) => {
  const place = new Workplace(t);
  place.write('notes.csv', NOTES);
  place.write('hook.secret', `${WEBHOOK_SECRET}\n`);
  const service = await serve(t, place, '--fault', 'processing,item-error=3@2,webhook-forged@1');
  place.env['BATCHCTL_SANDBOX_DB'] = 'service.db';
  const listener = await listen(t, place, '--webhook-secret-file', 'hook.secret');
  const typed = [
    'import',
    'notes.csv',
    '--target',
    'papr',
    '--sandbox',
    '--no-wait',
    '--concurrency',
    '1',
    '--webhook-url',
    `${listener.url}/papr`,
    '--webhook-secret-file',
    'hook.secret',
  ];
  const first = await place.run(...typed);
  assert.equal(first.exit, 11, first.stdout + first.stderr);
  const told = await listener.told(/writes the report/);
  assert.match(told, /⚠ forged call refused/);
  assert.match(told, /✔ batch \S+ completed: 20 taken, 0 refused — rows 1–20 of notes\.csv settled\n/);
  assert.match(told, /✔ batch \S+ completed: 19 taken, 1 refused — rows 21–40 of notes\.csv settled\n/);
  assert.match(told, /✔ batch \S+ completed: 5 taken, 0 refused — rows 41–45 of notes\.csv settled\n/);
  const [name = ''] = readdirSync(place.path('.batchctl/imports'));
  const journal = readFileSync(place.path(`.batchctl/imports/${name}/journal.ndjson`), 'utf8');
  assert.equal(journal.split('"type":"SETTLED"').length - 1, 3);
  assert.equal(journal.includes('s3cret'), false);
  assert.equal(await listener.end('SIGTERM'), 0);

  const second = await place.run(...typed);
  assert.equal(second.exit, 3, second.stdout + second.stderr);
  assert.match(second.stdout, /44 of 45 rows imported; 1 rejected/);
  await service.stop();
  const [sent] = place.query("select count(*) as n from requests where path = '/v1/memory/batch'", 'service.db');
  assert.equal(sent?.['n'], 3, 'nothing was sent again');
  const [calls] = place.query("select count(*) as n from webhook_calls where state = 'delivered'", 'service.db');
  assert.equal(calls?.['n'], 3);
});
