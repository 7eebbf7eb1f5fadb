/** What a target may make of an answer, whatever it is: only what the rest of the program can act on. */
import assert from 'node:assert/strict';
import type { ItemRefusal } from '../../src/record.js';
import { retryDelay } from '../../src/target/retry.js';
import type { Deletion, Refusal, Settlement, Trouble, Verdict } from '../../src/target/verdict.js';

const NOW = Date.UTC(2026, 3, 21);
const ABOUT: ReadonlySet<string> = new Set(['content', 'size', 'credential', 'route', 'key']);

/** Every item has exactly one fate, and each that is named is one of the request's. */
function assertOutcome(verdict: (Verdict | Settlement) & { readonly kind: 'settled' }, items: number): void {
  const { accepted, refused, unlisted } = verdict.outcome;
  for (const count of [accepted, unlisted]) assert.ok(isCount(count), `${count} items`);
  assert.equal(accepted + refused.length + unlisted, items, 'every item has a fate');
  assertItems(refused);
  for (const { index } of refused) assert.ok(index < items, `item ${index} of ${items}`);
}

function assertItems(items: readonly ItemRefusal[]): void {
  assert.equal(new Set(items.map(({ index }) => index)).size, items.length, 'an item is refused twice');
  for (const { index, code, message } of items) {
    assert.ok(isCount(index), `item ${index}`);
    assertTexts(code, message);
  }
}

function assertRefusal({ about, status, code, message, requestId, index, field }: Refusal): void {
  assert.ok(ABOUT.has(about), about);
  assert.ok(isCount(status), `status ${status}`);
  assertTexts(code, message, requestId ?? '', field ?? '');
  assert.ok(index === undefined || isCount(index), `item ${index}`);
}

function assertTrouble({ why, meaning, answered, unapplied, retryAfter, waitMs, date }: Trouble): void {
  assertTexts(why, meaning);
  assert.equal(answered, true);
  assert.equal(typeof unapplied, 'boolean');
  const delay = retryDelay({ failures: 1, retryAfter, waitMs, date, now: NOW, random: 0.5 });
  if ('until' in delay) assert.ok(delay.until.getTime() > NOW, String(delay.until));
  else assert.ok(delay.ms >= 250 && delay.ms <= 15 * 60_000 + 250, `${delay.ms} ms`);
}

export function assertVerdict(verdict: Verdict, items: number): void {
  switch (verdict.kind) {
    case 'accepted':
      assertId(verdict.receipt.id);
      assert.equal(verdict.receipt.accepted, items);
      return assertTexts(verdict.receipt.requestId ?? '');
    case 'uploaded':
      return assertId(verdict.file);
    case 'settled':
      return assertOutcome(verdict, items);
    case 'refused':
      return assertRefusal(verdict.refusal);
    case 'again':
      return assertTrouble(verdict.trouble);
  }
}

export function assertSettlement(settlement: Settlement, items: number): void {
  switch (settlement.kind) {
    case 'settled':
      return assertOutcome(settlement, items);
    case 'blamed':
      return assertItems(settlement.items);
    case 'refused':
      return assertRefusal(settlement.refusal);
    case 'again':
      return assertTrouble(settlement.trouble);
    case 'missing':
      return;
    case 'running':
    case 'failed':
    case 'nothing':
    case 'results':
    case 'broken':
      return assertWords(settlement);
  }
}

type Worded = Extract<Settlement, { kind: 'running' | 'failed' | 'nothing' | 'results' | 'broken' }>;

function assertWords(settlement: Worded): void {
  switch (settlement.kind) {
    case 'running':
      return assertTexts(settlement.state);
    case 'failed':
      assert.ok(settlement.committed === undefined || settlement.committed === 0);
      return assertTexts(settlement.code, settlement.message);
    case 'nothing':
      return assertTexts(settlement.code, settlement.message);
    case 'results':
      for (const file of settlement.files) assertId(file);
      return assertTexts(settlement.rest?.code ?? '', settlement.rest?.message ?? '');
    case 'broken':
      return assertTexts(settlement.why);
  }
}

export function assertDeletion(deletion: Deletion): void {
  switch (deletion.kind) {
    case 'deleted': {
      const { status, processed, successful, failed, errors } = deletion;
      for (const count of [processed, successful, failed]) assert.ok(isCount(count), `${count} memories`);
      return assertTexts(status, ...errors.flatMap(({ id, message }) => [id ?? '', message]));
    }
    case 'nothing':
      return assertTexts(deletion.message);
    case 'refused':
      return assertRefusal(deletion.refusal);
    case 'again':
      return assertTrouble(deletion.trouble);
  }
}

/** Ids stand in paths: what is no segment of one isn't an id. */
function assertId(id: string): void {
  assert.ok(id !== '' && id !== '.' && id !== '..' && !/\p{Surrogate}/u.test(id), `the id ${JSON.stringify(id)}`);
}

function assertTexts(...texts: readonly unknown[]): void {
  for (const text of texts) assert.equal(typeof text, 'string');
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0;
}
