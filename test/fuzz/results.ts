/** Lines of the files that services answer batches with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultIndex } from '../../src/import/result-index.js';
import { batchFiles } from '../../src/target/batch-results.js';
import type { Decoder } from './oracle.js';

const chat = { choices: [{ index: 0, message: { role: 'assistant', content: 'Four.' } }] };
const asText = JSON.stringify(chat);

function line(row: number, rest: object): string {
  return JSON.stringify({ id: `r${row}`, custom_id: `row-${row}`, ...rest });
}

const LINES = [
  line(1, { response: { status_code: 200, request_id: 'q', body: chat }, error: null }),
  line(2, { response: { status_code: 200, body: asText }, error: null }),
  line(3, { response: { status_code: 400, body: { error: { code: 'x', message: 'no' } } }, error: null }),
  line(4, { response: null, error: { code: 'batch_expired', message: 'late' } }),
  line(5, { response: { status_code: 200, body: { choices: [{ text: 'plain' }] } } }),
];
const ROWS = [1, 2, 3, 4, 5];
const SOURCE = '{"custom_id":"mine $1 $&","url":"/v1/chat/completions"}';

let directory: string | undefined;

export const RESULTS: Decoder = {
  name: 'result files',
  seeds: [...LINES, `${LINES.join('\n')}\n`, LINES.toReversed().join('\r\n\r\n')],
  tokens: [
    ...LINES.slice(0, 2),
    '\n',
    '"row-2"',
    '"row-99999999999999999999"',
    'row-',
    '"status_code":500,',
    '"body":',
  ],
  decode: async (input, chance) => {
    for (const text of input.toString().split('\n')) assertLine(text);
    // A file costs ten times what reading its lines does.
    if (chance.below(10) === 0) await assertFile(input);
  },
  close: () => {
    if (directory !== undefined) rmSync(directory, { recursive: true });
    directory = undefined;
  },
};

function assertLine(text: string): void {
  const found = batchFiles.readLine(text);
  if (found === undefined) return;
  assert.ok(found.row >= 0);
  const { code, message } = found.refusal ?? { code: '', message: '' };
  const { status, text: cell } = batchFiles.cell(text);
  for (const one of [code, message, status, cell]) assert.equal(typeof one, 'string');
  const present = batchFiles.presenter({});
  const renamed = present?.(text, SOURCE) ?? text;
  assert.equal(typeof JSON.parse(renamed), 'object');
}

/** Each row has one line at most, and what is said of it is found there again. */
async function assertFile(input: Buffer): Promise<void> {
  directory ??= mkdtempSync(join(tmpdir(), 'batchctl-fuzz-'));
  const path = join(directory, 'results');
  writeFileSync(path, input);
  const index = new ResultIndex(ROWS);
  const problem = await index.read(path, batchFiles.readLine.bind(batchFiles));
  if (problem !== undefined) return assert.equal(typeof problem, 'string');
  const places = [...index.places()];
  assert.equal(places.length + index.missing.length, ROWS.length);
  for (const [position, { start, end }] of places) {
    assert.equal(batchFiles.readLine(input.toString('utf8', start, end))?.row, ROWS[position]);
  }
}
