/** Every target on any answer to any of its requests. */
import assert from 'node:assert/strict';
import type { Exchange, HttpResponse } from '../../src/target/http.js';
import { TARGETS } from '../../src/target/registry.js';
import type { Scope } from '../../src/target/scope.js';
import type { Part, Target } from '../../src/target/target.js';
import { assertDeletion, assertSettlement, assertVerdict } from './answer-oracle.js';
import { NEXT, SEEDS, TOKENS } from './answer-seeds.js';
import type { Decoder } from './oracle.js';

const ITEMS = 3;
const BASE = 'https://api.example/base';
/** A target that never stops asking would hang. */
const MOST_REQUESTS = 150;

const spooled = { path: '/nowhere', bytes: 10 };

export const ANSWERS: readonly Decoder[] = TARGETS.map((target) => ({
  name: `answers of ${target.name}`,
  seeds: Object.entries(SEEDS).find(([name]) => name === target.name)?.[1] ?? assert.fail(`no seeds of ${target.name}`),
  tokens: TOKENS,
  decode: (input) => decode(target, answersIn(input.toString())),
}));

async function decode(target: Target, answers: readonly HttpResponse[]): Promise<void> {
  const scope = scopeOf(target);
  const settle = async (id: string) =>
    assertSettlement(await target.settle(exchangeOf(answers), scope, { id, accepted: ITEMS }, ITEMS), ITEMS);
  for (const file of target.files === undefined ? [undefined] : [undefined, 'file-1']) {
    const part: Part = {
      body: target.files === undefined ? Buffer.from('{}') : spooled,
      file,
      key: 'key-1',
      items: ITEMS,
      since: 0,
    };
    const verdict = await target.send(exchangeOf(answers), { scope, settings: {}, webhook: null }, part);
    assertVerdict(verdict, ITEMS);
    if (verdict.kind === 'accepted') await settle(verdict.receipt.id);
  }
  await settle('job-1');
  for (const answer of answers) assertVerdict(target.readFailure(answer), ITEMS);
  if (target.deleteAll === undefined) return;
  assertDeletion(await target.deleteAll(exchangeOf(answers), 'ada & bo'));
}

function scopeOf({ name, operations: [operation = ''] }: Target): Scope {
  return { target: name, baseUrl: BASE, account: null, object: 'people', operation, matchKey: null, user: 'ada' };
}

/** Gives the answers one after the other, the last one again and again. Every request must stay where the API is. */
function exchangeOf(answers: readonly HttpResponse[]): Exchange {
  let requests = 0;
  return async ({ path }) => {
    // What reads an address writes this one sign in another way.
    const href = new URL(BASE + path).href.replaceAll('%27', "'");
    assert.equal(href, BASE + path, 'an address that is another one when it is read');
    const answer = answers[Math.min(requests, answers.length - 1)];
    requests += 1;
    assert.ok(answer !== undefined && requests <= MOST_REQUESTS, `${requests} requests`);
    return answer;
  };
}

function answersIn(text: string): HttpResponse[] {
  return text.split(NEXT).map(answerIn);
}

function answerIn(text: string): HttpResponse {
  const [head = '', ...rest] = text.split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const status = Number(/^[2-5]\d\d$/.exec(first)?.[0] ?? 200);
  const headers = lines.map((line) => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')];
  });
  return { status, headers: Object.fromEntries(headers), text: rest.join('\n\n') };
}
