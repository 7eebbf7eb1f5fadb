/** That no test writes a secret unseen: the search finds it in every form and wherever a test writes, and no test goes past it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY, assertUnmarked, marksIn, WEBHOOK_SECRET } from '../support/canary.js';
import { makeDirectory, removeDirectory } from '../support/directory.js';
import { Within } from '../support/within.js';
import { Workplace } from '../support/workplace.js';

/** As whoever writes it may have encoded it, alone or within something longer. */
const ENCODED: readonly (readonly [form: string, written: string])[] = [
  ['plain', API_KEY],
  ['plain, in JSON', JSON.stringify({ authorization: `Bearer ${API_KEY}` })],
  ['in an address', `https://x.example/?key=${encodeURIComponent(API_KEY)}&more`],
  ['in an address, in small letters', encodeURIComponent(API_KEY).toLowerCase()],
  ['in hex', Buffer.from(`Bearer ${API_KEY}`).toString('hex')],
  ['in HEX', Buffer.from(API_KEY).toString('hex').toUpperCase()],
  ...['', 'a', 'ab', 'abc'].flatMap((before): [string, string][] => [
    [`in base64 behind ${before}`, Buffer.from(`${before}${API_KEY}`).toString('base64')],
    [
      `in base64url behind ${before}, with more behind it`,
      Buffer.from(`${before}${API_KEY}??>>`).toString('base64url'),
    ],
  ]),
];

test('a secret is found in each form, and where it stands', () => {
  for (const [form, written] of ENCODED) {
    const [mark] = marksIn(Buffer.from(`some more, ${written}, and more`));
    assert.ok(mark !== undefined && mark.at >= 11, form);
    assert.throws(
      () => assertUnmarked('the log', written),
      /^AssertionError.*: the log: a secret stands at byte \d+, /,
    );
  }
  const [mark] = marksIn(Buffer.from(WEBHOOK_SECRET));
  assert.deepEqual(mark, { form: 'plain', at: 'hook-'.length });
  assert.deepEqual([...marksIn(Buffer.from('a canary, a key-, a hook- and Y2FuYXJ5'))], []);
});

/** Whether a file with this content is found where its directory is removed. */
function isFound(name: string, content: string): boolean {
  const directory = makeDirectory();
  writeFileSync(join(directory, name), content);
  try {
    removeDirectory(directory);
  } catch (error) {
    assert.match(String(error), /a secret stands/);
    return true;
  } finally {
    assert.equal(existsSync(directory), false);
  }
  return false;
}

test('every file of a directory is searched, but for those that a secret was handed over in', () => {
  for (const [form, written] of ENCODED) assert.ok(isFound('journal.ndjson', `{}\n${written}`), form);
  assert.ok(isFound('service.db', `${WEBHOOK_SECRET} ${API_KEY}`), 'a service keeps no keys');
  assert.ok(isFound(Buffer.from(API_KEY).toString('hex'), 'a name is written as well'));
  assert.ok(!isFound('service.db', `one ${WEBHOOK_SECRET} and one ${WEBHOOK_SECRET}`));
  assert.ok(!isFound('hook.secret', WEBHOOK_SECRET));
});

test('a program that writes a secret fails the test: within its process, in another one, and in a file', async (t) => {
  const ends: (() => unknown)[] = [];
  const place = new Within({ after: (end) => ends.push(end) });
  // Whoever types one there gets to see it.
  const told = place.run(['inspect', API_KEY]);
  await assert.rejects(told, /standard error: a secret stands at byte \d+, /);
  mkdirSync('.batchctl');
  writeFileSync('.batchctl/journal.ndjson', Buffer.from(API_KEY).toString('hex'));
  for (const end of ends)
    await assert.rejects(async () => await end(), /journal\.ndjson: a secret stands at byte \d+, in hex/);
  await assert.rejects(new Workplace(t).run('inspect', API_KEY), /standard error: a secret stands at byte \d+, plain/);
});

const root = fileURLToPath(new URL('..', import.meta.url));
/** Proofs are no tests, and helpers are what tests go through. */
const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^(?:proof|support)\b/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

test('tests hand out no other credentials than those that are looked for', () => {
  const other = /_(?:API_KEY|WEBHOOK_SECRET)['\]]*(?: =|:) ['"`](?!\$\{(?:API_KEY|WEBHOOK_SECRET)\b|\s*['"`])/;
  const lines = tests.flatMap(({ file, text }) => text.split('\n').map((line) => `${file}: ${line}`));
  assert.deepEqual(
    lines.filter((line) => other.test(line) && !line.startsWith('security/secrets')),
    [],
    'they are in test/support/canary.ts',
  );
  assert.ok(other.test("env['PAPR_API_KEY'] = 'k'") && other.test("{ OPENAI_API_KEY: 'any' }"));
});

test('a test with credentials makes its directories, and hears its processes, by way of what searches them', () => {
  const past = /\bmkdtemp|\bspawn\((?![^]*\bended\()/;
  const giving = tests.filter(({ text }) => text.includes('support/canary.js'));
  assert.ok(giving.length > 30);
  assert.deepEqual(
    giving.filter(({ text }) => past.test(text)).map(({ file }) => file),
    [],
    'see test/support/directory.ts and ended.ts',
  );
  assert.ok(past.test("spawn('sh', ['-c', line])") && !past.test("const child = spawn('sh'); await ended(child);"));
});
