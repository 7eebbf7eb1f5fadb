/** What a person says about a CSV source: whether it can be so. */
import { usageError } from '../errors.js';
import type { CsvDialect } from './csv-dialect.js';
import { nameFault } from './csv-names.js';

/** Signs as a person chooses them. */
interface SignChoice {
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly comment?: string | undefined;
}

/** A dialect's signs but for the delimiter, which may have to be found out. */
export type CsvSigns = Omit<CsvDialect, 'delimiter'>;

/** The signs as chosen, else RFC 4180's. Throws a `BatchctlError` with EXIT.usage where they can't be signs. */
export function signsOf({ quote = '"', escape = quote, comment = '' }: SignChoice): CsvSigns {
  assertSign('quote', quote);
  assertSign('escape', escape);
  assertSign('comment', comment);
  if (quote !== '' && escape === '')
    throw invalid('escape', escape, 'it is one ASCII character, the quote itself or another');
  if (quote === '' && escape !== '')
    throw invalid('escape', escape, 'there is nothing to escape where nothing is quoted');
  if (comment !== '' && (comment === quote || comment === escape)) {
    throw invalid('comment', comment, 'it is the quote or the escape already');
  }
  return { quote, escape, comment };
}

/** Throws a `BatchctlError` with EXIT.usage where the delimiter can't be one, or not beside the other signs. */
export function assertDelimiter(delimiter: string, signs: CsvSigns): void {
  if (delimiter === '' || /[\r\n\0]/.test(delimiter)) {
    throw invalid('delimiter', delimiter, 'a delimiter is not empty and has no NUL or line break');
  }
  for (const [name, sign] of Object.entries(signs)) {
    if (sign !== '' && delimiter.includes(sign)) {
      throw invalid('delimiter', delimiter, `the ${name} ${JSON.stringify(sign)} stands in it`);
    }
  }
}

/** Throws a `BatchctlError` with EXIT.usage where the names given for the columns make rows ambiguous. */
export function assertColumns(columns: readonly string[]): void {
  if (columns.length === 0) throw usageError('columns_invalid', '--columns: there is no name in it');
  const fault = nameFault(columns);
  if (fault === undefined) return;
  const message = fault.code === 'unnamed_column' ? 'a name is empty' : fault.message;
  throw usageError('columns_invalid', `--columns: ${message}`, 'give every column a name of its own');
}

function assertSign(name: string, sign: string): void {
  const isAscii = sign.length === 1 && sign.charCodeAt(0) < 128;
  if (sign === '' || (isAscii && !'\r\n\0'.includes(sign))) return;
  throw invalid(name, sign, 'it is one ASCII character, no NUL and no line break');
}

function invalid(name: string, sign: string, why: string): Error {
  return usageError(`${name}_invalid`, `--${name} ${JSON.stringify(sign)}: ${why}`);
}
