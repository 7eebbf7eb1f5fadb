/** The body of Papr's batch request. */
import type { Buffer } from 'node:buffer';
import type { FiredFaults } from './fault-plan.js';
import { checkItem, readItem, type PaprItem } from './papr-item.js';
import { readObject } from './papr-json.js';
import {
  assertNone,
  checkOptional,
  checkTexts,
  isObject,
  textOf,
  type Complaint,
  type Json,
} from './papr-validation.js';

/** Most memories of one request, and the most that `batch_size` (how many the vendor handles at once) may ask for. */
const MOST_ITEMS = 50;

export interface PaprBatch {
  readonly items: readonly PaprItem[];
  /** Whose batch it is, in the words of the request; null for the developer's own. */
  readonly user: string | null;
  /** Empty where nobody is to be called. */
  readonly webhookUrl: string;
  /** Empty for calls that aren't signed. */
  readonly webhookSecret: string;
}

/** An item that is refused by itself; the index counts from 0. */
export interface ItemError {
  readonly index: number;
  readonly error: string;
}

/** Reads and checks a whole body. Throws Unprocessable with everything that is wrong with it. */
export function readPaprBatch(body: Buffer): PaprBatch {
  const { object, texts } = readObject(body, 'memories');
  assertNone([
    ...checkMemories(object['memories']),
    ...checkBatchSize(object),
    ...checkTexts(object, ['body'], ['external_user_id', 'user_id', 'namespace_id', 'webhook_url', 'webhook_secret']),
  ]);
  const memories: readonly unknown[] = Array.isArray(object['memories']) ? object['memories'] : [];
  return {
    items: memories.filter(isObject).map((item, index) => readItem(item, texts[index] ?? '', object)),
    user: textOf(object, 'user_id') ?? textOf(object, 'external_user_id'),
    webhookUrl: textOf(object, 'webhook_url') ?? '',
    webhookSecret: textOf(object, 'webhook_secret') ?? '',
  };
}

/** Reads the body of a single add, which is an item. Throws Unprocessable. */
export function readPaprMemory(body: Buffer): PaprItem {
  const { object } = readObject(body, '');
  assertNone(checkItem(object, ['body']));
  return readItem(object, body.toString().trim(), {});
}

/** The items that are refused one by one, in order of index. */
export function itemErrors({ items }: PaprBatch, fired: FiredFaults): readonly ItemError[] {
  const asked = fired.value('item-error');
  return items.flatMap(({ problem }, index) => {
    const error = Number(asked) === index ? 'a fault that was asked for (item-error)' : problem;
    return error === undefined ? [] : [{ index, error }];
  });
}

function checkMemories(memories: unknown): readonly Complaint[] {
  const loc = ['body', 'memories'];
  if (memories === undefined) return [{ loc, msg: 'Field required', type: 'missing' }];
  if (!Array.isArray(memories))
    return [{ loc, msg: 'Input should be a valid list', type: 'list_type', input: memories }];
  const { length } = memories;
  if (length === 0)
    return [{ loc, msg: 'List should have at least 1 item after validation, not 0', type: 'too_short' }];
  if (length > MOST_ITEMS) {
    const msg = `List should have at most ${MOST_ITEMS} items after validation, not ${length}`;
    return [{ loc, msg, type: 'too_long' }];
  }
  return memories.flatMap((item, index) => checkItem(item, [...loc, index]));
}

function checkBatchSize(object: Json): readonly Complaint[] {
  const holds = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_ITEMS;
  const msg = `Input should be an integer from 1 to ${MOST_ITEMS}`;
  return checkOptional(object, ['body'], { name: 'batch_size', holds, type: 'value_error', msg });
}
