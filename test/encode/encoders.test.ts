/** One suite for every encoder: the laws, over random files. BATCHCTL_FUZZ_RUNS multiplies their number. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { COMMA } from '../../src/encode/csv-dialect.js';
import { createEncoder } from '../../src/encode/create.js';
import { detectShape, type Shape } from '../../src/encode/shape.js';
import { itemTemplate, itemText } from '../../src/encode/item-template.js';
import { runs } from '../support/properties.js';
import { cleanCsv, largeCsv, pollutedCsv, type CsvFile } from './csv-files.js';
import { agree, conserve, fill, restart, trace, type Job } from './laws.js';
import { cleanNdjson, pollutedNdjson } from './ndjson-files.js';

const ENVELOPES = [
  { head: '{"records":[', separator: ',', tail: ']}' },
  { head: '', separator: '\n', tail: '\n' },
  { head: '[', separator: ', ', tail: ']' },
];

/** Limits from "nothing fits" to "everything does", and reads that put a cut inside every character, quote and CRLF. */
const conditions = fc.record({
  envelope: fc.constantFrom(...ENVELOPES),
  limits: fc.record({
    maxRows: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1000)),
    maxBytes: fc.oneof(fc.integer({ min: 40, max: 400 }), fc.constant(1_000_000)),
  }),
  maxRecordBytes: fc.oneof(fc.integer({ min: 4, max: 120 }), fc.constant(1_000_000)),
});
const readSizes = fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 400 }));

function csvShape({ bytes, dialect }: CsvFile): Shape {
  const shape = detectShape(bytes, { format: 'csv', ...dialect, name: 'rows.csv' }, true);
  assert(shape);
  return shape;
}

function ndjsonShape(bytes: Buffer): Shape {
  const shape = detectShape(bytes, { format: 'ndjson', name: 'rows.ndjson' }, true);
  assert(shape);
  return shape;
}

const damaged: Record<string, fc.Arbitrary<{ bytes: Buffer; shape: Shape }>> = {
  csv: pollutedCsv.map((file) => ({ bytes: file.bytes, shape: csvShape(file) })),
  ndjson: pollutedNdjson.map((bytes) => ({ bytes, shape: ndjsonShape(bytes) })),
};

for (const [format, files] of Object.entries(damaged)) {
  test(`${format}: chunks of a damaged file depend on nothing but its bytes, and lose none of them`, () => {
    const law = fc.property(files, conditions, readSizes, (file, given, sizes) => {
      const job: Job = { ...file, ...given };
      const chunks = agree(job, sizes);
      conserve(job, chunks);
      fill(job, chunks);
      restart(job, chunks, sizes[1]);
      trace(job);
    });
    fc.assert(law, runs(400, 10));
  });
}

/** The items of all chunks, each followed by the separator. */
function itemsOf(job: Job, sizes: readonly number[]): string {
  const chunks = agree(job, sizes);
  conserve(job, chunks);
  const { head, separator, tail } = job.envelope;
  assert.deepEqual(
    chunks.flatMap(({ rejections }) => rejections),
    [],
  );
  return chunks.map(({ body = '' }) => body.slice(head.length, body.length - tail.length) + separator).join('');
}

const roomy = { limits: { maxRows: 7, maxBytes: 1_000_000 }, maxRecordBytes: 1_000_000 };
const bytesOf = (text: string) => Buffer.from(text).toString('latin1');

test('csv: a sound file arrives row by row, value for value', () => {
  const law = fc.property(cleanCsv, fc.constantFrom(...ENVELOPES), readSizes, (file, envelope, sizes) => {
    const shape = csvShape(file);
    assert(shape.format === 'csv');
    assert.deepEqual(shape.header, file.columns);
    const template = itemTemplate(file.columns, envelope.separator);
    const expected = file.rows.map((row) => itemText(template, row)).join('');
    assert.equal(itemsOf({ ...roomy, bytes: file.bytes, shape, envelope }, sizes), bytesOf(expected));
  });
  fc.assert(law, runs(400));
});

test('ndjson: a sound file arrives row by row, each as it is written', () => {
  const law = fc.property(cleanNdjson, fc.constantFrom(...ENVELOPES), readSizes, ({ bytes, rows }, envelope, sizes) => {
    const expected = rows.map((row) => row + envelope.separator).join('');
    assert.equal(itemsOf({ ...roomy, bytes, shape: ndjsonShape(bytes), envelope }, sizes), bytesOf(expected));
  });
  fc.assert(law, runs(400));
});

test('csv: damage amid more rows than any internal size', () => {
  const most = fc.constantFrom(20_000, 150_000, 2_000_000);
  const law = fc.property(largeCsv, fc.constantFrom(50, 4000), most, (file, maxRows, maxBytes) => {
    const [envelope] = ENVELOPES;
    assert(envelope);
    const limits = { maxRows, maxBytes };
    const job: Job = { bytes: file.bytes, shape: csvShape(file), envelope, limits, maxRecordBytes: maxBytes };
    conserve(job, agree(job, [65_536, 4096]));
  });
  // Shrinking files of this size would take hours.
  fc.assert(law, { ...runs(6, 500), endOnFailure: true });
});

const START = { byte: 0, row: 0, line: 0 };
const shapes: Record<string, Shape> = {
  csv: { format: 'csv', ...COMMA, hasHeader: true, header: ['a'], first: START },
  ndjson: { format: 'ndjson', first: START },
};

for (const [format, shape] of Object.entries(shapes)) {
  const limits = { separator: '\n', maxItemBytes: 1e9, maxRecordBytes: 1000 };
  const room = { rows: 1e9, bytes: 1e9 };

  test(`${format}: a call stops early, so that it holds up nothing else`, () => {
    const input = Buffer.from('{}\n'.repeat(1_000_000));
    const { consumed, rows } = createEncoder(shape, limits).encode(input, START, room, true);
    assert.ok(consumed > 10_000 && consumed <= 262_144 && consumed === 3 * rows, `${consumed}`);
  });

  test(`${format}: a line that is too long goes on behind the input, unless the source ends there`, () => {
    const input = Buffer.alloc(1001, 'x');
    const encoder = createEncoder(shape, limits);
    assert.equal(encoder.encode(input.subarray(1), START, room, false).consumed, 0, 'not too long yet');
    for (const final of [false, true]) {
      const { openEnded, consumed, rejections } = encoder.encode(input, START, room, final);
      assert.deepEqual([openEnded, consumed, rejections[0]?.code], [!final, 1001, 'record_too_large']);
    }
  });
}
