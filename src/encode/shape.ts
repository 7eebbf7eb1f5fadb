import type { Position } from '../record.js';
import { csvShape, type CsvShape } from './csv-shape.js';
import { formatOf, type FormatChoice } from './format.js';
import { bomLength, refuseOtherThanText, sourceError, type Head } from './source-head.js';

/** What an NDJSON source looks like. */
interface NdjsonShape {
  readonly format: 'ndjson';
  /** Where the first row begins: behind a byte order mark. */
  readonly first: Position;
}

export type Shape = CsvShape | NdjsonShape;

/** How many bytes of a source are looked at, at most, to find out its shape. */
export const HEAD_BYTES = 1_048_576;

/** Enough to tell text from an archive or from UTF-16, and for byte order marks with a first line that names the delimiter. */
const LEAST_BYTES = 32;

/**
 * Finds out the shape of the source that begins with `head`; `final` says that it ends there.
 * Undefined: more of it is needed, which is never the answer to `HEAD_BYTES` bytes.
 * Throws a `BatchctlError` with EXIT.source for what spoils every row, such as two columns of one name, and with EXIT.usage
 * for a choice that can't be.
 */
export function detectShape(head: Buffer, choice: FormatChoice, final: boolean): Shape | undefined {
  const isCut = head.length >= HEAD_BYTES;
  const isAll = final || isCut;
  if (!isAll && head.length < LEAST_BYTES) return undefined;
  const look: Head = { bytes: head, name: choice.name, final: final && !isCut };
  refuseOtherThanText(look);
  if (!isAll && head.every((byte) => byte <= 32)) return undefined;
  const format = formatOf(look, choice);
  if (format === 'ndjson') return { format, first: { byte: bomLength(head), row: 0, line: 0 } };
  const shape = csvShape(look, format, choice, isAll);
  if (shape === undefined && isAll) throw noHeaderError(look);
  return shape;
}

function noHeaderError({ name }: Head): Error {
  const message = `${name} line 1: its first line doesn't end within 1 MiB`;
  return sourceError('no_header', message, 'check the line breaks and the quotes of its first line');
}
