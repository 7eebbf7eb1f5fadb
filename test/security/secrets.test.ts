/** What is secret stands in no byte that is written, also where a service repeats it, in whichever form. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { writeFileSync } from 'node:fs';
import { blotter } from '../../src/target/blot.js';
import { createExchange } from '../../src/target/http.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';
import { refusal, tell } from './told-service.js';

/** With signs that JSON, addresses and base64 write in other ways. */
const CANARY = 'sk/canary+6f1e"0c7d\\=&_é'.replace('é', '~');
const WEBHOOK = 'whsec/canary+51aa<93>';

/** As somebody who looks for it would look. */
function formsOf(secret: string): [form: string, text: string][] {
  const bytes = Buffer.from(secret);
  return [
    ['plain', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    [
      'in JSON with slashes',
      JSON.stringify(secret)
        .slice(1, -1)
        .replaceAll('/', String.raw`\/`),
    ],
    [
      'in JSON, escaped',
      Array.from(secret, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['in an address', encodeURIComponent(secret)],
    ['in hex', bytes.toString('hex')],
    ['in HEX', bytes.toString('hex').toUpperCase()],
    ['base64', bytes.toString('base64').slice(0, wholeSigns(bytes.length))],
    ['base64url', bytes.toString('base64url').slice(0, wholeSigns(bytes.length))],
    [
      'base64 behind Bearer',
      Buffer.from(`Bearer ${secret} x`)
        .toString('base64')
        .slice(10, wholeSigns(7 + bytes.length)),
    ],
  ];
}

/** Signs of base64 that depend on nothing but so many bytes. */
function wholeSigns(bytes: number): number {
  return Math.floor((bytes * 8) / 6);
}

/** Everything that a run has written. */
function writtenBy(place: Within, { stdout, stderr }: Ended): string[] {
  const files = [...place.files()].filter(([path]) => !/(?:rows\.csv|\.secret)$/.test(path));
  const texts = [stdout, stderr, ...files.map(([, bytes]) => bytes.toString('latin1'))];
  // Words that are longer than a line are broken.
  return texts.flatMap((text) => [text, text.replaceAll(/\n */g, '')]);
}

function assertUnseen(texts: readonly string[], secret: string): void {
  for (const [form, text] of formsOf(secret))
    for (const written of texts) assert.ok(!written.includes(text), `${form}: ${written.slice(0, 2000)}`);
}

function allForms(secrets: readonly string[]): string {
  return secrets.flatMap((secret) => formsOf(secret).map(([, text]) => text)).join(' and ');
}

test('each form of a secret is found, and nothing else is changed', () => {
  const blot = blotter([CANARY, WEBHOOK, 'abc']);
  for (const [form, text] of [...formsOf(CANARY), ...formsOf(WEBHOOK)])
    assert.match(blot(`<${text}>`), /^<\S{0,4}\[redacted\]\S{0,4}>$/, form);
  assert.equal(blot('{"acceptedRecords":616263,"x":"YWJj"}'), '{"acceptedRecords":616263,"x":"YWJj"}', 'a short one');
  assert.equal(blot('abc'), '[redacted]');
  assert.equal(blotter([])('abc'), 'abc');
});

const WAYS: readonly (readonly string[])[] = [[], ['--json'], ['--progress', 'plain']];

for (const [target, credential, flags] of [
  ['experiture', 'EXPERITURE_API_KEY', ['--object', 'people']],
  ['papr', 'PAPR_API_KEY', ['--webhook-url', 'https://hook.example', '--webhook-secret-file', 'hook.secret']],
  ['openai', 'OPENAI_API_KEY', ['--model', 'm', '--prompt', 'note']],
] as const) {
  test(`${target} repeats its secrets in everything that it says: they are seen nowhere`, async (t) => {
    // The other one goes to Papr alone.
    const said = allForms(target === 'papr' ? [CANARY, WEBHOOK] : [CANARY]);
    const service = await tell(t, (_, response) => {
      const headers = { 'x-correlation-id': said, location: `https://x.example/?${encodeURIComponent(CANARY)}` };
      // Some forms are for the parser to undo, so that no text holds them any more.
      response.writeHead(422, { 'content-type': 'application/json', ...headers });
      const escaped = CANARY.replaceAll(/./g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const words = `${JSON.stringify(said).slice(1, -1)} ${escaped}`;
      response.end(`{"success":false,"code":422,"error":{"code":"${words}","message":"${words}"},"detail":"${words}"}`);
    });
    const place = new Within(t);
    writeFileSync('rows.csv', 'id,note\n1,one of them here\n2,two of them there\n');
    writeFileSync('hook.secret', WEBHOOK);
    Object.assign(place.env, { [credential]: CANARY, BATCHCTL_DEBUG: '1' });
    for (const way of WAYS) {
      const to = ['-t', target, '--base-url', service.url, '--max-retries', '0', ...flags];
      const ran = await place.run(['import', 'rows.csv', ...to, ...way, '--new-run']);
      assert.notEqual(ran.exit, 0);
      assert.notEqual(ran.exit, 1, ran.stderr);
      const written = writtenBy(place, ran);
      assert.ok(written.some((text) => text.includes('[redacted]')));
      assertUnseen(written, CANARY);
      assertUnseen(written, WEBHOOK);
    }
  });
}

test('an error of the connection holds neither the request nor its credential', async (t) => {
  const service = await tell(t, (request) => request.socket.destroy());
  const exchange = createExchange({
    baseUrl: service.url,
    secrets: [CANARY],
    headers: { authorization: `Bearer ${CANARY}` },
    concurrency: 1,
    signal: new AbortController().signal,
  });
  for (const path of ['/x', `/${encodeURIComponent(CANARY)}`]) {
    const error: unknown = await exchange({ method: 'GET', path, timeoutMs: 5_000 }).catch((error: unknown) => error);
    assert.ok(error instanceof Error);
    assertUnseen([inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)], CANARY);
  }
});

test('what rows hold stands in the rejects file, and in nothing else that is said or kept', async (t) => {
  const service = await tell(t, (_, response) => refusal(response, 422, 'records[0].note: unknown'));
  const place = new Within(t);
  const canary = 'row-canary-8b21';
  writeFileSync('rows.csv', `id,note\n1,${canary}\n2,"${canary}" x\n3,${canary},more\n4,"${canary}\n`);
  writeFileSync(
    'rows.ndjson',
    `{"id":1,"note":"${canary}"}\n{"id":${canary}}\n{"${canary}":1,"${canary}":2}\n["${canary}"]\n`,
  );
  Object.assign(place.env, { EXPERITURE_API_KEY: 'k', BATCHCTL_DEBUG: '1' });
  for (const source of ['rows.csv', 'rows.ndjson']) {
    for (const way of WAYS.slice(0, 2)) {
      const to = ['-t', 'experiture', '--object', 'people', '--base-url', service.url];
      const { exit, stdout, stderr } = await place.run(['import', source, ...to, ...way, '--new-run']);
      assert.equal(exit, 3, stdout + stderr);
      assert.ok(!(stdout + stderr).includes(canary), stdout + stderr);
    }
  }
  for (const [path, bytes] of place.files())
    assert.equal(bytes.includes(canary), /rows(?:\.rejects(?:\.\d)?)?\.(?:csv|ndjson)$/.test(path), path);
});
