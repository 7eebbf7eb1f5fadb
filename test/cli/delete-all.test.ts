/** What must be so before anything is deleted; and that nothing at all is sent as long as it isn't. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { realTools } from '../../src/main.js';
import { acquireLock } from '../../src/lock.js';
import { API_KEY } from '../support/canary.js';
import { allAdded, allDeleted, CountedService } from '../support/counted-service.js';
import { ended } from '../support/ended.js';
import { Within } from '../support/within.js';
import { BINARY, Workplace } from '../support/workplace.js';

const never = new AbortController().signal;

const PAPR = ['-t', 'papr'];
const RIGHT = ['--user', 'ann', '--confirm', 'ann'];

/** What is typed behind `delete-all`, and what is said to it. */
const REFUSED: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['--user', '', ...PAPR], /--user is blank/],
  [['--user', '', '--confirm', '', ...PAPR], /--user is blank/],
  [['--user', ' ', '--confirm', ' ', ...PAPR], /--user is blank/],
  [['--user', '\t\u00A0', '--confirm', '\t\u00A0', ...PAPR], /--user is blank/],
  [['--user', '', '--confirm', 'DELETE ALL', ...PAPR], /--user is blank/],
  [['--user', 'ann', ...PAPR], /no terminal to ask on.*nothing was sent\n.*add: --confirm ann/s],
  [['--everyone', ...PAPR], /no terminal to ask on.*add: --confirm 'DELETE ALL'/s],
  [['--user', 'ann', '--confirm', '', ...PAPR], /--confirm '' is not ann: nothing was deleted, nothing was sent/],
  [['--user', 'ann', '--confirm', 'an', ...PAPR], /--confirm an is not ann: nothing was deleted/],
  [['--user', 'ann', '--confirm', 'ann ', ...PAPR], /--confirm 'ann ' is not ann/],
  [['--user', 'ann', '--confirm', 'DELETE ALL', ...PAPR], /is not ann/],
  [['--everyone', '--confirm', 'delete all', ...PAPR], /is not 'DELETE ALL'/],
  [['--everyone', '--confirm', 'true', ...PAPR], /is not 'DELETE ALL'/],
  [['--confirm', 'ann', ...PAPR], /needs to know whose/],
  [['--everyone', '--user', 'ann', '--confirm', 'ann', ...PAPR], /contradict/],
  [[...RIGHT, '--yes', ...PAPR], /unknown option '--yes'/],
  [[...RIGHT, '-t', 'experiture'], /Experiture has no way to delete/],
  [[...RIGHT, ...PAPR, '--api-key-file', 'nowhere'], /nowhere/],
  [[...RIGHT, ...PAPR, '--base-url', 'ftp://example.com'], /not an http/],
  [[...RIGHT, ...PAPR, '--fault', '503'], /--fault only goes with the sandbox/],
  [['--user', 'ann'], /no terminal to ask on/],
  [['--user', 'ann', '--sandbox', '--confirm', 'bob'], /is not ann/],
  [[...RIGHT, '--fault', 'no-such-thing'], /no fault no-such-thing/],
];

test('exit 2, not one connection, and nothing written', async (t) => {
  const place = new Within(t);
  const service = await CountedService.open(t, (_, response) => response.end(allDeleted(1)));
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = service.url;
  for (const [args, says] of REFUSED) {
    const ran = await place.run(['delete-all', ...args]);
    assert.equal(ran.exit, 2, args.join(' '));
    assert.match(ran.stderr, says);
    assert.equal(ran.stdout, '');
    assert.equal(service.connections, 0, args.join(' '));
    assert.deepEqual(readdirSync('.'), [], `no sandbox, no state: ${args.join(' ')}`);
  }
  place.env['CI'] = 'true';
  assert.equal((await place.run(['delete-all', ...RIGHT])).exit, 2, 'in CI nobody may take the sandbox for a service');
  delete place.env['PAPR_MEMORY_API_KEY'];
  assert.match((await place.run(['delete-all', ...RIGHT, ...PAPR])).stderr, /PAPR_MEMORY_API_KEY/);
  assert.equal(service.connections, 0);
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  assert.equal((await place.run(['delete-all', ...RIGHT, ...PAPR])).exit, 0);
  assert.deepEqual(service.requests, ['DELETE /v1/memory/all?external_user_id=ann'], 'the right phrase alone is heard');
});

test('a variable that is not set, quoted or not, in a real shell', async (t) => {
  const place = new Workplace(t);
  const service = await CountedService.open(t, (_, response) => response.end(allDeleted(1)));
  Object.assign(place.env, { PAPR_MEMORY_API_KEY: API_KEY, PAPR_BASE_URL: service.url });
  for (const words of ['--user "$NOBODY" --confirm "$NOBODY"', '--user $NOBODY --confirm $NOBODY']) {
    const command = `"${process.execPath}" "${BINARY}" delete-all -t papr ${words}`;
    const shell = spawn('sh', ['-c', command], {
      cwd: place.directory,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { exit } = await ended(shell);
    assert.equal(exit, 2, words);
    assert.equal(service.connections, 0, words);
  }
});

test('before the first byte is sent, journal and audit say so on disk', async (t) => {
  const place = new Within(t);
  const seen: { journal: string; audit: string[] }[] = [];
  const service = await CountedService.open(t, (request, response) => {
    request.resume();
    if (request.method === 'POST') return response.end(allAdded(1));
    const [name = ''] = readdirSync('.batchctl/imports');
    const journal = readFileSync(`.batchctl/imports/${name}/journal.ndjson`, 'utf8');
    seen.push({ journal: journal.trimEnd().split('\n').at(-1) ?? '', audit: auditLines() });
    return response.end(allDeleted(1));
  });
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = service.url;
  const to = [...PAPR, '--account', 'acme'];
  writeFileSync('notes.csv', 'content\nLikes green tea very much\n');
  assert.equal((await place.run(['import', 'notes.csv', '--user', 'ann', ...to])).exit, 0);
  const first = await place.run(['delete-all', ...RIGHT, ...to]);
  assert.equal(first.exit, 0, first.stderr);
  assert.match(
    first.stdout,
    /^✔ 1 memory of ann deleted in .*status +success.*processed +1\n.*failed +0\n.*audit\.ndjson/s,
  );
  // A full disk may cut a line short: the next one must not be lost with it.
  writeFileSync('.batchctl/audit.ndjson', '{"at":"2026', { flag: 'a' });
  assert.equal((await place.run(['delete-all', ...RIGHT, ...to])).exit, 0);

  assert.match(seen[0]?.journal ?? '', /"DELETED".*"begun"/);
  assert.deepEqual(
    seen.map(({ audit }) => audit.length),
    [1, 4],
  );
  const [begun, done, torn, ...again] = auditLines();
  assert.equal(torn, '{"at":"2026');
  assert.deepEqual(
    again.map((line) => JSON.parse(line).phase),
    ['begun', 'done'],
  );
  const { at, ...line } = JSON.parse(begun ?? '');
  assert.match(at, /^\d{4}-.*Z$/);
  const who = { target: 'papr', baseUrl: service.url, account: 'acme', user: 'ann', everyone: false, pid: process.pid };
  assert.deepEqual(line, { command: 'delete-all', phase: 'begun', ...who });
  const counts = { status: 'success', processed: 1, successful: 1, failed: 0 };
  assert.deepEqual({ ...JSON.parse(done ?? ''), at: '' }, { at: '', ...line, phase: 'done', ...counts });
  assert.equal(statSync('.batchctl/audit.ndjson').mode & 0o777, 0o600);
});

function auditLines(): string[] {
  return readFileSync('.batchctl/audit.ndjson', 'utf8').trimEnd().split('\n');
}

test('an audit that can not be written: exit 9, nothing is sent, and the import is as it was', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = url;
  writeFileSync('notes.csv', 'content\nLikes green tea very much\n');
  const importing = ['import', 'notes.csv', ...PAPR, '--user', 'ann'];
  assert.equal((await place.run(importing)).exit, 0);
  mkdirSync('.batchctl/audit.ndjson');
  const ran = await place.run(['delete-all', ...RIGHT, ...PAPR]);
  assert.equal(ran.exit, 9, ran.stderr);
  assert.match(ran.stderr, /audit\.ndjson can't be written/);
  assert.match((await place.run(importing)).stdout, /Nothing to do/);
  assert.deepEqual(await place.query('select count(*) as n from memories'), [{ n: 1 }]);
});

test('an import of that user is running: exit 10, nothing is sent; one of another user does not matter', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  place.env['PAPR_MEMORY_API_KEY'] = API_KEY;
  place.env['PAPR_BASE_URL'] = url;
  writeFileSync('notes.csv', 'content\nLikes green tea very much\n');
  assert.equal((await place.run(['import', 'notes.csv', ...PAPR, '--user', 'ann'])).exit, 0);
  const [name = ''] = readdirSync('.batchctl/imports');
  const lock = await acquireLock(`.batchctl/imports/${name}/lock`, realTools(never, never).clock);
  const held = await place.run(['delete-all', ...RIGHT, ...PAPR]);
  assert.equal(held.exit, 10, held.stdout);
  assert.match(held.stderr, /notes\.csv: another run holds this import.*nothing was deleted/);
  assert.equal(existsSync('.batchctl/audit.ndjson'), false);
  assert.equal((await place.run(['delete-all', '--everyone', '--confirm', 'DELETE ALL', ...PAPR])).exit, 10);
  const other = await place.run(['delete-all', '--user', 'bob', '--confirm', 'bob', ...PAPR]);
  assert.equal(other.exit, 0, other.stderr);
  assert.match(other.stdout, /Nothing to delete: Papr has no memories of bob/);
  await lock.release();
  assert.deepEqual(await place.query('select count(*) as n from memories'), [{ n: 1 }]);
});
