/** Sources: what a file is, and what becomes of its rows, by both encoders of its format. */
import assert from 'node:assert/strict';
import { createEncoder } from '../../src/encode/create.js';
import type { ItemLimits } from '../../src/encode/encoder.js';
import { detectShape, type Shape } from '../../src/encode/shape.js';
import { BatchctlError, EXIT } from '../../src/errors.js';
import { conserve, type Job } from '../encode/laws.js';
import { cut, maxItemBytes, type CutChunk } from '../support/cut.js';
import type { Mutator } from './mutator.js';
import type { Decoder } from './oracle.js';

const ENVELOPES = [
  { head: '{"records":[', separator: ',', tail: ']}' },
  { head: '', separator: '\n', tail: '\n' },
] as const;
const NAMES = { csv: ['rows.csv', 'rows.tsv', 'rows'], ndjson: ['rows.ndjson', 'rows'] } as const;

const CSV_SEEDS = [
  'id,email,note\n1,ada@example.com,"said ""yes"", twice"\n2,bo@example.com,plain\n3,cy@example.com,"two\nlines"\n',
  'id;name;note\r\n1;Ada;a\r\n2;Bo;"b;c"\r\n',
  'id\tname\n1\tAda\n\n2\tBo\n',
  'sep=;\nid;name\n1;Ada\n2;Bo\n',
  '\xef\xbb\xbfid|name\n1|Bj\xc3\xb6rk\n2|\xf0\x9f\x98\x80\n',
  "id,name\r1,'Ada'\r2,Bo\r",
  'id,_batchctl_row,_batchctl_line,_batchctl_code,_batchctl_message,_batchctl_raw\n1,2,3,quote_in_field,no,"x ""y"""\n',
  '_batchctl_row,_batchctl_x\n1,2\n',
  '# made by hand\nid,name,a,b\n1,Ada,,\n2,Bo,"",x\n',
];
const CSV_TOKENS = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '\0',
  '\x1f',
  '\xef\xbb\xbf',
  '\xff',
].concat([
  '"\n',
  '\n"',
  ',"',
  '","',
  '#',
  'sep=|\n',
  '__proto__',
  '=cmd()',
  '\xed\xa0\x80',
  '_batchctl_row',
  '_batchctl_raw',
]);

const NDJSON_SEEDS = [
  '{"id":1,"email":"ada@example.com","tags":["a","b"],"of":{"a":null}}\n{"id":2,"email":"bo@example.com","n":-1.50e+3}\n',
  '{"id":9223372036854775807,"t":"\\u00e9\\n\\"x\\""}\r\n\r\n{"id":"x","e":"\xc3\xa9\xf0\x9f\x98\x80","b":true}\r\n',
  '{"_batchctl_raw":"{\\"id\\": 1","_batchctl_row":4,"_batchctl_line":4,"_batchctl_code":"invalid_json","_batchctl_message":"x"}\n',
  '\xef\xbb\xbf{"a":{},"b":[]}\n{"a":{"b":{"c":[1,2,3]}},"id":0}\n',
  '{"id":1}',
];
const NDJSON_TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\n',
  '\r\n',
  '\n\n',
  '\\u0000',
  '\\ud800',
  'NaN',
  '1e400',
].concat(['-0', '{"__proto__":1}\n', '"_batchctl_row":1,', '"id":2,', '\xff', '\xe2\x80\xa8', '[[[[[[[[', '{"a":']);

export const ROWS: readonly Decoder[] = [
  {
    name: 'rows of CSV',
    seeds: CSV_SEEDS,
    tokens: CSV_TOKENS,
    decode: (input, chance) => decode('csv', input, chance),
  },
  {
    name: 'rows of NDJSON',
    seeds: NDJSON_SEEDS,
    tokens: NDJSON_TOKENS,
    decode: (input, chance) => decode('ndjson', input, chance),
  },
];

function decode(format: 'csv' | 'ndjson', bytes: Buffer, chance: Pick<Mutator, 'below'>): void {
  const names = NAMES[format];
  const shape = shapeOf(bytes, names[chance.below(names.length)] ?? '');
  if (shape === undefined) return;
  const envelope = ENVELOPES[chance.below(2)] ?? ENVELOPES[0];
  const limits = { maxRows: 1 + chance.below(20), maxBytes: chance.below(3) === 0 ? 60 + chance.below(400) : 100_000 };
  const maxRecordBytes = chance.below(3) === 0 ? 4 + chance.below(300) : 100_000;
  const job: Job = { bytes, shape, envelope, limits, maxRecordBytes };
  const required = chance.below(4) === 0 ? { required: 'id' } : {};
  const most = { separator: envelope.separator, maxItemBytes: maxItemBytes(envelope, limits), maxRecordBytes };
  const expected = chunksOf(job, { ...most, ...required }, 'reference', bytes.length + 1);
  const found = chunksOf(job, { ...most, ...required }, 'fastest', 1 + chance.below(bytes.length + 1));
  assert.equal(JSON.stringify(found), JSON.stringify(expected), 'the two encoders differ');
  conserve(job, expected);
}

/** Undefined where it can't be a source, which must be said in the way of the program, or where there is nothing in it. */
function shapeOf(bytes: Buffer, name: string): Shape | undefined {
  try {
    return detectShape(bytes, { name }, true);
  } catch (error) {
    assert.ok(error instanceof BatchctlError && error.exit === EXIT.source, String(error));
    return undefined;
  }
}

function chunksOf(
  { bytes, shape, envelope, limits }: Job,
  most: ItemLimits,
  which: 'fastest' | 'reference',
  readBytes: number,
): CutChunk[] {
  return cut({ bytes, encoder: createEncoder(shape, most, which), envelope, limits, from: shape.first, readBytes });
}
