/** CSV's two encoders on the same files, under the same conditions: they must not differ in anything. */
import assert from 'node:assert/strict';
import { createEncoder } from '../../../src/encode/create.js';
import { CsvEncoder } from '../../../src/encode/csv.js';
import { CsvSimdEncoder, isScannable } from '../../../src/encode/csv-simd.js';
import { ORIGIN_WIDTH, type Encoder, type ItemLimits } from '../../../src/encode/encoder.js';
import { mappedMaking, type Making } from '../../../src/import/item-maker.js';
import { cut, maxItemBytes, type CutChunk } from '../../support/cut.js';
import { csvCase, type CsvCase } from './csv-cases.js';

interface Cut {
  readonly chunks: readonly CutChunk[];
  /** Where each item ends among those of all chunks. */
  readonly ends: readonly number[];
}

function cutCase(encoder: Encoder, { bytes, envelope, limits, shape }: CsvCase, readBytes: number): Cut {
  const ends: number[] = [];
  let before = 0;
  const watched: Encoder = {
    lines: encoder.lines,
    encode: (...asked) => {
      const encoded = encoder.encode(...asked);
      const { items, origins } = encoded;
      for (let index = 0; index < origins.length; index += ORIGIN_WIDTH) ends.push(before + (origins[index] ?? 0));
      before += items.length;
      return encoded;
    },
  };
  return { chunks: cut({ bytes, encoder: watched, envelope, limits, from: shape.first, readBytes }), ends };
}

/** As an import makes its rows. */
export function makingOf({ shape, mapping, matchKey }: Pick<CsvCase, 'shape' | 'mapping' | 'matchKey'>): Making {
  if (mapping !== null) return mappedMaking({ mapping, columns: shape.header, matchKey });
  return matchKey === null ? {} : { required: matchKey };
}

/** Throws an `AssertionError` where the two differ in reads of any of these sizes. Answers how many rows there are. */
export function assertSame(given: CsvCase, readSizes: readonly number[]): number {
  const { shape, envelope, limits, maxRecordBytes } = given;
  const most: ItemLimits = {
    separator: envelope.separator,
    maxItemBytes: maxItemBytes(envelope, limits),
    maxRecordBytes,
    ...makingOf(given),
  };
  const expected = cutCase(new CsvEncoder(shape, most), given, given.bytes.length + 1);
  // One encoder for all of them: what it has met before must not show.
  const encoder = isScannable(shape, most) ? new CsvSimdEncoder(shape, most, given.sizes) : createEncoder(shape, most);
  for (const readBytes of readSizes) {
    assert.deepEqual(cutCase(encoder, given, readBytes), expected, `reads of ${readBytes}`);
  }
  return expected.chunks.at(-1)?.end.row ?? 0;
}

/** Compares the files of `count` numbers from `first` on, and answers how many rows they have. Throws for the first that differs. */
export function compareCsv(count: number, first: number): number {
  let rows = 0;
  for (let number = first; number < first + count; number++) {
    const given = csvCase(number);
    try {
      rows += assertSame(given, [given.readBytes]);
    } catch (error) {
      throw new Error(`CSV file ${number}: ${String(error)}`, { cause: error });
    }
  }
  return rows;
}
