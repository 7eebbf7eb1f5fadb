/** Values of every type but datetime. What is of its type already passes as it is written; text is read as a CSV cell is. */
import { isNumber, misfit, textOf, wordOf, type Convert } from './cell.js';
import { readJson } from './json-value.js';

/** Leading zeros are a sign of an identifier, which an integer would change. */
const INT = /^[+-]?(?:0|[1-9]\d*)$/;

/** JSON's own grammar, with a plus and without the zero before a point allowed: sign, whole part, rest. */
const NUMBER = /^([+-]?)(0|[1-9]\d*|(?=\.\d))((?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** Digits stay as they are written: none is ever parsed. */
export function toInt(column: string): Convert {
  const fault = misfit('int', column, 'expected a whole number such as -12: digits only, no zeros in front');
  return (json) => {
    const word = wordOf(json);
    if (word === undefined || !INT.test(word)) return fault;
    return word.startsWith('+') ? word.slice(1) : word;
  };
}

/** As with integers, `1.10` stays `1.10` and `1e5` is `1e5`. */
export function toNumber(column: string): Convert {
  const expected =
    'expected a number such as 12.50 or 1e5: a decimal point, nothing between thousands, no zeros in front';
  const fault = misfit('number', column, expected);
  return (json) => {
    const word = wordOf(json);
    const match = word === undefined ? null : NUMBER.exec(word);
    if (match === null) return fault;
    const [, sign, whole, rest = ''] = match;
    return `${sign === '-' ? '-' : ''}${whole || '0'}${rest}`;
  };
}

export function toBoolean(column: string): Convert {
  const fault = misfit('boolean', column, 'expected true, false, t, f, yes, no, y, n, on, off, 1 or 0');
  return (json) => {
    if (json === 'true' || json === 'false') return json;
    const word = wordOf(json)?.toLowerCase() ?? '';
    if (TRUE.has(word)) return 'true';
    return FALSE.has(word) ? 'false' : fault;
  };
}

export function toText(column: string): Convert {
  const fault = misfit('string', column, 'expected text, a number, true or false, not an object or a list');
  return (json) => {
    if (json.startsWith('"')) return json;
    return isNumber(json) || json === 'true' || json === 'false' ? `"${json}"` : fault;
  };
}

/** Text is taken for JSON, except empty text, which says nothing. */
export function toJson(column: string): Convert {
  return (json) => {
    const text = textOf(json);
    if (text === undefined || text === '') return json;
    const read = readJson(text);
    return 'json' in read ? read.json : misfit('json', column, read.problem);
  };
}

/** Text is divided at `|`, or at `,` where it has none; blanks around and empty ones are left out. */
export function toList(column: string): Convert {
  const fault = misfit('list', column, 'expected a list, or text divided by | or ,');
  return (json) => {
    if (json.startsWith('[')) return json;
    const text = textOf(json);
    if (text === undefined) return fault;
    const entries = text.split(text.includes('|') ? '|' : ',').map((entry) => entry.trim());
    return JSON.stringify(entries.filter((entry) => entry !== ''));
  };
}
