/** What the warnings of a look at a source say. */
import type { InspectionWarning } from './inspection.js';
import { counted } from './headline.js';
import { formatCount, shellQuote } from './text.js';

export interface WarningWords {
  /** What was met and why it matters. Names columns, and values only where they are words for nothing. */
  readonly message: string;
  /** What helps: a flag where there is one. */
  readonly hint: string;
}

type Words = (warning: InspectionWarning, column: string) => WarningWords;

const WORDS: Readonly<Record<string, Words>> = {
  duplicate_keys: ({ count }) => ({
    message: `${counted(count, 'row')} with the match key of an earlier row: the last one of them wins`,
    hint: 'where that is not meant, make one row of them in the file',
  }),
  header_like_data: ({ columns }) => ({
    message: `${counted(columns.length, 'name')} in the header that could be ${columns.length === 1 ? 'a value' : 'values'}: is the first line a row?`,
    hint: 'then: --no-header, or --columns with the names',
  }),
  name_blanks: (_, column) => ({
    message: 'blanks around the name, which are part of it',
    hint: `without them: --map ${shellQuote(`${escaped(column.trim())}=${column}`)}`,
  }),
  names_alike: ({ columns }) => ({
    message: `${formatCount(columns.length)} columns with names that differ only in case, blanks or accents: all are sent`,
    hint: `to leave one out: --drop ${shellQuote(columns.at(-1) ?? '')}`,
  }),
  leading_zeros: ({ count }) => ({
    message: `${counted(count, 'value')} with leading zeros, which a number can not have`,
    hint: 'leave it text, which is the default',
  }),
  plus_signs: ({ count }) => ({
    message: `${counted(count, 'value')} with a leading plus, which a number can not have`,
    hint: 'leave it text, which is the default',
  }),
  digits_lost: ({ count }, column) => ({
    message: `${counted(count, 'number')} with more digits than 2^53 has, which others may round`,
    hint: `as text nothing is lost: --type ${typed(column, 'string')}`,
  }),
  bare_datetime: ({ count }, column) => ({
    message: `${counted(count, 'time')} without an offset: which moment is meant depends on the reader`,
    hint: `say where they hold: --type ${typed(column, 'datetime')} --timezone Europe/Berlin`,
  }),
  ambiguous_date: ({ count }) => ({
    message: `${counted(count, 'date')} that can be read with the day or the month first`,
    hint: 'they stay text; to be datetimes they must be written like 2024-04-03',
  }),
  mixed_types: ({ count, type }, column) => ({
    message: `${counted(count, 'value')} of another kind, where the others are ${type}`,
    hint: `as text they all pass; --type ${typed(column, wordOf(type))} would reject their rows`,
  }),
  null_word: ({ count, example }) => ({
    message: `${counted(count, 'value')} that may stand for nothing, such as ${JSON.stringify(example)}`,
    hint: `to make them null: --null ${shellQuote(example)}`,
  }),
  surrounding_blanks: ({ count }) => ({
    message: `${counted(count, 'value')} with blanks around, which are sent as they are`,
    hint: 'where they mean nothing, remove them in the file',
  }),
  always_empty: (_, column) => ({
    message: 'always empty',
    hint: `to leave it out: --drop ${shellQuote(column)}`,
  }),
};

/** Throws for a code that there isn't. */
export function warningWords(warning: InspectionWarning): WarningWords {
  const words = WORDS[warning.code];
  if (words === undefined) throw new Error(`no words for ${warning.code}`);
  return words(warning, warning.columns[0] ?? '');
}

/** As an argument of `--type`. */
function typed(column: string, type: string): string {
  return shellQuote(`${column}=${type}`);
}

/** The word for `--type`, which has one for all kinds of dates. */
function wordOf(type: string): string {
  return type.startsWith('date') ? 'datetime' : type;
}

/** A name as a path of one member. */
function escaped(name: string): string {
  return name.replaceAll(/[\\.[\]=]/g, String.raw`\$&`);
}
