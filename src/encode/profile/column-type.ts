/** What a column holds, by all of its values: the type that most of them fit. */
import type { ColumnTally } from './column-tally.js';

/** The words of `--type`, and three that need a person: datetimes without an offset, dates alone, and nothing at all. */
export type ColumnType =
  | 'int'
  | 'number'
  | 'boolean'
  | 'datetime'
  | 'datetime (no offset)'
  | 'date'
  | 'json'
  | 'text'
  | 'empty';

export interface TypeGuess {
  readonly type: ColumnType;
  /** How many of the values fit it. */
  readonly fits: number;
}

/** Where fewer fit, the column is text. */
const LEAST_SHARE = 0.8;

/** Of several types with as many fits the narrowest. Every value fits `text`. */
export function guessType(tally: ColumnTally): TypeGuess {
  const { values } = tally;
  if (values === 0) return { type: 'empty', fits: 0 };
  const best = candidates(tally).reduce((best, next) => (next.fits > best.fits ? next : best));
  // Words for nothing say nothing of the type.
  const said = values - tally.count('null-word');
  return said > 0 && best.fits >= said * LEAST_SHARE ? best : { type: 'text', fits: values };
}

function candidates(tally: ColumnTally): readonly TypeGuess[] {
  // What begins with a zero is an identifier, and so are the numbers beside it.
  const isNumeric = tally.count('zeros', 'plus') === 0;
  const whole = isNumeric ? tally.count('int') + wholeDigits(tally) : 0;
  return [
    { type: 'int', fits: whole },
    { type: 'number', fits: isNumeric ? tally.count('int', 'number', 'digits') : 0 },
    { type: 'boolean', fits: tally.booleans },
    { type: 'datetime', fits: tally.count('datetime') },
    { type: 'date', fits: tally.count('date') },
    { type: 'datetime (no offset)', fits: tally.count('datetime', 'bare-datetime', 'date') },
    { type: 'json', fits: tally.count('json') },
  ];
}

/** Numbers beyond 2^53 are whole ones nearly always. */
function wholeDigits(tally: ColumnTally): number {
  const { count, example } = tally.seen('digits');
  return /^-?\d+$/.test(example) ? count : 0;
}

/** The word for `--type` with which nothing would be lost, or undefined. `hasTimezone`: bare times have one. */
export function safeType(tally: ColumnTally, { type, fits }: TypeGuess, hasTimezone: boolean): string | undefined {
  const isWhole = fits === tally.values && tally.texts > 0 && tally.count('digits') === 0;
  if (!isWhole) return undefined;
  if (type === 'datetime (no offset)') return hasTimezone ? 'datetime' : undefined;
  return ['int', 'number', 'boolean', 'datetime', 'json'].includes(type) ? type : undefined;
}
