/** The members of a JSON object as they are written. */
import type { Fields } from '../record.js';
import { membersOf } from './json-text.js';

/**
 * An object's members, their values as text: nothing is parsed and written again, so no number changes. `object` must be
 * sound JSON, an object in which every name stands once, without blanks around it.
 */
export function fieldsOf(object: string): Fields {
  const members = membersOf(object);
  const values = members.map(({ behind }, index) => {
    const end = members[index + 1]?.behind ?? object.length - 1;
    return valueText(object.slice(behind + 1, end));
  });
  return { names: members.map(({ name }) => name), values };
}

/** `"name" : value`: the value. */
function valueText(member: string): string {
  let at = member.indexOf('"') + 1;
  while (member[at] !== '"') at += member[at] === '\\' ? 2 : 1;
  return member.slice(member.indexOf(':', at) + 1).trim();
}
