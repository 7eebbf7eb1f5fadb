/** The sandbox is for this machine: not for other addresses, nor for pages that a browser on it has open. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Within } from '../support/within.js';

const ORIGINS: readonly (readonly [origin: string, status: number])[] = [
  ['http://localhost:8080', 200],
  ['http://127.0.0.1:1', 200],
  ['https://[::1]', 200],
  ['https://example.com', 403],
  ['http://localhost.example.com', 403],
  ['http://127.0.0.1.nip.io', 403],
  ['null', 403],
  ['file://', 403],
];

test('only pages of this machine are answered, and no page is told that it may read', async (t) => {
  const url = await new Within(t).serve();
  for (const [origin, status] of ORIGINS) {
    const answer = await fetch(`${url}/`, { headers: { origin } });
    await answer.text();
    assert.equal(answer.status, status, origin);
    assert.deepEqual(
      [...answer.headers.keys()].filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
});

test('a form of another page uploads nothing, and asking first gets no leave', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', new Blob(['{}\n']), 'x.jsonl');
  const origin = 'https://example.com';
  // llama-stack asks for no credential, and a form needs no leave.
  const posted = await fetch(`${url}/v1/files`, { method: 'POST', body: form, headers: { origin } });
  assert.equal(posted.status, 403);
  const asked = await fetch(`${url}/v1/files`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  assert.ok(asked.status >= 400 && !asked.headers.has('access-control-allow-origin'));
  assert.deepEqual(await place.query('select count(*) as n from files'), [{ n: 0 }]);
});

test('it listens on 127.0.0.1 alone', async (t) => {
  const { port } = new URL(await new Within(t).serve());
  const socket = connect(Number(port), '127.0.0.2');
  const [error] = await once(socket, 'error').catch((error: unknown) => [error]);
  assert.match(String(error), /ECONNREFUSED/);
});
