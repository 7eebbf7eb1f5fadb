/**
 * How the text in `_batchctl_raw` is written, as its own column of the rejects file says it: a JSON object of the signs that
 * are others than RFC 4180's, such as `{"delimiter":";"}`. An empty cell says that none is.
 */
import type { Fault } from '../record.js';
import { assertDelimiter, signsOf } from './csv-choice.js';
import { COMMA, type CsvDialect } from './csv-dialect.js';
import { OWN_DIALECT } from './own-names.js';

/** Comments don't stand within a record. */
export function dialectText({ delimiter, quote, escape }: CsvDialect): string {
  const other = {
    ...(delimiter !== COMMA.delimiter && { delimiter }),
    ...(quote !== COMMA.quote && { quote }),
    ...(escape !== quote && { escape }),
  };
  return Object.keys(other).length === 0 ? '' : JSON.stringify(other);
}

/** The dialect that such a text says, or what is wrong with it. */
export function readDialect(text: string): CsvDialect | Fault {
  if (text === '') return COMMA;
  try {
    const said: unknown = JSON.parse(text);
    const signs = signsOf({ quote: signIn(said, 'quote'), escape: signIn(said, 'escape') });
    const { delimiter } = COMMA;
    const dialect = { ...signs, delimiter: signIn(said, 'delimiter') ?? delimiter };
    assertDelimiter(dialect.delimiter, signs);
    return dialect;
  } catch {
    const message = `${OWN_DIALECT} is not as it was written`;
    return { code: 'dialect_invalid', message, column: OWN_DIALECT };
  }
}

/** Throws for what isn't an object. */
function signIn(said: unknown, name: string): string | undefined {
  if (typeof said !== 'object' || said === null) throw new TypeError('no signs');
  const sign: unknown = Object.getOwnPropertyDescriptor(said, name)?.value;
  return typeof sign === 'string' ? sign : undefined;
}
