import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acquireLock, LockHeld, type Holder } from '../../src/lock.js';

const directory = mkdtempSync(join(tmpdir(), 'batchctl-lock-'));
let files = 0;
const newPath = (): string => join(directory, `lock-${files++}`);
const read = (path: string): Holder => JSON.parse(readFileSync(path, 'utf8'));
const isHeld = (error: unknown): boolean => error instanceof LockHeld;

/** A process that answers each line that it is told with one line. */
class Rival {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const file = fileURLToPath(new URL('lock-rival.ts', import.meta.url));
    this.child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.ok(this.child.stdout);
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<string> {
    this.child.stdin?.write(`${line}\n`);
    return String((await this.#lines.next()).value);
  }

  async kill(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

/** What a process that was killed has left behind: its own words, from a lock that it really held. */
let dead: Holder;
/** The same of a process that still lives. */
let living: Holder;
let rival: Rival;

before(async () => {
  const victim = new Rival();
  const path = newPath();
  assert.match(await victim.ask(path), /^won /);
  dead = read(path);
  await victim.kill();
  rival = new Rival();
  const other = newPath();
  assert.match(await rival.ask(other), /^won /);
  living = read(other);
});

after(async () => {
  await rival.kill();
  rmSync(directory, { recursive: true });
});

function leave(text: string, ageInSeconds = 0): string {
  const path = newPath();
  writeFileSync(path, text);
  const seconds = Date.now() / 1000 - ageInSeconds;
  utimesSync(path, seconds, seconds);
  return path;
}

async function assertTaken(path: string): Promise<void> {
  const lock = await acquireLock(path, Date);
  assert.equal(read(path).pid, process.pid);
  await lock.release();
}

describe('a lock', () => {
  test('is held once, also within one process, until it is released', async () => {
    const path = newPath();
    const lock = await acquireLock(path, Date);
    await assert.rejects(acquireLock(path, Date), isHeld);
    await lock.release();
    await lock.release();
    await assertTaken(path);
  });

  test('leaves nothing behind', async () => {
    const path = leave(JSON.stringify(dead));
    await assertTaken(path);
    assert.deepEqual(
      readdirSync(directory).filter((name) => join(directory, name).startsWith(path)),
      [],
    );
  });

  test('shows its note to whoever finds it held', async () => {
    const path = newPath();
    const lock = await acquireLock(path, Date);
    const { token } = read(path);
    await lock.announce({ url: 'http://127.0.0.1:1' });
    const error: unknown = await acquireLock(path, Date).catch((error: unknown) => error);
    assert.ok(error instanceof LockHeld);
    assert.deepEqual(error.holder.note, { url: 'http://127.0.0.1:1' });
    assert.equal(error.holder.token, token);
    await lock.release();
  });

  test('is kept alive by its heartbeat, which fails once another has it', async () => {
    const path = newPath();
    const lock = await acquireLock(path, { now: () => 1_000_000 });
    await lock.beat();
    writeFileSync(path, JSON.stringify({ ...living, host: 'elsewhere' }));
    await assert.rejects(lock.beat(), isHeld);
    await lock.release();
    assert.equal(read(path).token, living.token);
  });
});

describe('a holder', () => {
  test('that was killed is dead at once', async () => assertTaken(leave(JSON.stringify(dead))));

  test('that lives is alive however old its heartbeat is', async () => {
    const path = leave(JSON.stringify(living), 1e6);
    await assert.rejects(acquireLock(path, Date), isHeld);
  });

  test('whose number another process has by now is dead', async () => {
    await assertTaken(leave(JSON.stringify({ ...living, startTime: '1' })));
  });

  test('of an earlier boot is dead', async () => {
    await assertTaken(leave(JSON.stringify({ ...living, bootId: '00000000-0000-0000-0000-000000000000' })));
  });

  for (const elsewhere of [{ host: 'elsewhere' }, { pidNamespace: 'pid:[1]' }]) {
    test(`elsewhere (${Object.keys(elsewhere).join()}) is judged by its heartbeat`, async () => {
      const text = JSON.stringify({ ...dead, ...elsewhere });
      await assert.rejects(acquireLock(leave(text, 55), Date), isHeld);
      await assertTaken(leave(text, 65));
    });
  }

  for (const text of ['', '{"pid":', 'null', '{"pid":"1"}']) {
    test(`that nobody can read (${text}) is given a minute`, async () => {
      await assert.rejects(acquireLock(leave(text, 55), Date), isHeld);
      await assertTaken(leave(text, 65));
    });
  }

  test('that was killed while it took the lock over is taken over as well', async () => {
    const path = leave(JSON.stringify(dead));
    writeFileSync(`${path}.${dead.token.slice(0, 8)}`, JSON.stringify({ ...dead, token: 'ffffffff-0' }));
    writeFileSync(`${path}.${dead.token.slice(0, 8)}.ffffffff`, JSON.stringify({ ...dead, token: 'eeeeeeee-0' }));
    await assertTaken(path);
  });
});

test('of processes that race for one dead lock exactly one wins, in every round', { timeout: 60_000 }, async () => {
  const rivals = [new Rival(), new Rival(), new Rival(), new Rival()];
  try {
    for (let round = 0; round < 150; round++) {
      const path = round % 5 === 0 ? newPath() : leave(JSON.stringify(dead));
      const answers = await Promise.all(rivals.map(async (rival) => rival.ask(path)));
      const winners = answers.filter((answer) => answer.startsWith('won '));
      assert.equal(winners.length, 1, `round ${round}: ${answers.join(', ')}`);
      assert.deepEqual(winners, [`won ${read(path).token}`]);
      await Promise.all(rivals.map(async (rival) => rival.ask('release')));
    }
  } finally {
    await Promise.all(rivals.map(async (rival) => rival.kill()));
  }
});
