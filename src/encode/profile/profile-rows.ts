/** What the columns of a source hold, by the rows in its first bytes. */
import type { Fields, Position } from '../../record.js';
import { createEncoder } from '../create.js';
import { advance, ORIGIN_WIDTH, type Encoded, type Encoder } from '../encoder.js';
import type { Shape } from '../shape.js';
import { sentColumns } from '../rejects-columns.js';
import { ColumnTable, type TableSummary } from './column-table.js';
import { lineBreakBefore, type LineBreak } from './line-breaks.js';

/** What one step of the encoder may take. */
const STEP_ROWS = 10_000;
/** What it is shown at once, unless a record is longer. */
const WINDOW_BYTES = 262_144;

/** The front of a source. */
export interface Front {
  readonly bytes: Buffer;
  /** The source ends where the bytes end. */
  readonly isAll: boolean;
}

/** How its rows are told from each other, and what a bare time is. */
export interface Reading {
  readonly shape: Shape;
  /** Bytes of the longest source record. */
  readonly maxRecordBytes: number;
  /** Times without an offset have one. */
  readonly hasTimezone: boolean;
}

export interface Profiled extends TableSummary {
  /** Behind the last whole row. */
  readonly end: Position;
  readonly lineBreaks: readonly LineBreak[];
}

/** Takes a few seconds for 16 MiB. Of a source that goes on behind the bytes the last row is left out, as it may be half of one. */
export function profileRows({ bytes, isAll }: Front, { shape, maxRecordBytes, hasTimezone }: Reading): Profiled {
  const table = new ColumnTable(shape.format === 'csv' ? sentColumns(shape.header) : []);
  const make = (fields: Fields, row: number) => {
    table.add(fields, row);
    return '';
  };
  const encoder = createEncoder(shape, { separator: '', maxItemBytes: bytes.length + 1, maxRecordBytes, make });
  const room = { rows: STEP_ROWS, bytes: bytes.length + 1 };
  const lineBreaks = new Set<LineBreak>();
  let at = shape.first;
  for (let window = WINDOW_BYTES; ;) {
    const input = bytes.subarray(at.byte, at.byte + window);
    const isRest = at.byte + window >= bytes.length;
    const encoded = encoder.encode(input, at, room, isAll && isRest);
    if (encoded.consumed === 0) {
      if (isRest) break;
      window *= 2;
      continue;
    }
    noteLineBreaks(encoded, input, lineBreaks);
    at = advance(at, encoded);
    if (encoded.openEnded) at = behindLine(encoder, { bytes, isAll }, at);
  }
  return { end: at, ...table.summary(hasTimezone), lineBreaks: [...lineBreaks] };
}

function noteLineBreaks({ origins }: Encoded, input: Buffer, found: Set<LineBreak>): void {
  for (let index = 2; index < origins.length; index += ORIGIN_WIDTH) {
    const kind = lineBreakBefore(input, origins[index] ?? 0);
    if (kind !== undefined) found.add(kind);
  }
}

/** Behind a line that is too long to be a row. */
function behindLine({ lines }: Encoder, { bytes, isAll }: Front, at: Position): Position {
  const rest = lines.rest(bytes.subarray(at.byte), isAll);
  return { ...at, byte: at.byte + rest.bytes, line: at.line + (rest.isEnd ? 1 : 0) };
}
