/** Names that are typed are one segment of an address, whatever stands in them; and what a repository holds sends the credential nowhere. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { refusal, tell } from './told-service.js';

const NAMES = ['a/../b', '..%2f..', 'x?admin=1#y', 'a\r\nX-Evil: 1', '//x.example', 'é 😀%00'];

test('an object of any name is asked for as one segment', async (t) => {
  const service = await tell(t, (_, response) => refusal(response, 404, 'no such object'));
  const place = new Within(t);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  writeFileSync('rows.csv', 'id\n1\n');
  const to = ['-t', 'experiture', '--base-url', `${service.url}/v1`, '--max-retries', '0'];
  for (const name of NAMES) {
    await place.run(['import', 'rows.csv', ...to, '--object', name]);
    assert.equal(service.asked.at(-1), `POST /v1/records/${encodeURIComponent(name)}/append-batch`);
  }
  assert.equal(service.asked.length, NAMES.length);
  for (const name of ['.', '..']) {
    const ran = await place.run(['import', 'rows.csv', ...to, '--object', name]);
    assert.equal(ran.exit, 2, ran.stdout);
  }
  assert.equal(service.asked.length, NAMES.length);
});

test('a user of any name is one value when all is deleted', async (t) => {
  const service = await tell(t, (_, response) => response.writeHead(404).end('{}'));
  const place = new Within(t);
  place.env['PAPR_API_KEY'] = API_KEY;
  for (const name of [...NAMES, '..', 'a&external_user_id=b']) {
    const to = ['-t', 'papr', '--base-url', service.url, '--max-retries', '0'];
    await place.run(['delete-all', ...to, '--user', name, '--confirm', name]);
    assert.equal(
      service.asked.at(-1),
      `DELETE /v1/memory/all?external_user_id=${encodeURIComponent(name)}`.replaceAll("'", '%27'),
    );
  }
});

test('an id that a service gives and that is no name is not asked for', async (t) => {
  for (const id of ['..', '', '\ud800']) {
    const service = await tell(t, (_, response) => {
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ success: true, data: { jobId: id, acceptedRecords: 1 } }));
    });
    const place = new Within(t);
    place.env['EXPERITURE_API_KEY'] = API_KEY;
    writeFileSync('rows.csv', 'id\n1\n');
    const to = ['-t', 'experiture', '--object', 'x', '--base-url', service.url, '--max-retries', '0'];
    const ran = await place.run(['import', 'rows.csv', ...to]);
    assert.equal(ran.exit, 12, ran.stdout + ran.stderr);
    assert.deepEqual(service.asked, ['POST /records/x/append-batch']);
  }
});

test('no file of a working directory says where the credential goes', async (t) => {
  const service = await tell(t, (_, response) => response.end('{}'));
  const place = new Within(t);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const said = JSON.stringify({ baseUrl: service.url, EXPERITURE_BASE_URL: service.url });
  mkdirSync('.batchctl', { mode: 0o700 });
  for (const name of ['.batchctlrc', '.batchctlrc.json', 'batchctl.config.json', '.batchctl/config.json'])
    writeFileSync(name, said);
  writeFileSync('.env', `EXPERITURE_BASE_URL=${service.url}\nBATCHCTL_BASE_URL=${service.url}\n`);
  writeFileSync('rows.csv', 'id\n1\n');
  assert.equal((await place.run(['import', 'rows.csv', '--object', 'x'])).exit, 0, 'the sandbox');
  for (const member of ['baseUrl', 'base-url', 'target', 'api-key-file', 'cacert']) {
    writeFileSync('mapping.json', JSON.stringify({ batchctl: 1, [member]: service.url }));
    assert.equal(
      (await place.run(['import', 'rows.csv', '--object', 'x', '--mapping', 'mapping.json'])).exit,
      2,
      member,
    );
  }
  assert.deepEqual(service.asked, []);
});

test('a credential is taken from no flag, and one that was typed as a flag is not repeated', async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', 'id\n1\n');
  for (const typed of [
    ['--api-key', 'canary-1'],
    ['--api-key=canary-1'],
    ['--token', 'canary-1'],
    ['-k', 'canary-1'],
  ]) {
    const { exit, stdout, stderr } = await place.run(['import', 'rows.csv', ...typed]);
    assert.equal(exit, 2);
    assert.doesNotMatch(stdout + stderr, /canary/);
  }
});
