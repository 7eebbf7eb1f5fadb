/** The way to a service, before anything is sent: what the environment says of TLS and proxies, names, addresses. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { test } from 'node:test';
import { assertChecked, remarksOn } from '../../src/cli/way.js';
import { BatchctlError, EXIT } from '../../src/errors.js';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';

const FAR = 'https://api.example.com/v1';

function isUsage(error: unknown): boolean {
  return error instanceof BatchctlError && error.exit === EXIT.usage;
}

test('T5: with NODE_TLS_REJECT_UNAUTHORIZED=0 nobody but this machine is spoken to', async (t) => {
  const unchecked = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  assert.throws(() => assertChecked(FAR, unchecked), isUsage);
  assert.throws(() => assertChecked('https://127.0.0.1.example.com', unchecked), isUsage);
  for (const url of ['https://localhost:4', 'https://127.0.0.1:4/v1', 'https://[::1]:4', 'http://api.example.com']) {
    assert.doesNotThrow(() => assertChecked(url, unchecked));
  }
  assert.doesNotThrow(() => assertChecked(FAR, { NODE_TLS_REJECT_UNAUTHORIZED: '1' }));
  const place = new Within(t);
  writeFileSync('rows.csv', 'id\n1\n');
  Object.assign(place.env, unchecked, { EXPERITURE_API_KEY: API_KEY });
  const ran = await place.run(['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--base-url', FAR]);
  assert.equal(ran.exit, 2, ran.stderr);
  assert.match(ran.stderr, /NODE_TLS_REJECT_UNAUTHORIZED=0 would let anybody pass for api.example.com/);
  assert.equal(place.files().size, 1, 'nothing was begun');
});

test('N20: a proxy that is set and not used is named, and nothing of its address', () => {
  const env = { HTTPS_PROXY: 'http://user:canary@proxy.example.com:3128', ALL_PROXY: 'socks5://canary' };
  assert.deepEqual(remarksOn(FAR, env), [
    'HTTPS_PROXY is set, and batchctl uses no proxy: it connects to api.example.com itself',
  ]);
  assert.match(remarksOn(FAR, { all_proxy: 'x' }).join(), /^all_proxy is set/);
  for (const no of ['*', 'example.com', '.example.com', 'a.test, *.example.com', 'api.example.com']) {
    assert.deepEqual(remarksOn(FAR, { ...env, NO_PROXY: no }), []);
  }
  assert.equal(remarksOn(FAR, { ...env, no_proxy: 'ample.com,other.example.com' }).length, 1);
  assert.deepEqual(remarksOn('http://127.0.0.1:4010/v1', { HTTP_PROXY: 'x' }), []);
  assert.deepEqual(remarksOn(FAR, { HTTP_PROXY: 'x', HTTPS_PROXY: '' }), []);
});

test('N22: plain http to another machine is remarked upon', () => {
  assert.match(remarksOn('http://api.example.com:8080/v1', {}).join(), /go to api.example.com:8080 over http/);
  for (const url of [
    FAR,
    'http://localhost:8321',
    'http://127.8.0.1',
    'http://[::1]:4010',
    'http://sandbox.localhost',
  ]) {
    assert.deepEqual(remarksOn(url, {}), []);
  }
});

test('N2: a name that nobody knows: exit 5, with the name', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', numberedCsv(1).text);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const words = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--max-retries', '0'];
  const ran = await place.run([...words, '--base-url', 'http://nobody.invalid/v1']);
  assert.equal(ran.exit, 5, ran.stdout);
  assert.match(ran.stdout, /(?:ENOTFOUND|EAI_AGAIN).*nobody\.invalid/s);
  assert.match(ran.stderr, /over http/);
});

test('N21: a name with two addresses of which one answers', async (t) => {
  const addresses = await lookup('localhost', { all: true, order: 'verbatim' });
  if (addresses.length < 2) return t.skip('localhost has one address here');
  const place = new Within(t);
  writeFileSync('rows.csv', numberedCsv(1).text);
  const url = (await place.serve()).replace('127.0.0.1', 'localhost');
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` });
  const ran = await place.run(['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--max-retries', '0']);
  assert.equal(ran.exit, 0, ran.stdout);
});
