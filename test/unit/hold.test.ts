/** The place of a journal: nobody else's to read, none of git's business, and held by one run at a time. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { importsDirectory, lockImport, prepareStateDir } from '../../src/journal/hold.js';

function placeOf(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

interface Beats {
  readonly clock: { now(): number };
  every(ms: number, task: () => void): () => void;
  /** ms between the beats of locks that are held. */
  readonly beating: Set<number>;
}

function quietTools(): Beats {
  const beating = new Set<number>();
  const every = (ms: number) => {
    beating.add(ms);
    return () => void beating.delete(ms);
  };
  return { clock: { now: () => 1_700_000_000_000 }, every, beating };
}

test('an import is held by one, and by another when it was let go', async (t) => {
  const stateDir = join(placeOf(t), 'a', 'b');
  const tools = quietTools();
  const hold = await lockImport(stateDir, 'rows', tools);
  assert.equal(hold.directory, join(stateDir, 'imports', 'rows'));
  assert.deepEqual([...tools.beating], [10_000]);
  await assert.rejects(lockImport(stateDir, 'rows', tools), { exit: 10, code: 'import_locked' });
  const other = await lockImport(stateDir, 'others', quietTools());
  await other.release();
  await hold.release();
  assert.equal(tools.beating.size, 0);
  await (await lockImport(stateDir, 'rows', tools)).release();
});

test('a state directory is for its owner alone, and what was there stays as it was', async (t) => {
  const stateDir = join(placeOf(t), 'a', 'b');
  await prepareStateDir(stateDir);
  const ignore = join(stateDir, '.gitignore');
  assert.equal(readFileSync(ignore, 'utf8'), '*\n');
  assert.equal(statSync(stateDir).mode & 0o777, 0o700);
  assert.equal(statSync(ignore).mode & 0o777, 0o600);
  writeFileSync(ignore, 'own\n');
  await prepareStateDir(stateDir);
  assert.equal(readFileSync(ignore, 'utf8'), 'own\n');
  mkdirSync(importsDirectory(stateDir));
});

test('where no directory can be made, it is said', async (t) => {
  const place = placeOf(t);
  writeFileSync(join(place, 'file'), '');
  const stateDir = join(place, 'file', 'below');
  await assert.rejects(prepareStateDir(stateDir), { exit: 9, code: 'state_unusable' });
  await assert.rejects(lockImport(stateDir, 'rows', quietTools()), { exit: 9, code: 'state_unusable' });
  const sound = join(place, 'state');
  await prepareStateDir(sound);
  writeFileSync(importsDirectory(sound), '');
  await assert.rejects(lockImport(sound, 'rows', quietTools()), { exit: 9, code: 'state_unusable' });
});
