/** Generated JSON as text, with what Python and JavaScript write differently: numbers, escapes, names to be sorted. */
import * as fc from 'fast-check';

const digits = fc.stringMatching(/^[0-9]{1,30}$/);
const integer = fc.stringMatching(/^-?(0|[1-9][0-9]{0,40})$/);

/** Numbers as somebody may spell them, near the borders of plain and scientific notation more than elsewhere. */
export const number = fc.oneof(
  integer,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, min: 1e-6, max: 1e-3 }).map(String),
  fc.double({ noNaN: true, min: 1e14, max: 1e23 }).map((value) => `${value}`.replace(/^\d+$/, '$&.0')),
  fc.tuple(integer, digits).map(([whole, rest]) => `${whole}.${rest}`),
  fc
    .tuple(
      integer,
      fc.constantFrom('e', 'E', '.5e', '.0E'),
      fc.constantFrom('', '+', '-'),
      fc.integer({ max: 400, min: 0 }),
    )
    .map((parts) => parts.join('')),
);

const unit = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    'a',
    'B',
    '_',
    '"',
    '\\',
    '/',
    '\n',
    '\b',
    '\u007f',
    '\u0080',
    '\u2028',
    '\uE000',
    '\uFFFF',
    '😀',
    '\u{10FFFF}',
  ),
);
const string = fc.oneof(
  fc.array(unit, { maxLength: 5 }).map((units) => JSON.stringify(units.join(''))),
  fc.constantFrom(String.raw`"\ud83d\uDE00"`, String.raw`"\ud83d"`, String.raw`"\ude00\ud83d"`, String.raw`"\/\u0041"`),
);
const name = fc.oneof(string, fc.constantFrom('"a"', '"b"', '"10"', '"9"', '"__proto__"', '""', String.raw`"\u0061"`));
const space = fc.constantFrom('', '', ' ', '\r\n\t');

function list(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(item, { maxLength: 5 }).map((items) => items.join(','));
}

/** Whole texts. */
export const jsonText = fc.letrec<{ value: string; bare: string }>((tie) => ({
  value: fc.tuple(space, tie('bare'), space).map((parts) => parts.join('')),
  bare: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('null', 'true', 'false'),
    number,
    string,
    list(tie('value')).map((items) => `[${items}]`),
    list(fc.tuple(space, name, space, tie('value')).map(([a, name, b, value]) => `${a}${name}${b}:${value}`)).map(
      (members) => `{${members}}`,
    ),
  ),
})).value;

/** Texts that are nearly JSON, and some that still are. */
export const brokenText = fc
  .tuple(
    jsonText,
    fc.nat(),
    fc.nat(2),
    fc.constantFrom(...'{}[]",:\\u0.eE+-tfn \u0001\u00A0'.split(''), 'NaN', '-Infinity', '', '01'),
  )
  .map(([text, at, length, noise]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + noise + text.slice(place + length);
  });
