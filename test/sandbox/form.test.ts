import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundaryOf, partHead } from '../../src/sandbox/openai/form-head.js';
import { FormError, FormReader } from '../../src/sandbox/openai/multipart.js';

/** The parts that a form is read as, given to the reader in the pieces that the cuts make. */
function read(form: string, cuts: readonly number[]): { parts: string[][]; isComplete: boolean } {
  const parts: string[][] = [];
  const reader = new FormReader('B', {
    begin: (head) => parts.push([head, '']),
    content: (bytes) => parts.at(-1)?.push(`${parts.at(-1)?.pop()}${bytes.toString()}`),
    end: () => parts.at(-1)?.push('.'),
  });
  const bytes = Buffer.from(form);
  for (const [index, from] of [0, ...cuts].entries()) reader.read(bytes.subarray(from, cuts[index] ?? bytes.length));
  return { parts, isComplete: reader.isComplete };
}

const FORM = [
  'preamble\r\n--B\r\n',
  'Content-Disposition: form-data; name="file"\r\n\r\n',
  '{"a":1}\r\n-\r\n--\r\nB\r\r\n--',
  '\r\n--B \t\r\n',
  '\r\n',
  '\r\n--B\r\n',
  'X: y\r\n\r\nlast\n\r\n--B--\r\nepilogue --B\r\n',
].join('');
const PARTS = [
  ['Content-Disposition: form-data; name="file"', '{"a":1}\r\n-\r\n--\r\nB\r\r\n--', '.'],
  ['', '', '.'],
  ['X: y', 'last\n', '.'],
];

test('a form is the same, wherever its bytes are cut', () => {
  assert.deepEqual(read(FORM, []), { parts: PARTS, isComplete: true });
  for (let cut = 0; cut <= FORM.length; cut++) assert.deepEqual(read(FORM, [cut]).parts, PARTS, `cut at ${cut}`);
  const everywhere = Array.from({ length: FORM.length - 1 }, (_, index) => index + 1);
  assert.deepEqual(read(FORM, everywhere), { parts: PARTS, isComplete: true });
});

test('a form without its last delimiter is not complete', () => {
  for (let end = 0; end <= FORM.lastIndexOf('--B--') + 4; end++) {
    assert.equal(read(FORM.slice(0, end), []).isComplete, false, `ended at ${end}`);
  }
});

test('what is no form is said to be none, and no head is held for ever', () => {
  assert.throws(() => read('--Bx\r\n', []), FormError);
  assert.throws(() => read(`--B\r\n${'x'.repeat(20_000)}`, []), FormError);
  assert.throws(() => read(`--B${' '.repeat(20_000)}`, []), FormError);
});

test('boundaries and field names, in quotes or without', () => {
  assert.equal(boundaryOf('multipart/form-data; boundary=----x7'), '----x7');
  assert.equal(boundaryOf('Multipart/Form-Data; charset=utf-8; Boundary="a b;c"'), 'a b;c');
  assert.equal(boundaryOf('multipart/mixed; boundary=x'), undefined);
  assert.equal(boundaryOf('multipart/form-data'), undefined);
  assert.deepEqual(partHead('content-disposition: form-data; filename="a \\"b\\";.jsonl"; name=file'), {
    name: 'file',
    filename: 'a "b";.jsonl',
  });
  assert.deepEqual(partHead('X: y\r\nContent-Disposition: form-data; name="purpose"'), {
    name: 'purpose',
    filename: undefined,
  });
  assert.equal(partHead('Content-Type: text/plain'), undefined);
});
