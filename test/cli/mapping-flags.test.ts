/** The mapping's flags, as commander reads them, and what they say together with a mapping file. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from 'commander';
import { namedMapping } from '../../src/cli/mapping-file.js';
import { mappingOf, mappingOptions, type MappingFlags } from '../../src/cli/mapping-flags.js';
import { PLAIN, type Mapping } from '../../src/encode/mapping/mapping.js';

const folder = await mkdtemp(join(tmpdir(), 'batchctl-mapping-'));
after(() => rm(folder, { recursive: true }));

/** What a command with these arguments is told to do. */
async function typed(...args: string[]): Promise<Mapping | null> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of mappingOptions()) command.addOption(option);
  const flags: MappingFlags = command.parse(args, { from: 'user' }).opts();
  return mappingOf(flags, (await namedMapping(flags.mapping))?.mapping);
}

async function saved(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('nothing said is no mapping', async () => {
  assert.equal(await typed(), null);
  assert.deepEqual(await typed('--empty', 'text'), PLAIN);
});

test('flags may be said again, and add up', async () => {
  const args = ['--map', 'email=mail', '--map', 'tags[]=a', '--map', 'x=y', '--map', 'tags[]=b=c', '--pick', 'id, zip'];
  const more = [
    '--pick',
    '"a,b"',
    '--drop',
    'p,q',
    '--drop',
    'q',
    '--type',
    'id=int,on=datetime',
    '--type',
    'a=b=json',
  ];
  assert.deepEqual(await typed(...args, ...more, '--timezone', 'Europe/Berlin', '--null', 'NULL', '--empty', 'omit'), {
    map: [
      { to: 'email', from: 'mail' },
      { to: 'tags[]', from: 'a' },
      { to: 'tags[]', from: 'b=c' },
      { to: 'x', from: 'y' },
    ],
    set: [],
    pick: ['id', 'zip', 'a,b'],
    drop: ['p', 'q'],
    types: [
      { column: 'id', type: 'int' },
      { column: 'on', type: 'datetime' },
      { column: 'a=b', type: 'json' },
    ],
    timezone: 'Europe/Berlin',
    nullText: 'NULL',
    empty: 'omit',
    schema: null,
  });
});

test('the first = that has no backslash divides', async () => {
  const flags = ['--map', String.raw`a\=b=c\=d=e`, '--set', 'x=', '--set', 'y==z', '--set', 'u=a:=1'];
  const json = ['--set', 'n:=1.10', '--set', 'o:={"a":\n 1}', '--set', String.raw`p\:=1`, '--set', String.raw`q\\:=1`];
  const mapping = await typed(...flags, ...json);
  assert.deepEqual(mapping?.map, [{ to: String.raw`a\=b`, from: String.raw`c\=d=e` }]);
  assert.deepEqual(mapping?.set, [
    { to: 'x', json: '""' },
    { to: 'y', json: '"=z"' },
    { to: 'u', json: '"a:=1"' },
    { to: 'n', json: '1.10' },
    { to: 'o', json: '{"a":  1}' },
    { to: String.raw`p\:`, json: '"1"' },
    { to: String.raw`q\\`, json: '1' },
  ]);
});

test('constants for one list are one', async () => {
  const mapping = await typed('--set', 't[]=a', '--set', 'b=1', '--set', 't[]:=[2.0,[3]]', '--set', 't[]:=[]');
  assert.deepEqual(mapping?.set, [
    { to: 't[]', json: '["a",2.0,[3]]' },
    { to: 'b', json: '"1"' },
  ]);
});

const WRONG: readonly (readonly [flag: string, value: string, message: RegExp])[] = [
  ['--map', 'email', /It must be to=from/],
  ['--map', 'email=', /It must be to=from/],
  ['--map', '=mail', /a name is empty/],
  ['--map', 'a..b=c', /a name is empty.*address\.city/],
  ['--map', 'a[0]=c', /only \[\] at the end/],
  ['--map', String.raw`a\n=c`, /a backslash stands before/],
  ['--set', 'a', /It must be to=text, or to:=JSON/],
  ['--set', 'a:={x}', /must be JSON; it is not JSON at character 2/],
  ['--set', 'a:={"x":1,"x":2}', /names a member twice/],
  ['--set', ':=1', /a name is empty/],
  ['--type', 'id', /It must be column=type.*datetime/],
  ['--type', 'id=integer', /It must be column=type/],
  ['--type', '=int', /It must be column=type/],
  ['--pick', 'a,,b', /names divided by commas/],
  ['--drop', '', /names divided by commas/],
  ['--timezone', 'Europe/Berln', /no time zone.*did you mean Europe\/Berlin/],
  ['--empty', 'nil', /Allowed choices are text, null, omit/],
];

for (const [flag, value, message] of WRONG) {
  test(`refused: ${flag} ${value}`, async () => {
    await assert.rejects(typed(flag, value), { code: 'commander.invalidArgument', message });
  });
}

test('a file says the same, and flags add to it and win over it', async () => {
  const mapping = await saved(
    'customers.json',
    `\uFEFF{ "batchctl": 1, "read": {},
      "map": { "email": "mail", "tags[]": ["a", "b"], "zip": "plz", "gone": "x" },
      "set": { "source": "file", "n": 12345678901234567890.10, "tags[]": "c" },
      "types": { "id": "int", "on": "datetime" },
      "pick": ["id"], "drop": ["y", "z"], "null": "-", "empty": "null", "timezone": "Z" }`,
  );
  const alone = await typed('--mapping', mapping);
  assert.deepEqual(alone, {
    map: [
      { to: 'email', from: 'mail' },
      { to: 'tags[]', from: 'a' },
      { to: 'tags[]', from: 'b' },
      { to: 'zip', from: 'plz' },
      { to: 'gone', from: 'x' },
    ],
    set: [
      { to: 'source', json: '"file"' },
      { to: 'n', json: '12345678901234567890.10' },
      { to: 'tags[]', json: '"c"' },
    ],
    pick: ['id'],
    drop: ['y', 'z'],
    types: [
      { column: 'id', type: 'int' },
      { column: 'on', type: 'datetime' },
    ],
    timezone: 'Z',
    nullText: '-',
    empty: 'null',
    schema: null,
  });
  const flags = [
    '--map',
    'email=e-mail',
    '--map',
    'tags[]=d',
    '--map',
    'source=origin',
    '--set',
    'zip=0',
    '--set',
    'tags[]=e',
  ];
  const more = [
    '--type',
    'id=string',
    '--pick',
    'y',
    '--drop',
    'x',
    '--timezone',
    '+01:00',
    '--null',
    'NULL',
    '--empty',
    'text',
  ];
  assert.deepEqual(await typed('--mapping', mapping, ...flags, ...more), {
    map: [
      { to: 'tags[]', from: 'a' },
      { to: 'tags[]', from: 'b' },
      { to: 'tags[]', from: 'd' },
      { to: 'email', from: 'e-mail' },
      { to: 'source', from: 'origin' },
    ],
    set: [
      { to: 'n', json: '12345678901234567890.10' },
      { to: 'tags[]', json: '["c","e"]' },
      { to: 'zip', json: '"0"' },
    ],
    pick: ['id', 'y'],
    drop: ['z', 'x'],
    types: [
      { column: 'on', type: 'datetime' },
      { column: 'id', type: 'string' },
    ],
    timezone: '+01:00',
    nullText: 'NULL',
    empty: 'text',
    schema: null,
  });
  assert.deepEqual((await typed('--mapping', mapping, '--null', '-'))?.pick, ['id']);
});

test('a schema is read when it is named', async () => {
  const schema = await saved('schema.json', '{}\n');
  const sha256 = 'ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356';
  assert.deepEqual((await typed('--schema', schema))?.schema, { path: schema, sha256 });
  const mapping = await saved('with-schema.json', JSON.stringify({ batchctl: 1, schema }));
  assert.deepEqual((await typed('--mapping', mapping))?.schema, { path: schema, sha256 });
  await assert.rejects(typed('--schema', join(folder, 'none.json')), { exit: 2, code: 'schema_invalid' });
});
