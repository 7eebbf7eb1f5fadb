/** The members of a JSON object as they are written. */
import type { Fields } from '../record.js';
import { membersOf } from './json-text.js';

/**
 * An object's members by name, their values as text: nothing is parsed and written again, so no number changes. Of two members of
 * one name the last counts, as with JSON.parse. `object` must be sound JSON, an object, without blanks around it.
 */
export function fieldsOf(object: string): Fields {
  const members = membersOf(object);
  const byName = new Map<string, string>();
  for (const [index, { name, behind }] of members.entries()) {
    const end = members[index + 1]?.behind ?? object.length - 1;
    byName.set(name, valueText(object.slice(behind + 1, end)));
  }
  return { names: [...byName.keys()], values: [...byName.values()] };
}

/** `"name" : value`: the value. */
function valueText(member: string): string {
  let at = member.indexOf('"') + 1;
  while (member[at] !== '"') at += member[at] === '\\' ? 2 : 1;
  return member.slice(member.indexOf(':', at) + 1).trim();
}
