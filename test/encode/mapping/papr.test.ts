/** What a mapping puts into a memory's metadata. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf } from '../../../src/encode/json-fields.js';
import { compileMapping } from '../../../src/encode/mapping/compile.js';
import { paprShaping } from '../../../src/target/papr-memory.js';
import { mappingFrom, type Short } from './mapped.js';

const maker = paprShaping.maker({ content: 'content' }, { object: null }, 'import');

/** The metadata of the memory that a line becomes, without batchctl's own marks, or its fault. */
function metadataOf(line: string, short: Short = {}): string {
  const fields = compileMapping(mappingFrom(short), undefined)(fieldsOf(line));
  const item = 'code' in fields ? fields : maker(fields, 7);
  if (typeof item !== 'string') return `${item.code} ${item.column}`;
  const [, key, rest = '', row = ''] =
    /^\{"content":"x","type":"text","metadata":\{"idempotency_key":"(\w+)"(.*)"batchctl_row":"([^"]*)"\}\}\}$/.exec(
      item,
    ) ?? [];
  assert.deepEqual([key, row], ['9dd4e461268c8034f5c8564e155c67a6', 'import:7'], item);
  JSON.parse(item);
  return rest.replace(/^,/, '').replace(/,$/, '');
}

test('fields go to the custom ones, but for those that have a place of their own', () => {
  const line =
    '{"content":"x","n":12345678901234567890,"topics":"a, b","tags":["c"],"hierarchical_structures":"a -> b"}';
  assert.equal(
    metadataOf(line),
    '"topics":["a","b"],"hierarchical_structures":"a -> b","customMetadata":{"n":12345678901234567890,"tags":["c"]',
  );
});

test('a mapping reaches every place of the metadata', () => {
  const line = '{"content":"x","tags":"a|b","where":"Bath","score":1.10,"owner":"ada","left":2}';
  const map = [
    ['metadata.topics[]', 'tags'],
    ['metadata.location', 'where'],
    ['metadata.customMetadata.score', 'score'],
    ['metadata.sourceUrl', 'none'],
  ] as const;
  assert.equal(
    metadataOf(line, { map, types: { tags: 'list' }, drop: ['owner'], set: [['metadata.role', '"user"']] }),
    '"topics":["a","b"],"location":"Bath","role":"user","customMetadata":{"score":1.10,"left":2',
  );
});

test('metadata of a row goes where it stands, text by that name to the custom fields', () => {
  assert.equal(
    metadataOf(
      String.raw`{"content":"x","metadata":{ "topics" : "a,b" , "location":null,"customMetadata":{"a":[ "}" , "\"{" ],"__proto__":1.0,"b":null} , "é":"\u00e9"}}`,
    ),
    String.raw`"topics":["a","b"],"é":"\u00e9","customMetadata":{"a":[ "}" , "\"{" ],"__proto__":1.0`,
  );
  const quotes = String.raw`"a\\":"\",\"z\":1}","b":"\\"`;
  assert.equal(metadataOf(`{"content":"x","metadata":{${quotes}}}`), `${quotes},"customMetadata":{`);
  assert.equal(metadataOf('{"content":"x","metadata":{}}'), '"customMetadata":{');
  assert.equal(metadataOf('{"content":"x","metadata":{"customMetadata":{}}}'), '"customMetadata":{');
  assert.equal(metadataOf('{"content":"x","metadata":"y"}'), '"customMetadata":{"metadata":"y"');
  assert.equal(metadataOf('{"content":"x","metadata":null}'), '"customMetadata":{');
});

test('one place has one value, and batchctl its own marks', () => {
  const cases: readonly (readonly [members: string, fault: string])[] = [
    ['"topics":"a","metadata":{"topics":["b"]}', 'metadata_conflict metadata.topics'],
    ['"metadata":{"topics":["b"]},"topics":"a"', 'metadata_conflict topics'],
    ['"a":1,"metadata":{"customMetadata":{"a":2}}', 'metadata_conflict metadata.customMetadata.a'],
    ['"metadata":{"idempotency_key":"z"}', 'metadata_conflict metadata.idempotency_key'],
    ['"metadata":{"customMetadata":{"batchctl_row":1}}', 'metadata_conflict metadata.customMetadata.batchctl_row'],
    ['"batchctl_row":"z"', 'metadata_conflict batchctl_row'],
    ['"metadata":{"customMetadata":"z"}', 'metadata_conflict metadata.customMetadata'],
    ['"metadata":{"a":{"b":1}}', 'nested_metadata metadata.a'],
    ['"metadata":{"customMetadata":{"a":[1]}}', 'nested_metadata metadata.customMetadata.a'],
    ['"metadata":{"topics":[1]}', 'list_expected metadata.topics'],
    ['"metadata":["a",1]', 'nested_metadata metadata'],
  ];
  for (const [members, fault] of cases) assert.equal(metadataOf(`{"content":"x",${members}}`), fault, members);
  assert.equal(
    metadataOf('{"content":"x","topics":"a","metadata":{"topics":null,"a":1},"a":2}'),
    '"topics":["a"],"a":1,"customMetadata":{"a":2',
  );
  assert.equal(metadataOf('{"content":"x","idempotency_key":"z"}'), '"customMetadata":{"idempotency_key":"z"');
});
