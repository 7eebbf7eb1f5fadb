/** The first rows of a source, for whoever has to find out what its columns are for. */
import type { Fields } from '../record.js';
import { createEncoder } from './create.js';
import { advance } from './encoder.js';
import { sentColumns } from './rejects-columns.js';
import type { Shape } from './shape.js';

const MOST_ROWS = 100;

export interface SampledRows {
  /** Of NDJSON the names of the first rows' members. */
  readonly columns: readonly string[];
  readonly rows: readonly Fields[];
}

/** Reads the whole rows in the source's first bytes, 100 at most. Broken ones are passed over. */
export function sampleRows(head: Buffer, shape: Shape, final: boolean): SampledRows {
  const rows: Fields[] = [];
  const make = (fields: Fields) => {
    rows.push(fields);
    return '';
  };
  const limits = { separator: '', maxItemBytes: head.length, maxRecordBytes: Math.max(4, head.length), make };
  const encoder = createEncoder(shape, limits);
  let at = shape.first;
  for (let input = head.subarray(at.byte); rows.length < MOST_ROWS;) {
    const encoded = encoder.encode(input, at, { rows: MOST_ROWS, bytes: head.length }, final);
    if (encoded.consumed === 0) break;
    input = input.subarray(encoded.consumed);
    at = advance(at, encoded);
  }
  const columns = shape.format === 'csv' ? sentColumns(shape.header) : namesOf(rows);
  return { columns, rows: rows.slice(0, MOST_ROWS) };
}

function namesOf(rows: readonly Fields[]): readonly string[] {
  return [...new Set(rows.flatMap(({ names }) => names))];
}
