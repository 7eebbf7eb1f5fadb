/** What becomes of calls: only a genuine one makes anybody ask, and only the service's own word is written down. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { lockImport } from '../../src/journal/hold.js';
import { realTools } from '../../src/main.js';
import { API_KEY } from '../support/canary.js';
import { batchesIn, importsHere, journals, SECRET, signed, standard, startListening } from '../support/listening.js';
import { Within } from '../support/within.js';

const TOOLS = realTools(new AbortController().signal, new AbortController().signal);
const LIMIT = { timeout: 60_000 };
const NOTES = `content\n${Array.from({ length: 6 }, (_, index) => `Note ${index + 1} of many\n`).join('')}`;
const IMPORT = ['import', 'notes.csv', '--target', 'papr', '--batch-size', '2', '--no-wait', '--concurrency', '1'];

interface Left {
  readonly place: Within;
  readonly env: Record<string, string>;
  /** Of three requests with two rows each. */
  readonly batches: readonly string[];
  readonly url: string;
}

/** An import that left three requests with the service, which has been told to call nobody. */
async function leftOpen(t: TestContext, faults = 'processing'): Promise<Left> {
  const place = new Within(t);
  const url = await place.serve(faults);
  const env = { PAPR_BASE_URL: url, PAPR_MEMORY_API_KEY: API_KEY };
  Object.assign(place.env, env);
  writeFileSync('notes.csv', NOTES);
  const ran = await place.run(IMPORT);
  assert.equal(ran.exit, 11, ran.stdout + ran.stderr);
  const batches = batchesIn(journals());
  assert.equal(batches.length, 3);
  return { place, env, batches, url };
}

/** The shape of the vendor's workflow. */
function done(batch: string | undefined, more: object = {}): string {
  return JSON.stringify({ event: 'batch_completed', batch_id: batch, results: { status: 'completed', ...more } });
}

function countOf(kind: string): number {
  return journals().split(`"type":"${kind}"`).length - 1;
}

test('calls that are not genuine: 401, and not a byte of the journal changes', LIMIT, async (t) => {
  const { env, batches } = await leftOpen(t);
  const before = journals();
  const listening = await startListening(t, env);
  const body = done(batches[0]);
  const refused: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    [body, {}, /⚠ unsigned call refused/],
    [body, { 'x-webhook-secret': SECRET }, /⚠ unsigned call refused.*proves nothing/],
    [body, signed(body, 'another'), /⚠ forged call refused/],
    [body.replace('completed"', 'completed" '), signed(`${body} `), /⚠ forged call refused/],
    [done(batches[1]), standard(body, 'msg_1'), /⚠ forged call refused/],
    [body, { ...standard(body, 'msg_1'), 'webhook-id': 'msg_2' }, /⚠ forged call refused/],
    [body, standard(body, 'msg_1', 330), /⚠ late call refused/],
    [body, standard(body, 'msg_1', -330), /⚠ late call refused/],
  ];
  for (const [text, headers, line] of refused) {
    assert.equal(await listening.post(text, headers), 401);
    assert.match(listening.lines().at(-1) ?? '', line);
  }
  assert.equal(await listening.post('[]', signed('[]')), 400);
  assert.match(listening.lines().at(-1) ?? '', /⚠ unreadable call refused/);
  assert.equal(await listening.stop(), 0);
  assert.equal(listening.lines().length, refused.length + 1);
  assert.equal(journals(), before);
});

test(
  'a genuine call: the service is asked, and what it says is written down, whatever the call says',
  LIMIT,
  async (t) => {
    const { place, env, batches } = await leftOpen(t, 'processing,item-error=1@2');
    const lie = done(batches[0], { successful: 0, failed: 2 });
    const listening = await startListening(t, env);
    assert.equal(await listening.post(lie, standard(lie, 'm1')), 200);
    const [first = ''] = await listening.told(1);
    assert.equal(first, `✔ batch ${batches[0]} completed: 2 taken, 0 refused — rows 1–2 of notes.csv settled`);
    assert.equal(countOf('SETTLED'), 1);
    for (const batch of batches.slice(1)) assert.equal(await listening.post(done(batch), signed(done(batch))), 200);
    const lines = await listening.told(4);
    assert.match(lines[1] ?? '', /1 taken, 1 refused — rows 3–4 of notes\.csv settled$/);
    assert.match(lines[2] ?? '', /2 taken, 0 refused — rows 5–6 of notes\.csv settled$/);
    assert.match(lines[3] ?? '', /nothing of notes\.csv is open any more: the same import command writes the report/);
    assert.equal(countOf('END'), 1, 'the end is for the import command to write');

    const settled = journals();
    assert.equal(await listening.post(lie, standard(lie, 'm2')), 200);
    assert.match((await listening.told(5))[4] ?? '', /the same call again, nothing changed/);
    assert.equal(
      await listening.post(done(batches[0], { failed: 1 }), standard(done(batches[0], { failed: 1 }), 'm1')),
      200,
    );
    assert.match((await listening.told(6))[5] ?? '', /the same call again, nothing changed/);
    assert.equal(await listening.post(done(batches[0], { failed: 3 }), signed(done(batches[0], { failed: 3 }))), 200);
    assert.match((await listening.told(7))[6] ?? '', /what became of rows 1–2 of notes\.csv was known before/);
    assert.equal(journals(), settled);
    await listening.stop();

    const again = await place.run(IMPORT);
    assert.equal(again.exit, 3, again.stdout + again.stderr);
    const requests = await place.query("select count(*) as n from requests where path = '/v1/memory/batch'");
    assert.equal(requests[0]?.['n'], 3, 'nothing was sent again');
  },
);

test('a call that the service does not confirm changes nothing', LIMIT, async (t) => {
  const { place, env, batches } = await leftOpen(t, 'processing,job-slow=60000');
  const before = journals();
  const listening = await startListening(t, env, '--json');
  const call = async (batch: string | undefined, more = {}) =>
    await listening.post(done(batch, more), signed(done(batch, more)));
  assert.equal(await call(batches[0]), 200);
  // Unlike the answers of Papr, its direct calls name a batch that nobody knows.
  assert.equal(await call(`\u001B[2J${'x'.repeat(5_000)}`, { successful: 2, failed: 1 }), 200);
  assert.equal(await listening.post('{"event":"ping"}', signed('{"event":"ping"}')), 200);
  const lines = (await listening.told(3)).map((line): Record<string, unknown> => JSON.parse(line));
  const [open, unknown] = [lines.find(({ batch }) => batch === batches[0]), lines.find(({ rows }) => rows === null)];
  assert.deepEqual(
    [open?.['outcome'], open?.['reason'], open?.['import'], open?.['rows'], open?.['pending']],
    ['unconfirmed', 'the service itself does not call it finished', 'notes.csv', [1, 2], 6],
  );
  assert.deepEqual([unknown?.['outcome'], unknown?.['batch']], ['unknown', null]);
  const strange = listening.lines().find((line) => line.includes('xxx')) ?? '';
  assert.ok(!strange.includes('\u001B') && strange.length < 600, strange);
  assert.deepEqual(JSON.parse(strange).said, { status: 'completed', successful: 2, failed: 1 });
  assert.equal(journals(), before);
  await place.close();
  assert.equal(await call(batches[1]), 200);
  const [away = ''] = (await listening.told(4)).slice(3);
  assert.match(away, /"outcome":"unconfirmed","reason":"Papr was not available, 4 times in a row/);
  assert.equal(journals(), before);
});

test('a credential goes only where it went before, and without one nobody is asked', LIMIT, async (t) => {
  const { place, env, batches, url } = await leftOpen(t);
  await place.close();
  const before = journals();
  let connections = 0;
  const service = createServer((_, response) => void response.end('{}')).on('connection', () => (connections += 1));
  t.after(() => service.close().closeAllConnections());
  service.listen(Number(new URL(url).port), '127.0.0.1');
  await once(service, 'listening');
  const body = done(batches[0]);
  for (const [key, reason] of [
    ['', /not confirmed: Papr needs a credential/],
    [`${API_KEY}-of-another`, /not confirmed: the import was begun with another credential/],
  ] as const) {
    const listening = await startListening(t, { ...env, PAPR_MEMORY_API_KEY: key }, '--once');
    assert.equal(await listening.post(body, signed(body)), 200);
    assert.equal(await listening.ended, 0, '--once');
    assert.match(listening.lines().join('\n'), reason);
  }
  assert.equal(connections, 0);
  assert.equal(journals(), before);
});

test('a service that asks to be left alone keeps the import from nobody', LIMIT, async (t) => {
  const { place, env, batches, url } = await leftOpen(t);
  await place.close();
  const service = createServer((_, response) => void response.writeHead(429, { 'retry-after': '600' }).end('{}'));
  t.after(() => service.close().closeAllConnections());
  service.listen(Number(new URL(url).port), '127.0.0.1');
  await once(service, 'listening');
  const before = journals();
  const listening = await startListening(t, env);
  await listening.post(done(batches[0]), signed(done(batches[0])));
  assert.match((await listening.told(1))[0] ?? '', /not confirmed: an answer was not waited for any longer/);
  assert.equal(journals(), before);
  const hold = await lockImport('.batchctl', basename(importsHere()[0] ?? ''), TOOLS);
  await hold.release();
});

test('an import that a run holds: answered at once, asked for when the run has left', LIMIT, async (t) => {
  const { env, batches } = await leftOpen(t);
  const hold = await lockImport('.batchctl', basename(importsHere()[0] ?? ''), TOOLS);
  t.after(() => hold.release());
  const before = journals();
  const listening = await startListening(t, env);
  const body = done(batches[0]);
  assert.equal(await listening.post(body, signed(body)), 200);
  while (!listening.said().includes('finds out by itself')) await delay(10);
  assert.equal(journals(), before);
  await hold.release();
  assert.match((await listening.told(1))[0] ?? '', /✔ batch .* rows 1–2 of notes\.csv settled/);
  const second = await lockImport('.batchctl', basename(importsHere()[0] ?? ''), TOOLS);
  t.after(() => second.release());
  assert.equal(await listening.post(done(batches[1]), signed(done(batches[1]))), 200);
  while (listening.said().split('finds out by itself').length < 3) await delay(10);
  assert.equal(await listening.stop(), 0);
  assert.match(listening.lines()[1] ?? '', /· batch .*: another run holds its import, and finds out by itself/);
});

test('a call that comes before the journal knows its batch is kept for a moment', LIMIT, async (t) => {
  const { place, env, batches } = await leftOpen(t);
  const listening = await startListening(t, env);
  renameSync('.batchctl/imports', '.batchctl/elsewhere');
  assert.equal(await listening.post(done(batches[0]), signed(done(batches[0]))), 200);
  await delay(100);
  assert.deepEqual(listening.lines(), []);
  renameSync('.batchctl/elsewhere', '.batchctl/imports');
  assert.match((await listening.told(1))[0] ?? '', /✔ batch .* rows 1–2 of notes\.csv settled/);
  // A journal that was read before has grown since.
  appendFileSync('notes.csv', 'Note 7 of many\n');
  assert.equal((await place.run(IMPORT)).exit, 11);
  const last = batchesIn(journals()).at(-1);
  assert.equal(await listening.post(done(last), signed(done(last))), 200);
  assert.match((await listening.told(2))[1] ?? '', /✔ batch .* row 7 of notes\.csv settled/);
});

test('rows in the sandbox: another database is not asked', LIMIT, async (t) => {
  const place = new Within(t);
  await place.serve('processing');
  writeFileSync('notes.csv', NOTES);
  assert.equal((await place.run([...IMPORT, '--sandbox', '--db', 'service.db'])).exit, 11);
  const before = journals();
  const body = done(batchesIn(before)[0]);
  const other = await startListening(t, {}, '--once', '--db', 'other.db');
  await other.post(body, signed(body));
  assert.equal(await other.ended, 0);
  assert.match(other.lines()[0] ?? '', /not confirmed: the rows went to another service than other\.db/);
  assert.equal(journals(), before);
  const right = await startListening(t, {}, '--once', '--db', 'service.db');
  await right.post(body, signed(body));
  assert.equal(await right.ended, 0);
  assert.match(right.lines()[0] ?? '', /✔ .* rows 1–2 of notes\.csv settled/);
});

test('a batch that failed as a whole: its rows are rejected by the service, as after polling', LIMIT, async (t) => {
  const { place, env, batches } = await leftOpen(t, 'processing,job-fail@1');
  const listening = await startListening(t, env);
  for (const batch of batches) await listening.post(done(batch), signed(done(batch)));
  const lines = await listening.told(4);
  assert.match(lines[0] ?? '', /batch .* completed: 0 taken, 2 refused — rows 1–2 of notes\.csv settled/);
  await listening.stop();
  const again = await place.run(IMPORT);
  assert.equal(again.exit, 3, again.stdout);
  assert.match(again.stdout, /4 of 6 rows imported; 2 rejected/);
});

for (const [how, line, entry] of [
  [['--operation', 'append'], /✖ batch .* in doubt$/, 'IN_DOUBT'],
  [
    ['--match-key', 'content'],
    /⚠ batch .* came to nothing: .* the same import command goes on with rows 1–6/,
    'REFUSED',
  ],
] as const) {
  test(`a job that failed and does not say what it applied, ${how[1]}: ${entry}`, LIMIT, async (t) => {
    const place = new Within(t);
    const url = `${await place.serve('job-slow=300,job-fail-silent@1')}/public/v1`;
    const env = { EXPERITURE_BASE_URL: url, EXPERITURE_API_KEY: API_KEY };
    Object.assign(place.env, env);
    writeFileSync('notes.csv', NOTES);
    const typed = ['import', 'notes.csv', '-t', 'experiture', '--object', 'notes', '--wait-timeout', '1ms', ...how];
    const ran = await place.run(typed);
    assert.equal(ran.exit, 11, ran.stdout + ran.stderr);
    const listening = await startListening(t, env);
    await delay(400);
    const body = done(batchesIn(journals())[0]);
    await listening.post(body, signed(body));
    assert.match((await listening.told(1))[0] ?? '', line);
    assert.equal(countOf(entry), 1);
    assert.equal(countOf('SETTLED'), 0);
  });
}

test('results that are files are left to the import command', LIMIT, async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  const env = { LLAMA_STACK_BASE_URL: `${url}/v1` };
  Object.assign(place.env, env);
  writeFileSync('prompts.csv', 'prompt\nHello there\n');
  const ran = await place.run(['import', 'prompts.csv', '--target', 'llama-stack', '--model', 'm', '--no-wait']);
  assert.equal(ran.exit, 11, ran.stdout + ran.stderr);
  const before = journals();
  const listening = await startListening(t, env);
  const body = done(batchesIn(before)[0]);
  await listening.post(body, signed(body));
  assert.match((await listening.told(1))[0] ?? '', /its results are files, which the same import command fetches/);
  assert.equal(journals(), before);
});

test('a journal that can not be read keeps no other import from being settled', LIMIT, async (t) => {
  const { place, env, batches } = await leftOpen(t);
  const first = importsHere();
  writeFileSync('other.csv', NOTES);
  assert.equal((await place.run(IMPORT.map((word) => (word === 'notes.csv' ? 'other.csv' : word)))).exit, 11);
  const damaged = importsHere().find((path) => !first.includes(path)) ?? '';
  const text = readFileSync(join(damaged, 'journal.ndjson'), 'utf8');
  writeFileSync(join(damaged, 'journal.ndjson'), text.replace('"INTENT"', '"INTENTS"'));
  const listening = await startListening(t, env);
  await listening.post(done(batches[2]), signed(done(batches[2])));
  assert.match((await listening.told(1))[0] ?? '', /✔ .* rows 5–6 of notes\.csv settled/);
  assert.match(listening.said(), /journal\.ndjson: line 2 is damaged/);
});

test('whatever is posted, signed or not: an answer, and no end', LIMIT, async (t) => {
  const { env } = await leftOpen(t);
  const before = journals();
  const listening = await startListening(t, env);
  const bodies = [
    '',
    'null',
    '{}',
    '{"batch_id":{}}',
    '{"batch_id":"../../x","status":[1]}',
    '{"batch_id":"\\ud800","results":null}',
    `{"batch_id":${'['.repeat(2_000)}`,
    `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`,
    '{"__proto__":{"batch_id":"x"},"batch_id":1e999}',
    Uint8Array.of(0xff, 0xfe, 0, 0x7b),
    ...Array.from({ length: 60 }, (_, seed) =>
      Uint8Array.from({ length: seed * 7 }, (_, at) => (at * 31 + seed * 17 + ((at * seed) % 11)) % 256),
    ),
  ];
  for (const body of bodies) {
    assert.equal(await listening.post(body, { 'x-papr-signature': 'sha256=00' }), 401);
    assert.ok([200, 400].includes(await listening.post(body, signed(body))));
  }
  assert.equal(await listening.stop(), 0);
  assert.equal(journals(), before);
});

test('without a usable secret: exit 2, and nobody listens', LIMIT, async (t) => {
  const place = new Within(t);
  writeFileSync('blank', ' \n');
  const none = await place.run(['listen', '--port', '0']);
  assert.equal(none.exit, 2);
  assert.match(none.stderr, /BATCHCTL_WEBHOOK_SECRET is not set.*\n.*--webhook-secret-file PATH/);
  place.env['BATCHCTL_WEBHOOK_SECRET'] = ' ';
  assert.equal((await place.run(['listen', '--port', '0'])).exit, 2);
  const blank = await place.run(['listen', '--port', '0', '--webhook-secret-file', 'blank']);
  assert.equal(blank.exit, 2);
  assert.match(blank.stderr, /--webhook-secret-file: blank is empty/);
});
