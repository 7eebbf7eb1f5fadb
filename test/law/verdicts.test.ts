/** What an answer of Experiture is taken for: no more than it says, and nothing where it contradicts what was sent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { experiture } from '../../src/target/experiture.js';
import type { Scope } from '../../src/target/scope.js';

const ITEMS = 4;
const scope: Scope = {
  target: 'experiture',
  baseUrl: 'https://api.experiture.ai/public/v1',
  account: null,
  object: 'rows',
  operation: 'append',
  matchKey: null,
  user: null,
};
const request = { body: Buffer.from('{}'), file: undefined, key: 'k', items: ITEMS, since: 0 };

/** What sending comes to, in a word. */
async function sent(status: number, data: object): Promise<string> {
  const text = JSON.stringify({ success: status < 300, data });
  const answer = async () => ({ status, headers: {}, text });
  const verdict = await experiture.send(answer, { scope, settings: {}, webhook: null }, request);
  return verdict.kind === 'again' ? verdict.trouble.meaning : verdict.kind;
}

const JOB = { jobId: 'one' };
const WHOLE = { validRows: ITEMS, invalidRows: 0 };
const CASES: readonly [status: number, data: object, verdict: string][] = [
  [202, { ...JOB, acceptedRecords: ITEMS }, 'accepted'],
  [202, JOB, 'accepted'],
  [202, { ...JOB, acceptedRecords: ITEMS - 1 }, 'contradiction'],
  [202, { ...JOB, acceptedRecords: ITEMS + 1 }, 'contradiction'],
  [202, { accepted: true }, 'unintelligible'],
  [202, { acceptedRecords: ITEMS, metrics: WHOLE }, 'unintelligible'],
  [202, { jobId: '..', acceptedRecords: ITEMS }, 'unintelligible'],
  [200, { acceptedRecords: ITEMS, metrics: WHOLE }, 'settled'],
  [200, { acceptedRecords: ITEMS - 1, metrics: WHOLE }, 'contradiction'],
  [200, { accepted: true, metrics: { validRows: ITEMS, invalidRows: 1 } }, 'contradiction'],
  [200, { metrics: WHOLE }, 'unintelligible'],
  [503, {}, 'unavailable'],
  [400, {}, 'refused'],
];

test('answers to a request', async () => {
  for (const [status, data, verdict] of CASES)
    assert.equal(await sent(status, data), verdict, `${status} ${JSON.stringify(data)}`);
});
