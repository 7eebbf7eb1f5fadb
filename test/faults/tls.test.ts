/** Who proves to be the service, and who doesn't: nothing is sent to anybody else. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test, type TestContext } from 'node:test';
import type { TlsOptions } from 'node:tls';
import type { ImportReport } from '../../src/report/report.js';
import { API_KEY } from '../support/canary.js';
import { Authority, hasOpenssl } from '../support/certificates.js';
import { CountedService } from '../support/counted-service.js';
import { FaultBench, numbered, saidBy } from '../support/fault-bench.js';
import { QuickTools } from '../support/quick-tools.js';
import { TlsFront } from '../support/tls-front.js';
import { Within } from '../support/within.js';
import { numberedCsv } from '../support/workplace.js';

const skip = hasOpenssl() ? false : 'there is no openssl to make certificates with';
const ROWS = 3;
// Made once: it takes longer than an import.
const authority = new Authority({ after }, skip === false);

interface Scene {
  readonly bench: FaultBench;
  readonly front: TlsFront;
  readonly tools: QuickTools;
  readonly run: (ca?: string, faults?: string) => Promise<ImportReport>;
}

async function scene(t: TestContext, options: TlsOptions): Promise<Scene> {
  const bench = await FaultBench.open(t);
  bench.write(ROWS);
  const front = await TlsFront.open(t, options, () => bench.upstream);
  const tools = new QuickTools();
  const run = (ca?: string, faults = '') => {
    const at = { url: front.url, ...(ca === undefined ? {} : { ca }) };
    return bench.import({ at, faults, tools, flags: { batchSize: 1 } });
  };
  return { bench, front, tools, run };
}

const SERVERS: readonly (readonly [what: string, says: RegExp, options: () => TlsOptions])[] = [
  ['a certificate signed by itself', /DEPTH_ZERO_SELF_SIGNED_CERT/, () => authority.alone()],
  ['one that has expired', /CERT_HAS_EXPIRED/, () => authority.issue({ days: -1 })],
  ['one of another host', /ERR_TLS_CERT_ALTNAME_INVALID/, () => authority.issue({ name: 'DNS:example.com' })],
  [
    'TLS 1.0',
    /protocol version/,
    () => ({
      ...authority.issue(),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
  ],
];

for (const [what, says, options] of SERVERS) {
  test(`T4: ${what}: exit 12 at once, and not a byte was sent`, { skip }, async (t) => {
    const { front, run } = await scene(t, options());
    const report = await run(authority.pem);
    assert.equal(report.exitCode, 12, saidBy(report));
    assert.match(saidBy(report), /could not prove who it is, and nothing was sent/);
    assert.match(saidBy(report), says);
    assert.equal(report.thisRun.requests, 1);
    assert.equal(front.received, 0);
  });
}

test('T4: an authority that nobody knows: exit 12; trusted, the same import goes on', { skip }, async (t) => {
  const { bench, front, tools, run } = await scene(t, authority.issue());
  const unknown = await run();
  assert.equal(unknown.exitCode, 12, saidBy(unknown));
  assert.match(saidBy(unknown), /--cacert FILE/);
  assert.equal(front.received, 0);
  // Known to be unsent, it may be sent however late.
  tools.pass(7 * 24 * 3_600_000);
  assert.equal((await run(authority.pem)).exitCode, 0);
  assert.deepEqual(await bench.applied(), numbered(ROWS));
});

test('T4: a server that speaks no TLS: exit 12', { skip }, async (t) => {
  const bench = await FaultBench.open(t);
  bench.write(1);
  const bare = await CountedService.open(t, (_, response) => response.end('{}'));
  const report = await bench.import({ at: { url: bare.url.replace('http:', 'https:') } });
  assert.equal(report.exitCode, 12, saidBy(report));
  assert.deepEqual(bare.requests, []);
});

test('T4: --cacert names a file with certificates, and goes with a real service only', { skip }, async (t) => {
  const place = new Within(t);
  writeFileSync('rows.csv', numberedCsv(ROWS).text);
  const service = await place.serve();
  const front = await TlsFront.open(t, authority.issue(), () => service);
  Object.assign(place.env, { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${front.url}/public/v1` });
  const words = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--cacert'];
  for (const file of ['rows.csv', 'none.pem']) {
    const ran = await place.run([...words, file]);
    assert.equal(ran.exit, 2);
    assert.match(ran.stderr, /--cacert: /);
  }
  assert.equal((await place.run(['import', 'rows.csv', '--sandbox', '--cacert', authority.file])).exit, 2);
  assert.equal(front.connections, 0);
  assert.equal((await place.run([...words, authority.file])).exit, 0);
  assert.deepEqual(await place.query('select count(*) as n from records'), [{ n: ROWS }]);
});

test('T6: a certificate that is exchanged meanwhile is looked at anew', { skip }, async (t) => {
  const { bench, front, run } = await scene(t, authority.issue());
  const other = authority.alone();
  front.onConnection = () => front.rotate(other);
  const report = await run(authority.pem, 'reset-before@2');
  assert.equal(report.exitCode, 12, saidBy(report));
  assert.equal(front.connections, 1);
  assert.deepEqual(await bench.applied(), [1]);
});

test('T7: TLS that ends without a word in the midst of an answer is no answer', { skip }, async (t) => {
  const { bench, front, run } = await scene(t, authority.issue());
  front.cutAt = 40;
  const report = await run(authority.pem);
  assert.equal(report.exitCode, 0, saidBy(report));
  assert.equal(report.thisRun.retries, 1);
  assert.equal(front.connections, 2);
  assert.deepEqual(await bench.applied(), numbered(ROWS));
});
