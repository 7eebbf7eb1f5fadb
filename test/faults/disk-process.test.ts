/** What may happen to a process: a terminal that goes, a reader that waits. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { BINARY, numberedCsv, Workplace } from '../support/workplace.js';

const IMPORT = ['import', 'rows.csv', '--sandbox', '--batch-size', '100'];
const { text, records } = numberedCsv(3_000);

async function assertGoesOn(place: Workplace): Promise<void> {
  const ran = await place.here(...IMPORT);
  assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
}

const HANG_UP = `
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b''
while b'settled' not in shown:
    shown += os.read(terminal, 4096)
os.close(terminal)
status = os.waitpid(child, 0)[1]
print(os.waitstatus_to_exitcode(status))
`;
const needsPython =
  spawnSync('python3', ['--version']).status === 0 ? false : 'python3 is not there to hold the terminal';

test('the terminal is closed: exit 129, nothing is lost', { skip: needsPython }, async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const args = [
    '-c',
    HANG_UP,
    process.execPath,
    '--liftoff-only',
    BINARY,
    ...IMPORT,
    '--fault',
    'slow=20',
    '--concurrency',
    '1',
  ];
  const child = spawn('python3', args, { cwd: place.directory, env: { ...place.env, TERM: 'xterm' } });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
  await once(child, 'close');
  assert.equal(said.trim(), '129');
  await assertGoesOn(place);
});

test('whoever reads the result waits: the import is done meanwhile, and then all of the result is there', async (t) => {
  const place = new Workplace(t);
  // More than a pipe holds: a hundred kinds of rejections each.
  const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.csv`);
  const rows = Array.from({ length: 120 }, (_, index) => `${index}${',x'.repeat(index + 3)}\n`).join('');
  for (const name of names) place.write(name, `id,a,b\nfine,1,2\n${rows}`);
  const program = `"${process.execPath}" --liftoff-only "${BINARY}" import ${names.join(' ')} --sandbox --json -q`;
  const reader = '(until [ -e go ]; do sleep 0.02; done; cat)';
  const child = spawn('bash', ['-c', `${program} | ${reader}; exit \${PIPESTATUS[0]}`], {
    cwd: place.directory,
    env: place.env,
  });
  let told = '';
  child.stdout.on('data', (piece: Buffer) => (told += piece.toString()));
  await place.journaled('END', names.length);
  assert.equal(told, '');
  place.write('go', '');
  const [exit] = await once(child, 'close');
  assert.equal(exit, 3);
  assert(told.length > 65_536, `${told.length} bytes`);
  assert.equal(JSON.parse(told).rows.rejected, 720);
});
