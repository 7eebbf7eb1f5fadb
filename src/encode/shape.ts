import { BatchctlError, EXIT } from '../errors.js';
import type { Position } from '../record.js';
import type { CsvDialect } from './csv-dialect.js';
import { noHeaderError, readHeader } from './csv-header.js';
import { delimiterOf, formatOf, type FormatChoice } from './format.js';
import { nearest } from './nearest.js';
import { OWN_ROW } from './own-names.js';
import { sentColumns } from './rejects-columns.js';
import { bomLength, refuseOtherThanText, sourceError, type Head } from './source-head.js';

/** What a CSV source looks like: plain data, kept in the journal, so that a later run reads it the same way. */
export interface CsvShape extends CsvDialect {
  readonly format: 'csv';
  /** All names of the header line, in its order. Empty: the source has no rows. */
  readonly header: readonly string[];
  /** Where the first row begins. */
  readonly first: Position;
}

/** What an NDJSON source looks like. */
interface NdjsonShape {
  readonly format: 'ndjson';
  /** Where the first row begins: behind a byte order mark. */
  readonly first: Position;
}

export type Shape = CsvShape | NdjsonShape;

/** How many bytes of a source are looked at, at most, to find out its shape. */
export const HEAD_BYTES = 1_048_576;

/** Enough to tell text from an archive or from UTF-16. */
const LEAST_BYTES = 8;

/** RFC 4180. The rejects file is always written like this. */
const COMMA: CsvDialect = { delimiter: ',', quote: '"' };

/**
 * Finds out the shape of the source that begins with `head`; `final` says that it ends there.
 * Undefined: more of it is needed, which is never the answer to `HEAD_BYTES` bytes.
 * Throws a `BatchctlError` with EXIT.source for what spoils every row, such as two columns of one name.
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
  const shape = csvShape(look, { ...COMMA, delimiter: delimiterOf(format, choice) });
  if (shape === undefined && isAll) throw noHeaderError(look);
  if (shape !== undefined && choice.delimiter === undefined) refuseOtherDelimiter(shape, choice.name);
  return shape;
}

function csvShape(look: Head, chosen: CsvDialect): CsvShape | undefined {
  const dialect = isRejectsFile(look) ? COMMA : chosen;
  const header = readHeader(look, dialect);
  return header && { format: 'csv', ...dialect, header: header.columns, first: header.end };
}

function isRejectsFile(look: Head): boolean {
  if (!look.bytes.includes(OWN_ROW)) return false;
  try {
    return readHeader(look, COMMA)?.columns.includes(OWN_ROW) ?? false;
  } catch {
    return false;
  }
}

/** A file with semicolons read with commas would be imported without a word, as rows of one wide column. */
function refuseOtherDelimiter({ header, delimiter, first }: CsvShape, name: string): void {
  const [only = ''] = header;
  const other = [',', ';', '\t', '|'].find((sign) => sign !== delimiter && only.includes(sign));
  if (header.length !== 1 || other === undefined) return;
  const signs = `${JSON.stringify(delimiter)}, but by ${JSON.stringify(other)}`;
  const message = `${name} line ${Math.max(1, first.line)}: the header is not divided by ${signs}`;
  const [wanted, one] = [other, delimiter].map((sign) => (sign === '\t' ? "$'\\t'" : `'${sign}'`));
  throw sourceError(
    'delimiter_unclear',
    message,
    `say --delimiter ${wanted}, or --delimiter ${one} if it is one column`,
  );
}

/**
 * Makes sure that the source has the match key's column. NDJSON names its members row by row, so only its rows can tell.
 * Throws a `BatchctlError` with EXIT.usage.
 */
export function requireColumn(shape: Shape, name: string): void {
  if (shape.format === 'ndjson' || shape.header.length === 0) return;
  const columns = sentColumns(shape.header);
  if (columns.includes(name)) return;
  const similar = nearest(name, columns);
  const guess = similar === undefined ? '' : `did you mean ${JSON.stringify(similar)}? `;
  const message = `the match key ${JSON.stringify(name)} is not a column of the source`;
  const hint = `${guess}the columns are: ${columns.join(', ')}`;
  throw new BatchctlError(EXIT.usage, 'match_key_unknown', message, { hint });
}
