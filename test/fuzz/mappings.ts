/** Mapping files and JSON Schemas, and rows that they are applied to. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mappingFileText, readMappingFile } from '../../src/cli/mapping-file.js';
import { loadSchema } from '../../src/encode/json-schema.js';
import { compileMapping } from '../../src/encode/mapping/compile.js';
import { BatchctlError, EXIT } from '../../src/errors.js';
import type { Fault, Fields } from '../../src/record.js';
import type { Decoder } from './oracle.js';

const ROWS: readonly Fields[] = [
  {
    names: ['id', 'email', 'born', 'tags', 'n'],
    values: ['"7"', '"ada@example.com"', '"1815-12-10"', '"a,b"', '"1.50"'],
  },
  { names: ['id', 'email', 'born', 'tags', 'n'], values: ['""', '""', '"yesterday"', '"[1"', '"1e400"'] },
  { names: ['id', '__proto__', 'n'], values: ['9007199254740993', '{"polluted":1}', 'null'] },
];
const ITEM = '{"id":"7","n":1.5,"tags":["a","b"],"of":{"a":null},"__proto__":{"polluted":1}}';

const MAPPINGS = [
  '{"batchctl":1,"read":{"format":"csv","delimiter":";","quote":"\\"","header":true,"columns":["a","b"]},"map":{"mail":"email","of.id":"id"},"types":{"n":"number"}}',
  '{"batchctl":1,"read":{},"map":{"tags[]":["tags","email"]},"set":{"source":"x","of":{"a":[1,2.50]}},"drop":["n"],"null":"-","empty":"null"}',
  '{"batchctl":1,"pick":["id","born"],"types":{"born":"datetime","id":"integer"},"timezone":"Europe/Berlin","empty":"omit"}',
  '{\n  "batchctl": 1,\n  "types": {\n    "tags": "json",\n    "id": "boolean"\n  }\n}\n',
];
const MAPPING_TOKENS = [
  '"map":',
  '"set":',
  '"a.b.c"',
  '"a[]"',
  '"a[].b"',
  '"a\\\\.b"',
  '"[]"',
  '".a"',
  '"date"',
  '"array"',
].concat([
  '"Etc/Nowhere"',
  '"+14:00"',
  '"__proto__.polluted":"id"',
  '"constructor.prototype":"id"',
  '"batchctl":1,',
  '\xef\xbb\xbf',
]);

const SCHEMAS = [
  '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"string","minLength":1},"n":{"type":"number","maximum":10}}}',
  '{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"t":{"type":"array","items":{"enum":["a","b"]}}},"properties":{"tags":{"$ref":"#/definitions/t"}}}',
  '{"oneOf":[{"properties":{"id":{"format":"email"}}},{"properties":{"id":{"const":"7"}}}],"unevaluatedProperties":false}',
  '{"patternProperties":{"^t":{"minItems":1,"uniqueItems":true}},"additionalProperties":{"type":["string","number","object"]}}',
  'true',
];
const SCHEMA_TOKENS = [
  '"$ref":"#"',
  '"$async":true,',
  '"pattern":"(a+)+$"',
  '"format":"date-time"',
  '"$id":"x:y"',
  '"not":{},',
].concat([
  '"$dynamicRef":"#"',
  '"if":false,',
  '"properties":',
  '"__proto__":{"type":"string"}',
  '"$data":"1/x"',
  '"type":"nothing"',
]);

let directory: string | undefined;

function fileOf(input: Buffer): string {
  directory ??= mkdtempSync(join(tmpdir(), 'batchctl-fuzz-'));
  const path = join(directory, 'input.json');
  writeFileSync(path, input);
  return path;
}

const close = (): void => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
  directory = undefined;
};

export const MAPPING: Decoder = {
  name: 'mapping files',
  seeds: MAPPINGS,
  tokens: MAPPING_TOKENS,
  decode: async (input) => {
    try {
      const { read, mapping } = await readMappingFile(fileOf(input));
      assert.equal(typeof JSON.parse(mappingFileText(read, mapping)), 'object');
      for (const columns of [ROWS[0]?.names, undefined]) applied(() => compileMapping(mapping, columns));
    } catch (error) {
      assertUsage(error);
    }
  },
  close,
};

/** What one can't be compiled for, the other may. */
function applied(compile: () => (fields: Fields) => Fields | Fault): void {
  try {
    const map = compile();
    for (const row of ROWS) {
      const mapped = map(row);
      if ('code' in mapped) continue;
      assert.equal(mapped.names.length, mapped.values.length);
      for (const value of mapped.values) JSON.parse(value);
    }
  } catch (error) {
    assertUsage(error);
  }
}

export const SCHEMA: Decoder = {
  name: 'schemas',
  // A validator is made for each.
  oneIn: 40,
  seeds: SCHEMAS,
  tokens: SCHEMA_TOKENS,
  decode: async (input) => {
    try {
      const { check } = await loadSchema(fileOf(input));
      for (const item of [ITEM, '{}']) {
        const fault = check(item);
        assert.ok(fault === undefined || (fault.code === 'schema' && fault.message !== ''));
      }
    } catch (error) {
      assertUsage(error);
    }
  },
  close,
};

function assertUsage(error: unknown): void {
  assert.ok(error instanceof BatchctlError && error.exit === EXIT.usage, String(error));
}
