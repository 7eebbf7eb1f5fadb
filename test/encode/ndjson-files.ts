/** NDJSON files at random: sound ones together with their lines, and damaged ones. */
import * as fc from 'fast-check';

const NUMBERS = ['0', '-0', '1.10', '9223372036854775807', '1e400', '-1.5E-3'];
const STRINGS = ['""', '"a"', '"é田😀"', '"\\u0000\\ud800"', '"\\\\\\""', '"\u2028"', '"{[,:]}"', '"_batchctl_row"'];
const NAMES = ['"id"', '"a"', '"__proto__"', '"naïve \\"name\\""', '"\\u00e9:"', '""'];
const BLANKS = ['', '', '', ' ', '\t ', '\r'];

const scalar = fc.constantFrom(...NUMBERS, ...STRINGS, 'true', 'false', 'null');
const blank = fc.constantFrom(...BLANKS);
const joined = (parts: fc.Arbitrary<string>, open: string, close: string) =>
  fc
    .tuple(fc.array(parts, { maxLength: 4 }), blank)
    .map(([texts, space]) => open + space + texts.join(`${space},`) + close);

const value = fc.oneof({ weight: 5, arbitrary: scalar }, joined(scalar, '[', ']'), joined(scalar, '[[', ']]'));
const members = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), blank, value), {
  selector: ([name]) => name,
  maxLength: 4,
});

/** One object, as the text between the blanks of its line. */
export const soundRow = fc
  .tuple(members, blank)
  .map(
    ([all, space]) => `{${all.map(([name, before, text]) => `${name}${before}:${text}`).join(`${space},`)}${space}}`,
  );

const NOT_ROWS = [
  'null',
  '42',
  '[]',
  '"x"',
  '{',
  '{"a":1,}',
  "{'a':1}",
  '{"a":1}{"b":2}',
  'x',
  '{"a":01}',
  '{"a":"\t"}',
  '\uFEFF{}',
  '"',
  '[',
  '{"a":1,"a":1}',
  '{"a":{"b":[{"c":1,"d":2,"c":3}]}}',
];
const BAD_BYTES = ['{"a":"\xff"}', '\xc3', '{"a":"\xed\xa0\x80"}'];
const LONG = [
  `{"a":${'['.repeat(250)}${']'.repeat(250)}}`,
  '['.repeat(999),
  `{"a":"${'x'.repeat(90)}"}`,
  ' '.repeat(60),
];
const OWN = [
  '{"id":1,"_batchctl_row":7,"_batchctl_code":"x"}',
  '{"_batchctl_row":7}',
  '{"_batchctl_row":7,"id":1}',
  '{"_batchctl_raw":"{\\"id\\":1}","_batchctl_row":7}',
  '{"_batchctl_raw":"{\\"id\\":","_batchctl_row":7}',
  '{"_batchctl_raw":"\\ufffd","_batchctl_row":7}',
  '{"_batchctl_raw":"{}","id":1}',
];

const utf8 = (text: string) => Buffer.from(text).toString('latin1');
const newline = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\n \t\r\n');

export interface CleanNdjson {
  readonly rows: readonly string[];
  readonly bytes: Buffer;
}

/** A well-formed file, and the text of each of its rows. */
export const cleanNdjson: fc.Arbitrary<CleanNdjson> = fc
  .record({
    lines: fc.array(fc.record({ row: soundRow, before: blank, after: blank, newline }), { maxLength: 25 }),
    mark: fc.constantFrom('', '\uFEFF'),
    isEnded: fc.boolean(),
  })
  .map(({ lines, mark, isEnded }) => {
    const text = mark + lines.map(({ row, before, after, newline }) => before + row + after + newline).join('');
    return { rows: lines.map(({ row }) => row), bytes: Buffer.from(isEnded ? text : text.trimEnd()) };
  });

/** A file with every kind of damage in it. */
export const pollutedNdjson: fc.Arbitrary<Buffer> = fc
  .record({
    lines: fc.array(
      fc.record({
        row: fc.oneof(
          { weight: 6, arbitrary: soundRow.map(utf8) },
          { weight: 2, arbitrary: fc.constantFrom(...NOT_ROWS, ...LONG, ...OWN).map(utf8) },
          { weight: 1, arbitrary: fc.constantFrom(...BAD_BYTES) },
          { weight: 1, arbitrary: fc.tuple(soundRow, fc.nat(60)).map(([text, length]) => utf8(text.slice(0, length))) },
        ),
        newline,
      }),
      { maxLength: 40 },
    ),
    isEnded: fc.boolean(),
  })
  .map(({ lines, isEnded }) => {
    // Behind a first sound row: what spoils a whole file is another matter.
    const text = `{"id":0}\n${lines.map((line) => line.row + line.newline).join('')}`;
    return Buffer.from(isEnded ? text : text.trimEnd(), 'latin1');
  });
