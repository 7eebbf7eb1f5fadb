import type { Position } from '../record.js';
import { assertColumns, assertDelimiter, signsOf } from './csv-choice.js';
import { findDelimiter, unclear } from './csv-delimiter.js';
import { COMMA, type CsvDialect } from './csv-dialect.js';
import { nameColumns, readHeader, type CsvHeader, type HeaderPlace } from './csv-header.js';
import { csvOpening } from './csv-sep.js';
import type { FormatChoice } from './format.js';
import { OWN_ROW } from './own-names.js';
import { bomLength, type Head } from './source-head.js';

/** What a CSV source looks like: plain data, kept in the journal, so that a later run reads it the same way. */
export interface CsvShape extends CsvDialect {
  readonly format: 'csv';
  /** The names come from the source. */
  readonly hasHeader: boolean;
  /** All names of the columns, in their order. Empty: the source has no rows. */
  readonly header: readonly string[];
  /** Where the first row begins. */
  readonly first: Position;
}

/** What a rejects file's cells may be divided by, once another program has saved it. */
const REJECTS_DELIMITERS = [',', ';', '\t'];

/**
 * Undefined: more of the source is needed. `isAll` says that there will be no more of it than the head.
 * Throws a `BatchctlError`: with EXIT.usage where what was chosen can't be, with EXIT.source for what spoils every row.
 */
export function csvShape(
  head: Head,
  format: 'csv' | 'tsv',
  choice: FormatChoice,
  isAll: boolean,
): CsvShape | undefined {
  return rejectsShape(head) ?? chosenShape(head, format, choice, isAll);
}

function chosenShape(head: Head, format: 'csv' | 'tsv', choice: FormatChoice, isAll: boolean): CsvShape | undefined {
  const signs = signsOf(choice);
  const { columns } = choice;
  if (columns !== undefined) assertColumns(columns);
  const { start, delimiter: named } = csvOpening(head);
  const said = choice.delimiter ?? named;
  const source = { head, isAll, start, signs, columns: columns?.length };
  const delimiter = said ?? (format === 'tsv' ? '\t' : findDelimiter(source));
  if (delimiter === undefined) return undefined;
  assertDelimiter(delimiter, signs);
  const dialect: CsvDialect = { delimiter, ...signs };
  const header = headerOf({ head, start, dialect }, choice);
  if (header === undefined) return undefined;
  const other = said === undefined ? otherThanTab(delimiter, header) : undefined;
  if (other !== undefined) throw unclear(source, [delimiter, other]);
  return shapeOf(dialect, header);
}

function headerOf(place: HeaderPlace, { columns, hasHeader }: FormatChoice): CsvHeader | undefined {
  return columns !== undefined || hasHeader === false ? nameColumns(place, columns) : readHeader(place);
}

/** What seems to divide the only name of a file that is called tab-separated. */
function otherThanTab(delimiter: string, { columns }: CsvHeader): string | undefined {
  const [only = '', second] = columns;
  return delimiter === '\t' && second === undefined ? [',', ';', '|'].find((sign) => only.includes(sign)) : undefined;
}

function shapeOf(dialect: CsvDialect, { hasHeader, columns, end }: CsvHeader): CsvShape {
  return { format: 'csv', ...dialect, hasHeader, header: columns, first: end };
}

/** A rejects file is read as it was written, whatever was chosen for the source that it came from. */
function rejectsShape(head: Head): CsvShape | undefined {
  if (!head.bytes.includes(OWN_ROW)) return undefined;
  for (const delimiter of REJECTS_DELIMITERS) {
    const dialect = { ...COMMA, delimiter };
    const header = rejectsHeader(head, dialect);
    if (header !== undefined) return shapeOf(dialect, header);
  }
  return undefined;
}

function rejectsHeader(head: Head, dialect: CsvDialect): CsvHeader | undefined {
  try {
    const header = readHeader({ head, start: bomLength(head.bytes), dialect });
    return header?.columns.includes(OWN_ROW) === true ? header : undefined;
  } catch {
    return undefined;
  }
}
