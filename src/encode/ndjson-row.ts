import type { Fault } from '../record.js';
import { findJsonFault, type JsonFault } from './json-fault.js';
import { fieldsOf } from './json-fields.js';
import { isDeeperThan, membersOf, withoutBlanks } from './json-text.js';
import { hasKey, keyMissing } from './match-key.js';
import { lostCharacters, OWN_PREFIX, OWN_RAW, OWN_ROW } from './own-names.js';

/** Levels of arrays and objects in each other, the row itself included. */
const MOST_LEVELS = 200;

const TOO_DEEP: Fault = {
  code: 'too_deep',
  message: `arrays and objects are nested deeper than ${MOST_LEVELS} levels`,
};

/** `sound` as it is, `own` where it holds members that batchctl added, or what is wrong. `required` is the match key. */
export function judgeRow(text: string, required: string | undefined): 'sound' | 'own' | Fault {
  if (isDeeperThan(text, MOST_LEVELS)) return TOO_DEEP;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson(findJsonFault(text));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'not_an_object', message: 'the line is JSON, but not an object' };
  }
  if (Object.hasOwn(value, OWN_ROW) || Object.hasOwn(value, OWN_RAW)) return 'own';
  return required === undefined || isKeyed(text, value, required) ? 'sound' : keyMissing(required);
}

/** What keeps a text from being JSON. It is for rows that most probably are broken: `JSON.parse` takes far longer to make its error. */
export function textFault(text: string): Fault | undefined {
  if (isDeeperThan(text, MOST_LEVELS)) return TOO_DEEP;
  const fault = findJsonFault(text);
  return fault === undefined ? undefined : notJson(fault);
}

/**
 * The text that is sent for a row, or what is wrong with it. A row of a rejects file is sent as what it stands for.
 * Without `required` a missing match key is no fault.
 */
export function repairRow(text: string, required: string | undefined): string | Fault {
  const judged = judgeRow(text, required);
  if (judged === 'sound') return text;
  if (judged !== 'own') return judged;
  const original = originalText(text);
  if (typeof original !== 'string') return original;
  const again = judgeRow(original, required);
  return typeof again === 'string' ? original : again;
}

/** Names with escapes are read one by one: JSON.parse of Node 24 and 26 takes some of them for another one's, depending on earlier rows. */
function isKeyed(text: string, value: object, key: string): boolean {
  return text.includes('\\') ? hasKey(fieldsOf(text), key) : isFilled(memberOf(value, key));
}

function notJson(fault: JsonFault | undefined): Fault {
  const where = fault === undefined ? '' : ` at column ${fault.at + 1}: expected ${fault.expected}`;
  return { code: 'invalid_json', message: `not JSON${where}` };
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/**
 * The text that a row of a rejects file stands for, once somebody has fixed it: the raw text that it holds, or its own
 * without the members that were added. Other rows stand for themselves. `row` must be a sound object.
 */
function originalText(row: string): string | Fault {
  const members = membersOf(row);
  const firstOwn = members.findIndex(({ name }) => name.startsWith(OWN_PREFIX));
  const isOnlyOwn = members.every(({ name }) => name.startsWith(OWN_PREFIX));
  const raw = isOnlyOwn ? memberOf(JSON.parse(row), OWN_RAW) : undefined;
  if (typeof raw === 'string') return lostCharacters(raw) ?? rawLine(raw);
  if (!members.some(({ name }) => name === OWN_ROW)) return row;
  const isMoved = members.slice(firstOwn).some(({ name }) => !name.startsWith(OWN_PREFIX));
  const hasRaw = members.some(({ name }) => name === OWN_RAW);
  if (isMoved || hasRaw) {
    const message = `members that begin with ${OWN_PREFIX} must stand last, and ${OWN_RAW} without other members`;
    return { code: 'batchctl_members', message };
  }
  return firstOwn === 0 ? '{}' : `${row.slice(0, members[firstOwn]?.behind)}}`;
}

function rawLine(raw: string): string | Fault {
  const line = withoutBlanks(raw);
  if (!line.includes('\n')) return line;
  return { code: 'invalid_json', message: `${OWN_RAW} holds more than one line` };
}
