/** A service that asks who is there: credentials, accounts, and what must never be seen of them. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { serve } from '../support/served.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

const TO_SERVICE = [
  'import',
  'rows.csv',
  '-t',
  'experiture',
  '--object',
  'people',
  '--batch-size',
  '5',
  '--max-retries',
  '0',
  '--concurrency',
  '1',
];

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A JSON Web Token as an issuer makes them; nobody checks its signature here. */
function token(claims: object): string {
  return `${part({ alg: 'RS256' })}.${part(claims)}.${Buffer.from(API_KEY).toString('base64url')}`;
}

/** A server that answers as it likes, and its address. */
async function listen(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

test('the sandbox first, then a real service, with the same file: two imports', async (t) => {
  const place = new Workplace(t);
  const service = await serve(t, place);
  place.write('rows.csv', numberedCsv(20).text);
  assert.equal((await place.here('import', 'rows.csv', '--object', 'people')).exit, 0);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  place.env['EXPERITURE_BASE_URL'] = service.url;
  const real = await place.here(...TO_SERVICE);
  assert.equal(real.exit, 0, real.stderr);
  assert.match(real.stdout, /20 rows imported/);
  assert.doesNotMatch(real.stdout, /Nothing left this machine/);
  await service.stop();
  assert.equal(place.stored('service.db').length, 20);
});

test('a service that repeats the credential in what it says: it is seen nowhere', async (t) => {
  const place = new Workplace(t);
  const url = await listen(t, (request, response) => {
    request.resume();
    response.writeHead(422, { 'content-type': 'application/json', 'x-correlation-id': `for ${API_KEY}` });
    const message = `who is ${request.headers.authorization}?`;
    response.end(JSON.stringify({ success: false, error: { code: 'CDP_ETL.VALIDATION.REQUEST_SCHEMA', message } }));
  });
  place.write('rows.csv', numberedCsv(10).text);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const ran = await place.here(...TO_SERVICE, '--base-url', url);
  assert.equal(ran.exit, 12);
  assert.match(ran.stdout, /\[redacted\]/);
});

test('a redirect is not followed, and the credential goes nowhere else', async (t) => {
  const place = new Workplace(t);
  const met: string[] = [];
  const other = await listen(t, (request, response) => {
    met.push(request.url ?? '');
    response.end('{}');
  });
  const url = await listen(t, (_, response) => {
    response.writeHead(307, { location: `${other}/elsewhere` }).end();
  });
  place.write('rows.csv', numberedCsv(10).text);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const ran = await place.here(...TO_SERVICE, '--base-url', url);
  assert.equal(ran.exit, 12);
  assert.match(ran.stdout, /elsewhere/);
  assert.deepEqual(met, []);
});

test('a renewed token continues the same import; another subject is another import', async (t) => {
  const place = new Workplace(t);
  const service = await serve(t, place, '--fault', '503@2');
  place.write('rows.csv', numberedCsv(20).text);
  place.env['EXPERITURE_BASE_URL'] = service.url;
  place.env['EXPERITURE_API_KEY'] = token({ iss: 'https://id.example.com', sub: 'robot', exp: 1 });
  assert.equal((await place.here(...TO_SERVICE)).exit, 5);
  place.env['EXPERITURE_API_KEY'] = token({ iss: 'https://id.example.com', sub: 'robot', exp: 2 });
  const ran = await place.here(...TO_SERVICE, '--json');
  assert.equal(ran.exit, 0, ran.stderr);
  assert(JSON.parse(ran.stdout).imports[0].chunks.resumed >= 1, ran.stdout);
  place.env['EXPERITURE_API_KEY'] = token({ iss: 'https://id.example.com', sub: 'somebody else', exp: 2 });
  assert.equal((await place.here(...TO_SERVICE)).exit, 0);
  assert.equal((await place.here('status')).stdout.trim().split('\n').length, 2);
});

test('another opaque key: exit 8 with both ways on; --same-account goes on', async (t) => {
  const place = new Workplace(t);
  const service = await serve(t, place, '--fault', '503@2');
  place.write('rows.csv', numberedCsv(20).text);
  place.env['EXPERITURE_BASE_URL'] = service.url;
  place.env['EXPERITURE_API_KEY'] = `${API_KEY}-first`;
  assert.equal((await place.here(...TO_SERVICE)).exit, 5);
  place.env['EXPERITURE_API_KEY'] = `${API_KEY}-second`;
  const asked = await place.here(...TO_SERVICE);
  assert.equal(asked.exit, 8);
  assert.match(asked.stderr, /--same-account.*--import-id/);
  assert.equal((await place.here(...TO_SERVICE, '--same-account')).exit, 0);
  assert.equal((await place.here(...TO_SERVICE)).exit, 0, 'said once, it is known');
  await service.stop();
  assert.equal(place.stored('service.db').length, 20);
});

test('a refused credential: exit 7, and a good one goes on where it stopped', async (t) => {
  const place = new Workplace(t);
  const service = await serve(t, place, '--fault', '401@3');
  place.write('rows.csv', numberedCsv(20).text);
  place.env['EXPERITURE_BASE_URL'] = service.url;
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const refused = await place.here(...TO_SERVICE);
  assert.equal(refused.exit, 7);
  assert.equal((await place.here(...TO_SERVICE)).exit, 0);
  await service.stop();
  assert.equal(place.stored('service.db').length, 20);
});

test('a service that is not there: exit 5', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(20).text);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  const ran = await place.here(...TO_SERVICE, '--base-url', 'http://127.0.0.1:9');
  assert.equal(ran.exit, 5, ran.stderr);
  assert.match(ran.stdout, /ECONNREFUSED/);
});
