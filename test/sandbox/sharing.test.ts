import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BatchctlError, EXIT, type ExitCode } from '../../src/errors.js';
import { serveSandbox } from '../../src/sandbox/serve.js';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/start.js';
import { kill, spawnSandbox, stop } from './child.js';
import { newDatabase, post, query } from './client.js';

test(
  'processes that start at once share one server; the owner stays until the others have gone',
  { timeout: 60_000 },
  async () => {
    const db = newDatabase();
    const processes = await Promise.all([spawnSandbox(db), spawnSandbox(db), spawnSandbox(db)]);
    const owners = processes.filter(({ shared }) => !shared);
    assert.equal(owners.length, 1);
    assert.equal(new Set(processes.map(({ url }) => url)).size, 1);
    assert.equal(new Set(processes.map(({ id }) => id)).size, 1);
    const [owner] = owners;
    assert.ok(owner);
    const [first, second] = processes.filter(({ shared }) => shared);
    assert.ok(first && second);
    const ended = stop(owner);
    assert.equal(await Promise.race([ended, setTimeout(300, 'waits')]), 'waits');
    assert.equal(owner.log(), 'waiting for another import that uses this sandbox\n');
    assert.equal((await post(owner.url, '/records/o/append-batch', { records: [{}] })).status, 202);
    // One leaves as it should, the other is killed: both holds end.
    await stop(first);
    await kill(second);
    await ended;
    assert.equal(query(db, 'SELECT id FROM records').length, 1);
  },
);

test('after the owner was killed the next start has the database', { timeout: 60_000 }, async () => {
  const db = newDatabase();
  const owner = await spawnSandbox(db);
  const shared = await startSandbox({ db, port: 0, faults: '' });
  assert.equal(shared.shared, true);
  await kill(owner);
  await shared.close();
  await shared.close();
  const next = await startSandbox({ db, port: 0, faults: '' });
  assert.deepEqual([next.shared, next.id], [false, owner.id]);
  await next.close();
  await next.close();
});

test('within one process, in a thread and in this one, the second uses the first', async () => {
  const db = newDatabase();
  const first = await startSandbox({ db, port: 0, faults: '' });
  const second = await serveSandbox({ db, port: 0, faults: '' });
  assert.deepEqual([first.shared, second.shared, second.url], [false, true, first.url]);
  await second.close();
  await first.close();
  assert.equal(existsSync(`${db}.server`), false);
});

test('the database is for its owner only', async () => {
  const db = newDatabase();
  const sandbox = await startSandbox({ db, port: 0, faults: '' });
  assert.deepEqual(
    [db, `${db}.server`, dirname(db)].map((path) => statSync(path).mode & 0o777),
    [0o600, 0o600, 0o700],
  );
  await sandbox.close();
});

async function assertFails(options: Partial<SandboxOptions>, exit: ExitCode, code: string): Promise<void> {
  for (const start of [startSandbox, serveSandbox]) {
    const db = options.db ?? newDatabase();
    const error: unknown = await start({ port: 0, faults: '', ...options, db }).catch((error: unknown) => error);
    assert.ok(error instanceof BatchctlError, String(error));
    assert.deepEqual([error.exit, error.code], [exit, code]);
    assert.equal(existsSync(`${db}.server`), false);
    if (code === 'sandbox_database') assert.match(error.message, new RegExp(db));
  }
}

test('a start that fails says why, in a thread as well, and lets the database go', async () => {
  await assertFails({ faults: 'nope' }, EXIT.usage, 'fault_unknown');
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  await assertFails({ port: address.port }, EXIT.usage, 'port_unusable');
  taken.close();
  const noDatabase = newDatabase();
  mkdirSync(dirname(noDatabase), { recursive: true });
  writeFileSync(noDatabase, 'name,email\n'.repeat(1000));
  await assertFails({ db: noDatabase }, EXIT.state, 'sandbox_database');
  await assertFails({ db: dirname(noDatabase) }, EXIT.state, 'sandbox_database');
});

test('neither faults nor a port can be given to a server that runs already', async () => {
  const db = newDatabase();
  const first = await startSandbox({ db, port: 0, faults: '' });
  for (const options of [{ faults: '500' }, { port: 1 }]) {
    const second = startSandbox({ db, port: 0, faults: '', ...options });
    await assert.rejects(second, (error) => error instanceof BatchctlError && error.code === 'sandbox_shared');
  }
  await first.close();
});
