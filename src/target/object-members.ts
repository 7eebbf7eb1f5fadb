/** An object's members as they are written. */

const TEXT = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const SIGN = new RegExp(`${TEXT}|[{}[\\],]`, 'g');
const NAME = new RegExp(`^\\s*(${TEXT})\\s*:`);

const DEEPER: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** Names and JSON texts: no number is parsed and written again. `object` must be sound JSON, an object without blanks around it. */
export function membersIn(object: string): [name: string, json: string][] {
  const members: [string, string][] = [];
  let depth = 0;
  let from = 1;
  for (const { 0: sign, index } of object.matchAll(SIGN)) {
    depth += DEEPER[sign] ?? 0;
    if (depth > 1 || (depth === 1 && sign !== ',')) continue;
    const member = object.slice(from, index);
    const [start = '', name = ''] = NAME.exec(member) ?? [];
    if (name !== '') members.push([String(JSON.parse(name)), member.slice(start.length).trim()]);
    from = index + 1;
  }
  return members;
}
