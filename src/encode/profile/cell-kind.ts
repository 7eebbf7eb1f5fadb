/** What a value could be, by how it is written. Nothing is guessed: whatever could be read in two ways is text. */
import { isDeeperThan } from '../json-text.js';
import { booleanBit } from './boolean-words.js';
import { dateKind, type DateKind } from './date-kind.js';

/** `zeros` and `plus` are digits that a number would lose its beginning of, `digits` numbers that a double can't hold. */
export type CellKind =
  | 'empty'
  | 'null'
  | 'null-word'
  | 'int'
  | 'number'
  | 'zeros'
  | 'plus'
  | 'digits'
  | 'boolean'
  | DateKind
  | 'json'
  | 'text';

const INT = /^-?(?:0|[1-9]\d*)$/;
const NUMBER = /^-?(?:0|[1-9]\d*|(?=\.\d))(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const ZEROS = /^[+-]?0\d+(?:\.\d*)?$/;
const PLUS = /^\+\d+(?:\.\d+)?$/;
/** As many digits as any double keeps. */
const SAFE_DIGITS = 15;

/** What a cell that is read as JSON may nest. */
const MOST_LEVELS = 190;

const NULL_WORDS: ReadonlySet<string> = new Set([
  'null',
  String.raw`\n`,
  'n/a',
  '#n/a',
  'na',
  'nan',
  'none',
  'nil',
  '-',
]);
const LONGEST_NULL = 4;

/** Of a text as it stands in a cell. */
export function kindOfText(text: string): CellKind {
  if (text === '') return 'empty';
  if (text.length <= LONGEST_NULL && NULL_WORDS.has(text.toLowerCase())) return 'null-word';
  const first = text.charCodeAt(0);
  if (isDigit(first) || first === 0x2b || first === 0x2d || first === 0x2e) return numeric(text);
  if (first === 0x7b || first === 0x5b) return isJson(text) ? 'json' : 'text';
  return booleanBit(text) > 0 ? 'boolean' : 'text';
}

/** Of a JSON value that is no string. */
export function kindOfJson(json: string): CellKind {
  if (json === 'null') return 'null';
  if (json === 'true' || json === 'false') return 'boolean';
  return json.startsWith('{') || json.startsWith('[') ? 'json' : numberKind(json);
}

function numeric(text: string): CellKind {
  if (ZEROS.test(text)) return 'zeros';
  if (PLUS.test(text)) return 'plus';
  if (NUMBER.test(text)) return numberKind(text);
  return dateKind(text) ?? 'text';
}

function numberKind(text: string): CellKind {
  if (INT.test(text)) return Number.isSafeInteger(Number(text)) ? 'int' : 'digits';
  if (text.length <= SAFE_DIGITS && !/e/i.test(text)) return 'number';
  const asDouble = String(Number(text));
  return text === asDouble || significant(text) === significant(asDouble) ? 'number' : 'digits';
}

/** The digits that make a number what it is, and its size. */
function significant(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  const digits = (whole + fraction).replace(/0+$/, '');
  const zeros = digits.length - digits.replace(/^0+/, '').length;
  return `${digits.slice(zeros)}e${digits === '' ? 0 : Number(exponent) + whole.length - zeros}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !isDeeperThan(text, MOST_LEVELS);
  } catch {
    return false;
  }
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
