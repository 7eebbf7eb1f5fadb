import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchctlError, EXIT } from '../../src/errors.js';
import { parseFaults } from '../../src/sandbox/fault-spec.js';
import { BASE, bodyOf, jobOf, newDatabase, newKey, post, query, send, withSandbox } from './client.js';

const path = '/records/people/append-batch';
const body = { records: [{ name: 'x' }, { name: 'y' }, { email: 'bad' }] };

test('faults of jobs', async () => {
  const rows = await withSandbox(
    async (url) => {
      const job = async (state?: string): ReturnType<typeof jobOf> => jobOf(url, await post(url, path, body), state);
      const failure = await job('failed');
      assert.deepEqual(failure.metrics, { totalRows: 3, validRows: 0, invalidRows: 3 });
      assert.equal(failure.error?.code, 'CDP_ETL.INTERNAL.UNHANDLED_EXCEPTION');
      assert.equal((await job('failed')).metrics, undefined);
      await job('running');
      assert.equal((await job('PAUSED')).metrics, undefined);
      const unlisted = await job('completed');
      assert.deepEqual([unlisted.metrics?.invalidRows, unlisted.errors], [1, undefined]);
      assert.deepEqual(
        (await job('completed')).errors?.map(({ index }) => index),
        [5],
      );
      const start = Date.now();
      const reply = await post(url, path, body);
      await jobOf(url, reply, 'running');
      await jobOf(url, reply, 'completed');
      assert.ok(Date.now() - start >= 99);
    },
    {
      faults:
        'job-fail@1,job-fail-silent@2,job-stuck@3,job-state=PAUSED@4,job-no-list@5,job-bad-index@6,job-slow=100@7',
    },
  );
  assert.equal(rows.length, 6);
});

test('faults of polls', async () => {
  await withSandbox(
    async (url) => {
      const status = `${url}${BASE}${bodyOf(await post(url, path, body)).data?.statusPath}`;
      const statuses: number[] = [];
      for (let poll = 0; poll < 5; poll++) statuses.push((await send(status, 'GET')).status);
      assert.deepEqual(statuses, [200, 404, 404, 503, 200]);
    },
    { faults: 'poll-404@2-3,poll-503@4' },
  );
});

function line(...parts: readonly (string | number | null)[]): object {
  const names = ['method', 'idempotency_key', 'bytes', 'status', 'fault'];
  return Object.fromEntries(names.map((name, index) => [name, parts[index]]));
}

test('every write and every fault that fired is in the log', async () => {
  const db = newDatabase();
  const faults = '429=1@2,reset-before@3,job-no-list@1,poll-404@1';
  const key = newKey();
  await withSandbox(
    async (url) => {
      const reply = await post(url, path, body, { 'idempotency-key': key });
      await post(url, path, body);
      await assert.rejects(post(url, path, body));
      await jobOf(url, reply, 'completed').catch(() => undefined);
    },
    { db, faults },
  );
  const log = query(db, 'SELECT method, idempotency_key, bytes, status, fault FROM requests ORDER BY id');
  const { length } = JSON.stringify(body);
  assert.deepEqual(log.slice(0, 1), [line('POST', key, length, 202, null)]);
  assert.deepEqual(
    new Set(log.slice(1).map((row) => JSON.stringify(row))),
    new Set(
      [
        line('JOB', null, length, null, 'job-no-list'),
        line('POST', null, length, 429, '429=1'),
        line('POST', null, length, null, 'reset-before'),
        line('GET', null, 0, 404, 'poll-404'),
      ].map((row) => JSON.stringify(row)),
    ),
  );
});

test('a specification that nobody can mean is refused, with the names that there are', () => {
  assert.deepEqual(parseFaults(''), []);
  assert.deepEqual(
    parseFaults('500@2-4').map(({ name, from, to }) => [name, from, to]),
    [['500', 2, 4]],
  );
  const cases = [
    ['nope', 'fault_unknown'],
    ['toString', 'fault_unknown'],
    ['500=1', 'fault_invalid'],
    ['slow', 'fault_invalid'],
    ['slow=fast', 'fault_invalid'],
    ['redirect=200', 'fault_invalid'],
    ['500@0', 'fault_invalid'],
    ['500@4-3', 'fault_invalid'],
    ['500@x', 'fault_unknown'],
    ['429=%', 'fault_invalid'],
    ['429=a%0d%0ab', 'fault_invalid'],
    ['job-state', 'fault_invalid'],
  ] as const;
  for (const [spec, code] of cases) {
    const matches = (error: unknown): boolean =>
      error instanceof BatchctlError &&
      error.exit === EXIT.usage &&
      error.code === code &&
      error.message.includes(spec.split('=')[0] ?? '');
    assert.throws(() => parseFaults(`500,${spec}`), matches, spec);
  }
  assert.throws(
    () => parseFaults('nope'),
    (error: unknown) => error instanceof BatchctlError && error.hint?.includes('reset-after') === true,
  );
});
