import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Screen } from './screen.js';

const terminal = fileURLToPath(new URL('terminal.py', import.meta.url));
const noTerminal =
  spawnSync('python3', ['-c', 'import pty']).status === 0 ? false : 'needs python3 with pty for a pseudo-terminal';
const CHILD = ['--import', 'tsx', fileURLToPath(new URL('./progress-child.ts', import.meta.url))];

interface Ended {
  readonly screen: Screen;
  readonly output: string;
  readonly exit: number | null;
}

function onTerminal(columns: number, scenario: string, env: Readonly<Record<string, string>> = {}): Ended {
  const { stdout, stderr, status } = spawnSync(
    'python3',
    [terminal, String(columns), process.execPath, ...CHILD, scenario],
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1', TERM: 'xterm', ...env } },
  );
  assert.equal(stderr, '');
  const screen = new Screen(columns);
  screen.write(stdout, false);
  return { screen, output: stdout, exit: status };
}

function barsOf(text: string): string[] {
  return text.split('\n').filter((line) => /^ *(?:read|sent|settled) /.test(line));
}

for (const [columns, settled] of [
  [20, /^settled 100%$/],
  [200, /^ {2}settled +█{40} 100% {2}20,000 rows {2}[\d,]+ rows\/s {2}3 rejected$/],
] as const) {
  test(`the bars fit a terminal of ${columns} columns and stay there when it is over`, { skip: noTerminal }, () => {
    const { screen, exit } = onTerminal(columns, 'whole');
    const lines = screen.text.split('\n');
    assert.equal(exit, 0);
    assert.deepEqual(lines.slice(0, 3), ['batchctl: a.csv', 'batchctl: before', 'batchctl: last words']);
    assert.equal(screen.wraps, 0);
    assert.match(lines.at(-2) ?? '', settled);
    assert.equal(lines.at(-1), 'batchctl: after');
    assert.equal(barsOf(screen.text).length, 3, screen.text);
    assert.deepEqual([screen.cursorShown, screen.lineWrapping], [true, true]);
    assert.deepEqual(screen.cursor, [lines.length, 0]);
  });
}

test('the bars fit again when the terminal became narrower, and leave nothing behind', { skip: noTerminal }, () => {
  const { screen } = onTerminal(120, 'resized');
  assert.equal(barsOf(screen.text).length, 3, screen.text);
  assert.equal(screen.text.split('\n').length, 5, screen.text);
  assert.ok(screen.text.split('\n').every((line) => line.length < 40));
  assert.equal(screen.wraps, 0);
  assert.equal(screen.cursorShown, true);
});

test('Ctrl-C reaches the program, and stop gives the cursor back', { skip: noTerminal }, () => {
  const { screen, output, exit } = onTerminal(80, 'interrupted');
  assert.equal(exit, 130);
  assert.ok(output.includes('\u001B[?25l'));
  assert.equal(screen.cursorShown, true);
});

test('Ctrl-C ends a program that does not ask for it', { skip: noTerminal }, () => {
  assert.equal(onTerminal(80, 'unguarded').exit, 130);
});

test('bars keep no process alive, and colour changes no column', { skip: noTerminal }, () => {
  const plain = onTerminal(80, 'abandoned');
  assert.equal(plain.exit, 0);
  assert.equal(barsOf(plain.screen.text).length, 3);
  const coloured = onTerminal(80, 'abandoned', { NO_COLOR: '' });
  assert.ok(coloured.output.includes('\u001B[32m') && !plain.output.includes('\u001B[32m'));
  assert.equal(coloured.screen.text, plain.screen.text);
});

test('a reader that has gone does not end the program', async () => {
  const child = spawn(process.execPath, [...CHILD, 'piped'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.once('data', () => child.stderr.destroy());
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  const [exit]: unknown[] = await once(child, 'close');
  assert.deepEqual([exit, output], [0, 'still here\n']);
});
