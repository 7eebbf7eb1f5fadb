/** Items against a JSON Schema, and schemas that can't be one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSchema } from '../../../src/encode/json-schema.js';

const folder = await mkdtemp(join(tmpdir(), 'batchctl-schema-'));
after(() => rm(folder, { recursive: true }));

async function saved(schema: unknown): Promise<string> {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  const path = join(folder, `${createHash('sha256').update(text).digest('hex')}.json`);
  await writeFile(path, text);
  return path;
}

async function checkOf(schema: unknown): Promise<(item: string) => string | undefined> {
  const { check } = await loadSchema(await saved(schema));
  return (item) => {
    const fault = check(item);
    assert(fault === undefined || fault.code === 'schema');
    return fault?.message;
  };
}

const item = (members: string) => `{"constructor":1,"email":"ada@example.com"${members}}`;

test('an item that fits passes, and of another the place is named, never the data', async () => {
  const check = await checkOf({
    type: 'object',
    required: ['email', 'constructor'],
    properties: {
      email: { type: 'string', format: 'email' },
      constructor: true,
      age: { type: 'integer', minimum: 0 },
      tags: { type: 'array', items: { enum: ['a', 'b'] } },
      'a/b': { type: 'string', pattern: '^[a-z]+$' },
    },
    additionalProperties: false,
  });
  assert.equal(check('{"email":"ada@example.com"}'), "the item must have required property 'constructor'");
  assert.equal(check('{"constructor":1,"email":"s3cret"}'), '/email must match format "email"');
  assert.equal(check(item('')), undefined);
  assert.equal(check(item(',"extra":"s3cret"')), 'the item must NOT have additional properties: "extra"');
  assert.equal(check(item(',"age":12345678901234567890')), undefined);
  assert.equal(check(item(',"age":-1')), '/age must be >= 0');
  assert.equal(check(item(',"age":"s3cret"')), '/age must be integer');
  assert.equal(check(item(',"tags":["a","s3cret"]')), '/tags/1 must be equal to one of the allowed values');
  assert.equal(check(item(',"a/b":"S3CRET"')), '/a~1b must match pattern "^[a-z]+$"');
});

test('of alternatives it is said that none fits, and of conditions what they ask for', async () => {
  const either = await checkOf({ properties: { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } } });
  assert.equal(either('{"a":true}'), '/a must match a schema in anyOf');
  const conditional = await checkOf('{"if":{"required":["a"]},"then":{"required":["b"]}}');
  assert.equal(conditional('{"a":1}'), "the item must have required property 'b'");
  assert.equal((await checkOf(false))('{}'), 'the item boolean schema is false');
  assert.equal((await checkOf(true))('{}'), undefined);
});

test('both drafts mean what they say', async () => {
  const draft7 = 'http://json-schema.org/draft-07/schema#';
  const draft2020 = 'https://json-schema.org/draft/2020-12/schema';
  const tuples = { properties: { a: { items: [{ type: 'string' }] } }, definitions: { x: true } };
  assert.equal((await checkOf({ $schema: draft7, ...tuples }))('{"a":[1]}'), '/a/0 must be string');
  await assert.rejects(checkOf({ $schema: draft2020, ...tuples }), { exit: 2, code: 'schema_invalid' });
  const newer = { properties: { a: { prefixItems: [{ type: 'string' }] } }, unevaluatedProperties: false };
  assert.equal((await checkOf({ $schema: draft2020, ...newer }))('{"a":[1]}'), '/a/0 must be string');
  assert.equal((await checkOf(newer))('{"b":1}'), 'the item must NOT have unevaluated properties: "b"');
  assert.equal((await checkOf({ $schema: draft7, ...newer }))('{"a":[1]}'), undefined);
});

test('schemas as people write them: words that mean nothing, references within, a byte order mark', async () => {
  const written: string[] = [];
  const { warn, error, log } = console;
  Object.assign(console, {
    warn: written.push.bind(written),
    error: written.push.bind(written),
    log: written.push.bind(written),
  });
  try {
    const schema = {
      $id: 'https://example.com/customer.json',
      'x-owner': 'sales',
      example: {},
      properties: {
        a: { $ref: '#/$defs/text' },
        b: { type: ['string', 'null'], nullable: true },
        c: { minimum: 1, type: 'string' },
      },
      items: { type: 'string' },
      $defs: { text: { type: 'string', markdownDescription: 'x' } },
    };
    const check = await checkOf(`\uFEFF${JSON.stringify(schema)}`);
    assert.equal(check('{"a":1}'), '/a must be string');
    assert.equal(check('{"a":"1","b":null,"c":""}'), undefined);
  } finally {
    Object.assign(console, { warn, error, log });
  }
  assert.deepEqual(written, []);
});

test('a schema that can not be used is refused, with the name of its file', async () => {
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    ['{"type":', /not JSON/],
    ['[]', /an object, true or false/],
    ['"x"', /an object, true or false/],
    [{ type: 'text' }, /schema is invalid: data\/type/],
    [{ properties: { a: { format: 'postcode' } } }, /unknown format "postcode"/],
    [{ properties: { a: { pattern: '[' } } }, /./],
    [{ $ref: '#/$defs/none' }, /can't resolve reference/],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, /neither draft 2020-12 nor draft 7/],
    [{ $schema: 7 }, /neither draft/],
  ];
  for (const [schema, message] of wrong) {
    const path = await saved(schema);
    const error = { name: 'BatchctlError', exit: 2, code: 'schema_invalid', message: new RegExp(path) };
    await assert.rejects(loadSchema(path), error);
    await assert.rejects(loadSchema(path), { message });
  }
  await assert.rejects(loadSchema(join(folder, 'none.json')), { exit: 2, code: 'schema_invalid', message: /ENOENT/ });
});

test('nothing is fetched', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  const $ref = `http://127.0.0.1:${address.port}/other.json`;
  await assert.rejects(checkOf({ properties: { a: { $ref } } }), {
    code: 'schema_invalid',
    hint: /nothing is fetched/,
  });
  await assert.rejects(checkOf({ properties: { a: { $ref: 'other.json' } } }), { hint: /nothing is fetched/ });
  server.close();
  assert.equal(asked, 0);
});

test('a schema is known by the hash of its file', async () => {
  const path = await saved('{ }\n');
  const { sha256 } = await loadSchema(path);
  assert.equal(sha256, createHash('sha256').update('{ }\n').digest('hex'));
});
