/** Generated JSON as text: white space, escapes, numbers of every shape. */
import * as fc from 'fast-check';

/** Items separated by commas. */
function list(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(item, { maxLength: 4 }).map((items) => items.join(','));
}

/** JSON with white space, escapes and numbers of every shape, as text. */
export const source = fc.letrec<{ value: string; record: string }>((tie) => {
  const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n');
  const name = fc
    .oneof(fc.string(), fc.constantFrom('a', 'b', 'id', '__proto__', 'ü'))
    .map((name) => JSON.stringify(name));
  const member = fc
    .tuple(name, space, space, tie('value'), space)
    .map(([name, a, b, value, c]) => `${name}${a}:${b}${value}${c}`);
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        'null',
        'true',
        'false',
        '1.10',
        '-0',
        '1234567890123456789',
        '1e+05',
        '0.1E-7',
        String.raw`"\u00fc\/\ud800"`,
      ),
      fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
      tie('record'),
      list(tie('value')).map((items) => `[${items}]`),
    ),
    record: list(member).map((members) => `{${members}}`),
  };
});
