/** What match values mean, the slow and obvious way. */
import assert from 'node:assert/strict';

/** What a row's match value comes to: undefined where it could be any. */
export function meaning(item: string, key: string): string | undefined {
  const members = topMembers(item);
  if (members.some(({ name }) => name.includes('\\'))) return undefined;
  const found = members.filter(({ name }) => name === `"${key}"`);
  const [member] = found;
  if (found.length !== 1 || member === undefined) return undefined;
  const { value } = member;
  if (/^-?\d+$/.test(value)) return value.length > 15 ? undefined : numberOf(value);
  if (!/^"[ !#-[\]-~]*"$/.test(value)) return undefined;
  const text = value.slice(1, -1).replaceAll(/^ +| +$/g, '');
  return numberOf(text) ?? `text ${text.toLowerCase()}`;
}

/** Without a number, which would round it: sign, digits without zeros at either end, and the power of the last one. */
function numberOf(text: string): string | undefined {
  const parts = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<part>\d*))?(?:[eE](?<power>[+-]?\d+))?$/.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { sign, whole = '', part = '', power = '0' } = parts;
  const all = whole + part;
  if (all === '') return undefined;
  const digits = all.replace(/^0+/, '').replace(/0+$/, '');
  const zeros = all.length - all.replace(/0+$/, '').length;
  return digits === '' ? 'zero' : `number ${sign === '-' ? sign : ''}${digits}e${Number(power) - part.length + zeros}`;
}

interface Member {
  readonly name: string;
  readonly value: string;
}

/** An object's own members as they are written. JSON.parse says where each one ends. */
function topMembers(item: string): Member[] {
  const members: Member[] = [];
  let rest = item.trim().slice(1, -1).trim();
  while (rest !== '') {
    const name = shortestValue(rest);
    const behind = rest.slice(name.length).trimStart().slice(1).trimStart();
    const value = shortestValue(behind);
    members.push({ name, value });
    rest = behind.slice(value.length).trimStart().replace(/^,/, '').trimStart();
  }
  return members;
}

/** The value at the front of a text: as far as the first comma, colon or end behind which JSON.parse takes it. */
function shortestValue(text: string): string {
  for (let end = 1; end <= text.length; end++) {
    if (end < text.length && !/^\s*[,:]/.test(text.slice(end))) continue;
    const front = text.slice(0, end);
    if (isJson(front)) return front.trimEnd();
  }
  return assert.fail(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
