import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, bodyOf, jobOf, post, send, withSandbox, type Reply } from './client.js';

function assertRefused(reply: Reply, status: number, code: string, path?: string): void {
  const { success, correlationId, error } = bodyOf(reply);
  assert.equal(reply.status, status, reply.text);
  assert.equal(success, false);
  assert.equal(error?.code, code);
  assert.equal(error?.details?.path, path);
  assert.equal(correlationId, reply.headers['x-correlation-id']);
}

const INVALID = 'CDP_ETL.VALIDATION.REQUEST_INVALID';
const one = { records: [{ email: 'a@example.com' }] };

test('an accepted batch is answered as the vendor shows it, and its job can be watched', async () => {
  await withSandbox(async (url) => {
    const reply = await post(url, '/records/profiles/upsert-batch', { ...one, matchKey: 'email' });
    const { success, data } = bodyOf(reply);
    assert.equal(reply.status, 202);
    assert.equal(success, true);
    assert.ok(Math.abs(Date.parse(String(reply.headers.date)) - Date.now()) < 5000);
    const { jobId = '', ...rest } = data ?? {};
    assert.match(jobId, /^rjob_\w+$/);
    const statusPath = `/records/profiles/jobs/${jobId}`;
    const expected = {
      operation: 'upsert-batch',
      objectName: 'profiles',
      state: 'queued',
      acceptedRecords: 1,
      statusPath,
    };
    assert.deepEqual(rest, expected);
    const job = await jobOf(url, reply);
    assert.equal(job.state, 'completed');
    assert.deepEqual(job.metrics, { totalRows: 1, validRows: 1, invalidRows: 0 });
    assertRefused(await send(`${url}${BASE}/records/others/jobs/${jobId}`, 'GET'), 404, 'CDP_ETL.NOT_FOUND');
  });
});

test('rows with a bad address or time are refused by the job, the others are committed', async () => {
  const good = [
    { email: '' },
    { email: null },
    { billing_email: 'x@y.zz' },
    { seen_at: '2024-02-29T12:00:00.5+01:00' },
    { at: 'x' },
  ];
  const bad = [
    { email: 'nobody' },
    { email: 7 },
    { billing_email: 'a b@c.de' },
    { seen_at: '2024-02-29T12:00:00' },
    { seen_at: '2023-02-29T12:00:00Z' },
    { seen_at: 'yesterday' },
  ];
  const rows = await withSandbox(async (url) => {
    const job = await jobOf(url, await post(url, '/records/people/append-batch', { records: [...good, ...bad] }));
    assert.deepEqual(job.metrics, { totalRows: 11, validRows: 5, invalidRows: 6 });
    assert.deepEqual(
      job.errors?.map(({ index, code }) => [index, code]),
      bad.map((_, index) => [index + 5, INVALID]),
    );
    assert.equal(job.errors?.[0]?.message, 'email: not an address');
    assert.equal(job.errors?.[4]?.message, 'seen_at: not a datetime with an offset');
  });
  assert.deepEqual(
    rows.map(({ record }) => JSON.parse(String(record))),
    good,
  );
  assert.deepEqual(
    rows.map(({ item_index: index }) => index),
    [0, 1, 2, 3, 4],
  );
});

test('whole requests are refused with the place that is to blame, and nothing of them is stored', async () => {
  const append = '/records/people/append-batch';
  const upsert = '/records/people/upsert-batch';
  const cases: readonly [path: string, body: object | string, place: string][] = [
    [append, '{"records":[{"a":1},]}', 'body'],
    [append, '[]', 'body'],
    [append, '{"records":[{"a":1}]} x', 'body'],
    [append, '', 'body'],
    [append, {}, 'records'],
    [append, { records: {} }, 'records'],
    [append, { records: [] }, 'records'],
    [append, { records: [{}, 7] }, 'records[1]'],
    [append, { records: Array.from({ length: 10_001 }, () => ({})) }, 'records'],
    [upsert, one, 'matchKey'],
    [upsert, { ...one, matchKey: '' }, 'matchKey'],
    [upsert, { records: [{ id: 1 }, { id: null }], matchKey: 'id' }, 'records[1].id'],
    [upsert, { records: [{ id: 1 }, { x: 1 }], matchKey: 'id' }, 'records[1].id'],
    [upsert, { records: [{ id: '' }], matchKey: 'id' }, 'records[0].id'],
    ['/records/people/append', { record: [] }, 'record'],
    ['/records/people/append', { record: { email: 'x' } }, 'record.email'],
    ['/records/no%20name/append-batch', one, 'object'],
  ];
  const rows = await withSandbox(async (url) => {
    for (const [path, body, place] of cases) assertRefused(await post(url, path, body), 400, INVALID, place);
    const key = { 'idempotency-key': 'not-a-uuid' };
    assertRefused(await post(url, append, one, key), 400, INVALID, 'Idempotency-Key');
  });
  assert.deepEqual(rows, []);
});

test('ten thousand records and ten million bytes are the most', async () => {
  const rows = await withSandbox(
    async (url) => {
      const most = { records: Array.from({ length: 10_000 }, () => ({})) };
      assert.equal(
        (await jobOf(url, await post(url, '/records/people/append-batch', most))).metrics?.validRows,
        10_000,
      );
      const around = JSON.stringify({ records: [{ text: '' }] }).length;
      const sized = (bytes: number): object => ({ records: [{ text: 'x'.repeat(bytes - around) }] });
      assert.equal((await post(url, '/records/large/append-batch', sized(10_000_000))).status, 202);
      assertRefused(await post(url, '/records/large/append-batch', sized(10_000_001)), 413, INVALID);
      const chunked = { 'transfer-encoding': 'chunked' };
      assertRefused(await post(url, '/records/large/append-batch', sized(10_000_001), chunked), 413, INVALID);
    },
    { sql: 'SELECT object, count(*) AS count FROM records GROUP BY object' },
  );
  assert.deepEqual(rows, [
    { object: 'large', count: 1 },
    { object: 'people', count: 10_000 },
  ]);
});

test('who may ask, where and how', async () => {
  await withSandbox(async (url) => {
    const path = '/records/people/append-batch';
    assertRefused(await post(url, path, one, { authorization: '' }), 401, 'CDP_ETL.AUTH.UNAUTHORIZED');
    assertRefused(await post(url, path, one, { authorization: 'Bearer ' }), 401, 'CDP_ETL.AUTH.UNAUTHORIZED');
    assertRefused(
      await send(`${url}${BASE}/records/a/jobs/b`, 'GET', { headers: { authorization: 'x' } }),
      401,
      'CDP_ETL.AUTH.UNAUTHORIZED',
    );
    assertRefused(await post(url, path, one, { 'content-type': 'text/plain' }), 415, INVALID);
    assertRefused(await post(url, path, one, { 'content-encoding': 'gzip' }), 415, INVALID);
    assertRefused(await post(url, '/records/people/delete-batch', one), 404, 'CDP_ETL.NOT_FOUND');
    assertRefused(await send(`${url}/elsewhere`, 'GET'), 404, 'CDP_ETL.NOT_FOUND');
    const wrongMethod = await send(`${url}${BASE}${path}`, 'PUT');
    assertRefused(wrongMethod, 405, 'CDP_ETL.METHOD_NOT_ALLOWED');
    assert.equal(wrongMethod.headers.allow, 'POST');
    assert.match((await send(`${url}/`, 'GET')).text, /batchctl sandbox.*\/public\/v1/);
  });
});

test('only a Host of this machine is answered', async () => {
  await withSandbox(async (url) => {
    for (const host of ['127.0.0.1', 'localhost:1', '[::1]:80', 'LOCALHOST']) {
      assert.equal((await send(`${url}/`, 'GET', { headers: { host } })).status, 200, host);
    }
    for (const host of ['example.com', 'localhost.example.com', '127.0.0.1.nip.io', '10.0.0.1', '127.0.0.1@x']) {
      assert.equal((await send(`${url}/`, 'GET', { headers: { host } })).status, 403, host);
      assert.equal((await post(url, '/records/people/append', { record: {} }, { host })).status, 403, host);
    }
  });
});

test('the single writes are answered when they are done', async () => {
  const rows = await withSandbox(async (url) => {
    const appended = await post(url, '/records/people/append', { record: { id: 1, a: 1 } });
    assert.equal(appended.status, 200);
    assert.equal(bodyOf(appended).data?.accepted, true);
    assert.equal((await post(url, '/records/people/upsert', { record: { id: 1, b: 2 }, matchKey: 'id' })).status, 200);
  });
  assert.deepEqual(
    rows.map(({ record }) => record),
    ['{"id":1,"a":1,"b":2}'],
  );
});

test('clients that hang up in the middle of a body leave the server and the database as they were', async () => {
  const rows = await withSandbox(async (url) => {
    const { connect } = await import('node:net');
    const { port } = new URL(url);
    for (let round = 0; round < 20; round++) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          const head = `POST ${BASE}/records/people/append-batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n`;
          socket.write(
            `${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"records":[{"a":1}]}`,
            () => {
              if (round % 2 === 0) socket.destroy();
              else socket.resetAndDestroy();
              resolve();
            },
          );
        });
      });
    }
    assert.equal((await post(url, '/records/people/append-batch', one)).status, 202);
  });
  assert.equal(rows.length, 1);
});
