/** Records as text: reading a field and merging two of them without passing a value through a JavaScript number. */
import { Buffer } from 'node:buffer';
import { eachMember, skipValue } from './json-scan.js';

interface Member {
  /** The name as it was written, quotes and escapes included. */
  readonly name: string;
  readonly value: string;
}

/**
 * A record with the members of another laid over it: a later value replaces the earlier, members come in the order of
 * their first appearance, and names and values keep their source text.
 */
export function mergeRecords(older: string, newer: string): string {
  const merged = members(older);
  for (const [name, member] of members(newer)) {
    merged.set(name, { name: merged.get(name)?.name ?? member.name, value: member.value });
  }
  return `{${[...merged.values()].map(({ name, value }) => `${name}:${value}`).join(',')}}`;
}

/**
 * What a record is matched by: a string's content, else the source text of a number or boolean. Undefined where the
 * field is absent, null, an empty string, an array or an object. Of several members of one name the last counts.
 */
export function matchValue(bytes: Buffer, start: number, field: string): string | undefined {
  let found: string | undefined;
  eachMember(bytes, start, (nameStart, nameEnd, value) => {
    const end = skipValue(bytes, value);
    // An escape is never shorter than what it stands for, so most names needn't become strings.
    const mayBe = nameEnd - nameStart >= field.length;
    if (mayBe && nameOf(bytes, nameStart, nameEnd) === field) found = bytes.toString('utf8', value, end);
    return end;
  });
  if (found === undefined || found === 'null' || found === '""' || found.startsWith('{') || found.startsWith('['))
    return undefined;
  // SQLite's texts end at a NUL here, so one is written out: two values must not become one.
  return found.startsWith('"') ? parseText(found).replaceAll('\0', String.raw`\u0000`) : found;
}

/** The decoded name between two places inside its quotes. */
export function nameOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? parseText(`"${text}"`) : text;
}

function members(record: string): Map<string, Member> {
  const bytes = Buffer.from(record);
  const found = new Map<string, Member>();
  eachMember(bytes, 0, (nameStart, nameEnd, valueStart) => {
    const end = skipValue(bytes, valueStart);
    const name = nameOf(bytes, nameStart, nameEnd);
    const written = found.get(name)?.name ?? bytes.toString('utf8', nameStart - 1, nameEnd + 1);
    found.set(name, { name: written, value: bytes.toString('utf8', valueStart, end) });
    return end;
  });
  return found;
}

function parseText(text: string): string {
  return String(JSON.parse(text));
}
