/** JSON as text: what `JSON.parse` doesn't tell, or tells differently from one version of Node.js to the next. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

/** Offset behind the string that opens at `at`. The text's end where it isn't closed. */
export function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const unit = text.charCodeAt(next);
    if (unit === BACKSLASH) next += 1;
    else if (unit === QUOTE) return next + 1;
  }
  return text.length;
}

/** Does it nest arrays and objects deeper than `most` levels? The text may be broken. */
export function isDeeperThan(text: string, most: number): boolean {
  // Each level takes two characters, and nearly every row has too few brackets in it to be worth a closer look.
  if (text.length <= 2 * most || !hasMoreThan(text, most)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = stringEnd(text, at) - 1;
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) depth += 1;
    else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

function hasMoreThan(text: string, most: number): boolean {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0 && count <= most; at = text.indexOf(bracket, at + 1)) count += 1;
  }
  return count > most;
}

/** The name that is written from one offset to the other, its quotes included; it must be sound JSON. */
export function nameAt(text: string, from: number, to: number): string {
  return String(JSON.parse(text.slice(from, to)));
}

/** A member of the outermost object. */
export interface Member {
  readonly name: string;
  /** Offset of the comma or brace in front of it. */
  readonly behind: number;
}

/** The members of an object in the order of the text, which must be sound JSON without blanks around it. */
export function membersOf(object: string): Member[] {
  const members: Member[] = [];
  let depth = 0;
  let behind = 0;
  let isName = true;
  for (let at = 0; at < object.length; at++) {
    const unit = object.charCodeAt(at);
    if (unit === QUOTE) {
      const end = stringEnd(object, at);
      if (isName) members.push({ name: nameAt(object, at, end), behind });
      isName = false;
      at = end - 1;
    } else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      depth += 1;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
      depth -= 1;
    } else if (object[at] === ',' && depth === 1) {
      behind = at;
      isName = true;
    }
  }
  return members;
}

/** Without what JSON takes for blanks at either end. A byte order mark, which is a blank to `trim`, is none to JSON. */
export function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text, from)) from += 1;
  while (to > from && isBlank(text, to - 1)) to -= 1;
  return text.slice(from, to);
}

function isBlank(text: string, at: number): boolean {
  return ' \t\r\n'.includes(text.charAt(at));
}
