/** Lines at random for NDJSON's two encoders: nearly all that may stand in one, and what is one sign away from it. */

/** A number from 0 to just below `below`. */
export type Chance = (below: number) => number;

/** The same numbers for the same seed. */
export function chanceFrom(seed: number): Chance {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const LETTERS = 'the quick brown fox jumps over the lazy dog, twice: {[]}é田😀\u2028\u007f';
const ESCAPES = [
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\b',
  '\\f',
  '\\r',
  '\\t',
  '\\u00e9',
  '\\uD83D\\uDE00',
  '\\ud800',
  '\\u0041',
];
const NUMBERS = ['0', '-0', '7', '-12', '1.10', '0.5e+10', '9223372036854775807', '1E400', '-1.5E-3', '2e1'];
const WORDS = ['true', 'false', 'null'];
const NAMES = [
  'id',
  'key',
  'a',
  '',
  '__proto__',
  'naïve',
  'a rather long name of some column',
  '_batchctl',
  'keys',
  'ke',
];
const ODD_NAMES = [
  '_batchctl_row',
  '_batchctl_raw',
  '_batchctl_',
  '_batchctl_code',
  '\\u006bey',
  'k\\u0065y',
  'a\\"b',
  'a\\\\',
];
const BLANKS = ['', '', '', '', '', ' ', '  ', '\t', '\r', ' \t\r '];
/** As bytes: signs that mean something, and some that never belong there. */
const SIGNS = '{}[]:,"\\ \t\r\n\0\u001f\u007f0123456789-+.eEtfnulasrbx/_/\x80\xa9\xc3\xe7\xed\xf0\xff';
const STRUCTURE = '{}[]:,"1';
const WHOLE = [
  '',
  ' \t\r',
  'null',
  '[]',
  '"x"',
  '{}{}',
  '{} x',
  '\u00ef\u00bb\u00bf{}',
  '{"key":1,"key":2}',
  '{"key":1,"key":null}',
  '{"key":null}',
  '{"key":""}',
  '{"key": "" }',
  '{"key":nul}',
  '{"key":"\\u0000"}',
  '{"key":{}}',
  '{"key":[null]}',
  '{"a":{"key":1}}',
  '{"_batchctl_raw":"{\\"key\\":1}"}',
  '{"key":1,"_batchctl_row":7,"_batchctl_code":"x"}',
];

function pick<T>(from: readonly T[], chance: Chance): T {
  const found = from[chance(from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

function textOf(chance: Chance): string {
  const from = chance(LETTERS.length);
  const plain = LETTERS.repeat(2).slice(from, from + chance(chance(4) === 0 ? 70 : 20));
  if (chance(3) > 0) return plain;
  const at = chance(plain.length + 1);
  return plain.slice(0, at) + pick(ESCAPES, chance) + plain.slice(at);
}

function valueOf(chance: Chance, depth: number): string {
  const kind = chance(depth > 4 ? 8 : 11);
  if (kind < 4) return `"${textOf(chance)}"`;
  if (kind < 7) return pick(NUMBERS, chance);
  if (kind < 8) return pick(WORDS, chance);
  return kind === 8 ? arrayOf(chance, depth + 1) : objectOf(chance, depth + 1);
}

function list(chance: Chance, open: string, part: () => string, close: string): string {
  const blank = pick(BLANKS, chance);
  const parts = Array.from({ length: chance(6) }, () => blank + part() + pick(BLANKS, chance));
  return open + (parts.join(',') || blank) + close;
}

function arrayOf(chance: Chance, depth: number): string {
  return list(chance, '[', () => valueOf(chance, depth), ']');
}

function objectOf(chance: Chance, depth: number): string {
  const member = () => {
    const name = chance(40) === 0 ? pick(ODD_NAMES, chance) : pick(NAMES, chance);
    return `"${name}"${pick(BLANKS, chance)}:${pick(BLANKS, chance)}${valueOf(chance, depth)}`;
  };
  return list(chance, '{', member, '}');
}

/** Around 200 levels, of either kind. */
function deep(chance: Chance): string {
  const levels = 195 + chance(8);
  const opened = Array.from({ length: levels }, () => chance(2) === 0);
  const open = opened.map((isArray) => (isArray ? '[' : '{"a":')).join('');
  const close = opened
    .map((isArray) => (isArray ? ']' : '}'))
    .toReversed()
    .join('');
  const inner = chance(2) === 0 ? '"[[[{{{"' : pick(['[]', '{}', '0'], chance);
  return `{"key":1,"a":${open}${inner}${close}}`;
}

/** A few bytes are replaced, dropped or put in; or signs that hold the row together, which are few among the others. */
function damaged(line: string, chance: Chance): string {
  let text = line;
  for (let count = chance(2) + 1; count > 0; count--) {
    const isStructure = chance(2) === 0;
    const places = isStructure ? Array.from(text.matchAll(/[{}[\]:,"]/g), ({ index }) => index) : [];
    const at = places.length > 0 ? pick(places, chance) : chance(text.length + 1);
    const signs = isStructure ? STRUCTURE : SIGNS;
    const sign = chance(3) === 0 ? '' : (signs[chance(signs.length)] ?? '');
    text = text.slice(0, at) + sign + text.slice(at + chance(2));
  }
  return text;
}

/** One line as bytes, one character each, without its break; a damaged one may be two. `damage` of a hundred are. */
export function lineAtRandom(chance: Chance, damage: number): string {
  const kind = chance(100);
  if (kind === 0) return Buffer.from(deep(chance)).toString('latin1');
  const text = kind < 6 ? pick(WHOLE, chance) : objectOf(chance, 0);
  const row = Buffer.from(pick(BLANKS, chance) + text + pick(BLANKS, chance)).toString('latin1');
  return chance(100) < damage ? damaged(row, chance) : row;
}
