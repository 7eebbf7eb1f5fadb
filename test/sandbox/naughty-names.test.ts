/** S24: names and ids from the Big List of Naughty Strings are what they are to the sandbox's database: text. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listed } from '../corpus/naughty-strings.js';
import { newDatabase, post, query, withSandbox } from './client.js';
import { add, ask, MEMORIES } from './papr-client.js';

/** Some with the signs by which SQL ends a text, a statement or a line, and two that are meant for it. */
const names = listed.filter((text) => /['\0;]|--/.test(text) && text.length < 40).slice(0, 25);
names.push(`things' OR '1'='1`, `x"); DROP TABLE records; --`);
const TABLES = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name";

test('as match keys, fields and values: each names itself alone', async () => {
  const [db, untouched] = [newDatabase(), newDatabase()];
  const rows = await withSandbox(
    async (url) => {
      for (const [index, name] of names.entries()) {
        const record = { [name]: name, index };
        const records = [record, { [name]: `${name}'`, index }, record];
        const reply = await post(url, '/records/things/upsert-batch', { records, matchKey: name });
        assert.equal(reply.status, 202, `${name}: ${reply.text}`);
      }
    },
    { db, sql: 'SELECT record FROM records ORDER BY id' },
  );
  const expected = names.flatMap((name, index) => [
    { [name]: name, index },
    { [name]: `${name}'`, index },
  ]);
  const stored = rows.map(({ record }): unknown => JSON.parse(String(record)));
  assert.deepEqual(stored, expected);
  await withSandbox(async () => undefined, { db: untouched });
  assert.deepEqual(query(db, TABLES), query(untouched, TABLES));
});

test('as objects: they are refused', async () => {
  const rows = await withSandbox(async (url) => {
    for (const name of names.filter((text) => !/^[\w.-]+$/.test(text))) {
      const reply = await post(url, `/records/${encodeURIComponent(name)}/append`, { record: { a: 1 } });
      assert.equal(reply.status, 400, name);
    }
  });
  assert.deepEqual(rows, []);
});

test('as users whose memories are deleted: nobody else loses any', async () => {
  const left = await withSandbox(
    async (url) => {
      for (const user of ['ada', ...names.slice(-8)])
        assert.equal((await add(url, [{ content: 'a note' }], { external_user_id: user })).status, 200, user);
      for (const user of names) await ask(url, 'DELETE', `/all?external_user_id=${encodeURIComponent(user)}`);
    },
    { sql: MEMORIES },
  );
  assert.deepEqual(
    left.map(({ external_user_id: user }) => user),
    ['ada'],
  );
});

/** Numbers of rows and conditions that are made of literals, both of the same file. */
const PUT_INTO_SQL = new Set(['PAGE', 'where']);

test('nothing else is put into the text of a statement', () => {
  const root = fileURLToPath(new URL('../../src/sandbox/', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const statement = /`[^`]*\b(?:SELECT|INSERT|UPDATE|DELETE FROM|WHERE|CREATE|PRAGMA)\b[^`]*`/g;
  const found = files.flatMap((file) =>
    [...readFileSync(root + file, 'utf8').matchAll(statement)].flatMap(([text]) =>
      [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => `${file}: ${name}`),
    ),
  );
  assert.ok(found.length > 0);
  assert.deepEqual(
    found.filter((place) => !PUT_INTO_SQL.has(place.split(': ')[1] ?? '')),
    [],
  );
});
