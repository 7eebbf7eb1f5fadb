/** Mapping files: what is written is read as the same, and what is wrong is named. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import { mappingFileText, readMappingFile, type ReadSettings } from '../../src/cli/mapping-file.js';
import { FIELD_TYPES, PLAIN, type Mapping } from '../../src/encode/mapping/mapping.js';
import { wholeMapping } from '../../src/encode/mapping/merge.js';
import { runs } from '../support/properties.js';

const folder = await mkdtemp(join(tmpdir(), 'batchctl-mapping-file-'));
after(() => rm(folder, { recursive: true }));
const file = join(folder, 'a.json');

const name = fc.oneof(
  fc.constantFrom('a', '2', '1', '__proto__', 'é "x"', 'a,b', ' ', '\u2028\\'),
  fc.string({ minLength: 1, unit: 'binary' }),
);
const place = fc.constantFrom('a', '2', '1', 'a.b', '__proto__', String.raw`x\.y\\`, 't[]', 'o.l[]', 'é "x"');
const json = fc.constantFrom('"x"', '1.10', '12345678901234567890', '{"b": [1e5]}', '[1.0, "y"]', 'null', '[]');

const PLAIN_OBJECTS = { noNullPrototype: true };

const mappings: fc.Arbitrary<Mapping> = fc
  .record({
    map: fc.array(fc.record({ to: place, from: name }, PLAIN_OBJECTS), { maxLength: 5 }),
    // Two constants in one place that is no list are no mapping.
    set: fc.uniqueArray(fc.record({ to: place, json }, PLAIN_OBJECTS), {
      maxLength: 5,
      selector: ({ to, json }) => (to.endsWith('[]') ? to + json : to),
    }),
    pick: fc.option(fc.uniqueArray(name, { maxLength: 3 })),
    drop: fc.uniqueArray(name, { maxLength: 3 }),
    types: fc.uniqueArray(fc.record({ column: name, type: fc.constantFrom(...FIELD_TYPES) }, PLAIN_OBJECTS), {
      maxLength: 4,
      selector: ({ column }) => column,
    }),
    timezone: fc.option(fc.constantFrom('Europe/Berlin', '+01:00', 'Z')),
    nullText: fc.option(fc.string()),
    empty: fc.constantFrom('text', 'null', 'omit'),
  })
  .map(({ map, ...rest }) => wholeMapping({ ...rest, map: map.filter(({ from }) => !rest.drop.includes(from)) }));

const reads: fc.Arbitrary<ReadSettings> = fc.record(
  {
    format: fc.constantFrom('csv', 'tsv', 'ndjson'),
    delimiter: fc.constantFrom(',', '\t', ';'),
    quote: fc.constantFrom('"', ''),
    escape: fc.constant('\\'),
    comment: fc.constantFrom('#', '//'),
    encoding: fc.constant('utf-16le'),
    columns: fc.array(name, { maxLength: 3 }),
    header: fc.boolean(),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test('what is written is read as the same', async () => {
  const law = fc.asyncProperty(reads, mappings, async (read, mapping) => {
    const text = mappingFileText(read, mapping);
    JSON.parse(text);
    await writeFile(file, text);
    const found = await readMappingFile(file);
    assert.deepEqual(found, { read, mapping });
    // Of constants in one place only the JSON says more than the parsed value.
    assert.equal(mappingFileText(found.read, found.mapping), text);
  });
  await fc.assert(law, runs(100));
});

test('a file is one that people can read and change', () => {
  const mapping = wholeMapping({
    map: [{ to: 'email', from: 'mail' }],
    set: [{ to: 'n', json: '1.10' }],
    types: [{ column: 'id', type: 'int' }],
    empty: 'null',
  });
  assert.equal(
    mappingFileText({ format: 'csv', delimiter: ';', header: false }, mapping),
    `{
  "batchctl": 1,
  "read": {
    "format": "csv",
    "delimiter": ";",
    "header": false
  },
  "map": {
    "email": "mail"
  },
  "set": {
    "n": 1.10
  },
  "types": {
    "id": "int"
  },
  "empty": "null"
}
`,
  );
  assert.equal(mappingFileText({}, PLAIN), '{\n  "batchctl": 1,\n  "read": {},\n  "map": {},\n  "types": {}\n}\n');
});

const WRONG: readonly (readonly [text: string, message: RegExp, hint?: RegExp])[] = [
  ['', /not JSON at character 1/],
  ['{"batchctl":1,}', /not JSON at character 15/],
  ['[]', /it must be an object/],
  ['{}', /it must have "batchctl": 1/],
  ['{"batchctl":2}', /it must have "batchctl": 1/],
  ['{"batchctl":1,"batchctl":1}', /names a member twice/],
  ['{"batchctl":1,"maps":{}}', /it has "maps", which means nothing there/, /did you mean "map"\?/],
  ['{"batchctl":1,"wholly":{}}', /it has "wholly"/, /known: batchctl, read, map/],
  ['{"batchctl":1,"read":{"delimeter":";"}}', /"read" has "delimeter"/, /did you mean "delimiter"\?/],
  ['{"batchctl":1,"read":{"format":"xml"}}', /: "format" in "read" must be one of csv, tsv, ndjson$/],
  ['{"batchctl":1,"read":{"header":"no"}}', /"header" in "read" must be true or false/],
  ['{"batchctl":1,"read":{"columns":"a"}}', /"columns" in "read" must be a list of texts/],
  ['{"batchctl":1,"read":{"quote":7}}', /"quote" in "read" must be text/],
  ['{"batchctl":1,"map":[]}', /"map" must be an object/],
  ['{"batchctl":1,"map":{"a":7}}', /"a" in "map" must be text/],
  ['{"batchctl":1,"map":{"a[]":[7]}}', /"a\[\]" in "map" must be a list of texts/],
  ['{"batchctl":1,"map":{"a..b":"c"}}', /"a\.\.b" in "map" can't be: .*a name is empty/, /a path is/],
  ['{"batchctl":1,"set":{"":1}}', /"" in "set" can't be: .*a name is empty/],
  ['{"batchctl":1,"types":{"id":"integr"}}', /"id" in "types" must be one of string, int/],
  ['{"batchctl":1,"types":{"id":"ints"}}', /"id" in "types" must be one of string, int/, /did you mean "int"\?/],
  ['{"batchctl":1,"pick":"a"}', /"pick" must be a list of texts/],
  ['{"batchctl":1,"empty":"nil"}', /"empty" must be one of text, null, omit/],
  ['{"batchctl":1,"timezone":"Europe/Berln"}', /"timezone" can't be/, /did you mean Europe\/Berlin\?/],
  ['{"batchctl":1,"null":null}', /"null" must be text/],
];

test('what is wrong with a file is said with its place', async () => {
  for (const [text, message, hint] of WRONG) {
    await writeFile(file, text);
    const error = { name: 'BatchctlError', exit: 2, code: 'mapping_invalid' };
    await assert.rejects(readMappingFile(file), { ...error, message }, text);
    await assert.rejects(readMappingFile(file), { message: /^--mapping \S+a\.json: / });
    if (hint !== undefined) await assert.rejects(readMappingFile(file), { hint });
  }
  const missing = { exit: 2, code: 'mapping_unreadable', message: /none\.json.*ENOENT/ };
  await assert.rejects(readMappingFile(join(folder, 'none.json')), missing);
});
