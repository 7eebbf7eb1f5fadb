/** Stopping in good order, and at once; two runs of one import; a state directory that can't be used. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ended, type Ran } from '../support/ended.js';
import { BINARY, numberedCsv, Workplace } from '../support/workplace.js';

const TYPED = fileURLToPath(new URL('../support/typed.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const needsPython = hasPython ? false : 'python3 is not there to hold the terminal';
const SLOW = ['import', 'rows.csv', '--sandbox', '--batch-size', '10', '--fault', 'slow=60', '--concurrency', '2'];
const PLAIN = ['import', 'rows.csv', '--sandbox', '--batch-size', '10'];
const { text, records } = numberedCsv(400);

/** Runs the program on a terminal; `script` is what is typed when. */
async function onTerminal(place: Workplace, script: readonly string[], args: readonly string[]): Promise<Ran> {
  const child = spawn('python3', [TYPED, ...script, '--', process.execPath, BINARY, ...args], {
    cwd: place.directory,
    env: { ...place.env, TERM: 'xterm' },
  });
  return await ended(child);
}

function assertRestored(shown: string): void {
  assert(shown.lastIndexOf('\u001B[?25h') > shown.lastIndexOf('\u001B[?25l'), 'the cursor is shown again');
  assert(shown.lastIndexOf('\u001B[?7h') >= shown.lastIndexOf('\u001B[?7l'), 'lines wrap again');
}

async function assertGoesOn(place: Workplace): Promise<void> {
  const ran = await place.here(...PLAIN);
  assert.equal(ran.exit, 0, ran.stderr);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
}

test(
  'Ctrl-C: open answers are waited for, the command that goes on is printed, exit 130',
  { skip: needsPython },
  async (t) => {
    const place = new Workplace(t);
    place.write('rows.csv', text);
    const ran = await onTerminal(place, ['settled.*[1-9]', '^C'], SLOW);
    assert.equal(ran.exit, 130, ran.stdout);
    assert.match(ran.stdout, /waiting for open requests/);
    assert.match(ran.stdout, /the same command again:\s+batchctl import rows\.csv/);
    assertRestored(ran.stdout);
    // Everything that was sent was answered, and the answer written down.
    const [sent] = place.query('select count(*) as n from requests');
    const [acked] = readdirSync(place.path('.batchctl/imports')).map(
      (name) => readFileSync(place.path(`.batchctl/imports/${name}/journal.ndjson`), 'utf8').split('"ACK"').length - 1,
    );
    assert.equal(acked, Number(sent?.['n']));
    await assertGoesOn(place);
  },
);

test('Ctrl-C twice: gone at once, the terminal is as it was, and nothing is lost', { skip: needsPython }, async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const ran = await onTerminal(place, ['settled.*[1-9]', '^C', 'leave at once', '^C'], SLOW);
  assert.equal(ran.exit, 130, ran.stdout);
  assert.doesNotMatch(ran.stdout, /rows confirmed/);
  assertRestored(ran.stdout);
  await assertGoesOn(place);
});

for (const [signal, exit] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const) {
  test(`${signal}: exit ${exit}, state saved`, async (t) => {
    const place = new Workplace(t);
    place.write('rows.csv', text);
    const { child, done } = place.begin(SLOW);
    await place.journaled('ACK');
    child.kill(signal);
    const ran = await done;
    assert.equal(ran.exit, exit, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /batchctl import rows\.csv/);
    await assertGoesOn(place);
  });
}

test('SIGTERM while the service never answers: it leaves by itself, and nothing is lost', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const { child, done } = place.begin([...PLAIN, '--fault', 'hang@2-9']);
  await place.journaled('SETTLED');
  child.kill('SIGTERM');
  const ran = await done;
  assert.equal(ran.exit, 143, ran.stdout + ran.stderr);
  await assertGoesOn(place);
});

test('a second run of the same import: exit 10, and the first is not disturbed', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const first = place.begin(SLOW);
  await place.journaled('ACK');
  const second = await place.here(...PLAIN);
  assert.equal(second.exit, 10, second.stdout + second.stderr);
  assert.match(second.stderr, /another run holds this import: process \d+/);
  assert.equal((await first.done).exit, 0);
  assert.equal(place.stored().length, 400);
});

test('two imports at once into one sandbox: both are stored whole', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  place.write('other.csv', text);
  const first = place.begin(PLAIN);
  const second = place.begin(['import', 'other.csv', '--sandbox', '--batch-size', '10']);
  const [one, two] = await Promise.all([first.done, second.done]);
  assert.deepEqual([one.exit, two.exit], [0, 0], one.stderr + two.stderr);
  assert.equal(place.stored().length, 800);
});

test('a journal that was damaged in its midst: exit 9, and it says where', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  assert.equal((await place.here(...PLAIN)).exit, 0);
  const [name = ''] = readdirSync(place.path('.batchctl/imports'));
  const journal = place.path(`.batchctl/imports/${name}/journal.ndjson`);
  const lines = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(journal, lines.map((line, index) => (index === 5 ? line.replace('"', "'") : line)).join('\n'));
  const ran = await place.here(...PLAIN);
  assert.equal(ran.exit, 9);
  assert.match(ran.stderr, /journal\.ndjson: line 6/);
  assert.equal((await place.here('status')).exit, 9);
});

test('a state directory that can not be written: exit 9, nothing sent', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  writeFileSync(place.path('state'), 'a file');
  const ran = await place.here(...PLAIN, '--state-dir', 'state');
  assert.equal(ran.exit, 9, ran.stderr);
  assert.match(ran.stderr, /--state-dir/);
  mkdirSync(place.path('elsewhere'));
  chmodSync(place.path('elsewhere'), 0o700);
  assert.equal((await place.here(...PLAIN, '--state-dir', 'elsewhere')).exit, 0);
});

test('a file that grows while it is read: exit 4; when it is still, the same command brings all of it', async (t) => {
  const place = new Workplace(t);
  // Longer than what is read at once, so that its end is still to be seen.
  const long = numberedCsv(8_000).text;
  place.write('rows.csv', long);
  const { done } = place.begin([
    'import',
    'rows.csv',
    '--batch-size',
    '400',
    '--fault',
    'slow=60',
    '--concurrency',
    '1',
  ]);
  await place.journaled('ACK');
  appendFileSync(place.path('rows.csv'), '8001,user8001@example.com,"Note 8001, said"\n');
  const ran = await done;
  assert.equal(ran.exit, 4, ran.stdout);
  assert.match(ran.stdout, /changed while it was read/);
  const still = await place.here('import', 'rows.csv', '--batch-size', '400');
  assert.equal(still.exit, 0, still.stderr);
  assert.equal(place.stored().length, 8_001);
});
