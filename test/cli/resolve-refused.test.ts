/** What `batchctl resolve` doesn't take, and what it asks before rows go again: until then nothing is written. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Journal } from '../../src/journal/journal.js';
import { acquireLock } from '../../src/lock.js';
import { needsTerminal, onTerminal } from '../support/on-terminal.js';
import type { Ended } from '../support/run-here.js';
import { Workplace } from '../support/workplace.js';
import { main, realTools } from '../../src/main.js';
import { FIVES, never, inDoubt, journalPath, audit, entries, decided } from '../support/doubtful.js';

const REFUSED: readonly (readonly [args: string, says: RegExp])[] = [
  ['--part 9 --skip', /has no part 9\n.*in doubt: 0, 1/],
  ['--part 2 --skip', /part 2 of rows\.csv is not in doubt\n/],
  ['--part 0,2 --skip', /part 2 of rows\.csv is not in doubt\n/],
  ['--part one --skip', /number of a part/],
  ['--part 0', /what is it to be/],
  ['--yes', /what is it to be/],
  ['--skip', /which part/],
  ['--part 0 --all --skip', /cannot be used with/],
  ['--part 0 --skip --resend', /cannot be used with/],
  ['--part 0 --skip --mark accepted', /cannot be used with/],
  ['--part 0 --mark rejected', /accepted/],
  ['--all --resend', /would be there twice, and nobody can be asked: nothing was decided\n.*--yes/],
];

test('what it does not take, and when: nothing is written then', async (t) => {
  const place = await inDoubt(t, 'job-fail-silent@1-2', 15, ...FIVES);
  const before = readFileSync(journalPath());
  for (const [args, says] of REFUSED) assert.match((await decided(place, 2, ...args.split(' '))).stderr, says);
  const unknown = await place.run(['resolve', 'other.csv', '--all', '--skip']);
  assert.equal(unknown.exit, 2);
  assert.match(unknown.stderr, /no import of other\.csv is known/);
  const lock = await acquireLock(join(journalPath(), '../lock'), realTools(never, never).clock);
  await decided(place, 6);
  assert.match((await decided(place, 10, '--all', '--skip')).stderr, /another run holds this import/);
  await lock.release();
  assert.deepEqual(readFileSync(journalPath()), before);
  assert.deepEqual(audit(), []);

  await decided(place, 6, '--part', '0', '--skip');
  await decided(place, 11, '--part', '0,1', '--skip');
  const twice = await decided(place, 11, '--part', '0', '--skip');
  assert.match(twice.stdout, /as was decided before/);
  assert.match((await decided(place, 2, '--part', '0', '--resend', '--yes')).stderr, /0 .*: its rows were left out/);
  assert.deepEqual([audit().length, entries('RESOLVED').length], [2, 2], 'once each');
});

test('where a delete-all came behind it, there is nothing to decide', async (t) => {
  const place = await inDoubt(t, 'job-fail-silent@1', 10, ...FIVES);
  for (const [how, says] of [
    ['begun', /covered by a delete-all that was begun/],
    ['done', /was deleted since\n.*begins anew/],
  ] as const) {
    const journal = await Journal.open(join(journalPath(), '..'), realTools(never, never).disk);
    await journal.append({ type: 'DELETED', at: '2026-01-02T03:04:05.000Z', how });
    await journal.close();
    assert.match((await decided(place, 8, '--part', '0', '--skip')).stderr, says);
    assert.match((await decided(place, 0)).stdout, /delete.*Nothing is in doubt/s);
  }
  assert.deepEqual(audit(), []);
});

/** Runs the program where somebody sits, who answers this; undefined for the end of the input. */
async function answered(answer: string | undefined, env: Readonly<Record<string, string>>): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: true,
    write: (piece: string) => {
      text[name] += piece;
      return true;
    },
    on: () => undefined,
  });
  const stdin = { isTTY: true, readLine: async () => answer };
  const streams = { stdout: stream('stdout'), stderr: stream('stderr'), stdin };
  const exit = await main({ args: RESEND, env, ...streams, tools: realTools(never, never) });
  return { exit, ...text };
}

const RESEND = ['resolve', 'rows.csv', '--all', '--resend'];

test('before rows go again somebody is asked, once', async (t) => {
  const place = await inDoubt(t, 'job-fail-silent@1-2', 10, ...FIVES);
  for (const answer of ['', 'n', 'no', 'yes please', undefined]) {
    const no = await answered(answer, place.env);
    assert.equal(no.exit, 2, no.stdout + no.stderr);
    assert.match(no.stderr, /^10 rows of rows\.csv \(part 0, 1\) would be sent again.*: nothing was decided/s);
    assert.match(no.stderr, answer === 'yes please' ? /not what was asked for/ : /cancelled/);
  }
  assert.deepEqual(audit(), []);
  assert.equal((await answered('y', place.env)).exit, 11);
  const again = await answered(undefined, place.env);
  assert.equal(again.stderr, '', 'there is nothing left to ask about');
});

test('the question on a real terminal', { skip: needsTerminal }, async (t) => {
  const within = await inDoubt(t, 'job-fail-silent@1', 5);
  const place = new Workplace(t);
  cpSync(join(within.directory, '.batchctl'), place.path('.batchctl'), { recursive: true });
  const ran = await onTerminal(place, [String.raw`\[y/N\] $`, 'Yes\n'], RESEND);
  assert.equal(ran.exit, 11, ran.shown);
  await place.journaled('RESOLVED');
});
