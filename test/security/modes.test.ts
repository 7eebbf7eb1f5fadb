/** What is written is nobody else's to read, whatever the process's mask allows, and goes where it should. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Within } from '../support/within.js';

/** Paths of the working directory with their modes. */
function modes(): [path: string, mode: number][] {
  return readdirSync('.', { recursive: true, encoding: 'utf8' }).map((path) => [path, statSync(path).mode & 0o777]);
}

test('files are 0600 and directories 0700, where mask and directory would allow everything', async (t) => {
  const mask = process.umask(0);
  t.after(() => process.umask(mask));
  const place = new Within(t);
  chmodSync('.', 0o777);
  writeFileSync('rows.csv', 'id,note\n1,two words here\n2,"bad" x\n');
  const own = new Set(['rows.csv']);
  const openai = ['-t', 'openai', '--sandbox', '--model', 'm', '--prompt', 'note'];
  assert.equal((await place.run(['import', 'rows.csv', ...openai, '--results', 'answers.csv'])).exit, 3);
  assert.equal(
    (await place.run(['import', 'rows.csv', '-t', 'papr', '--sandbox', '--content', 'note', '--user', 'u'])).exit,
    3,
  );
  assert.equal((await place.run(['delete-all', '-t', 'papr', '--sandbox', '--user', 'u', '--confirm', 'u'])).exit, 0);
  assert.equal((await place.run(['inspect', 'rows.csv', '--save', 'mapping.json'])).exit, 0);
  const found = modes().filter(([path]) => !own.has(path));
  for (const name of ['journal.ndjson', 'audit.ndjson', 'sandbox.db', '.rejects.csv', 'answers.csv', 'mapping.json'])
    assert.ok(
      found.some(([path]) => path.endsWith(name)),
      name,
    );
  const open = found.filter(([path, mode]) => mode !== (statSync(path).isDirectory() ? 0o700 : 0o600));
  assert.deepEqual(
    open.map(([path, mode]) => `${path} ${mode.toString(8)}`),
    [],
  );
});

test('a link in the place of a journal or the audit is not followed', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', 'id\n1\n');
  writeFileSync('victim', 'as it was\n');
  assert.equal((await place.run(['import', 'rows.csv', '--sandbox'])).exit, 0);
  const [name = ''] = readdirSync('.batchctl/imports');
  mkdirSync(join('elsewhere/imports', name), { recursive: true });
  symlinkSync(join(process.cwd(), 'victim'), join('elsewhere/imports', name, 'journal.ndjson'));
  symlinkSync(join(process.cwd(), 'victim'), 'elsewhere/audit.ndjson');
  const state = ['--state-dir', 'elsewhere'];
  assert.equal((await place.run(['import', 'rows.csv', '--sandbox', ...state])).exit, 9);
  const deleting = ['delete-all', '-t', 'papr', '--sandbox', '--user', 'u', '--confirm', 'u'];
  assert.equal((await place.run([...deleting, ...state])).exit, 9);
  symlinkSync(join(process.cwd(), 'victim'), join('.batchctl/imports', name, 'journal.ndjson.new'));
  assert.equal((await place.run(['import', 'rows.csv', '--sandbox', '--new-run'])).exit, 9);
  assert.equal(readFileSync('victim', 'utf8'), 'as it was\n');
});
