/** JSON as a tree that keeps what `JSON.parse` loses: every digit, and the order of names that look like numbers. */

/** An atom (string, number or word) is its own text; an object's names are without quotes and escapes. */
export type JsonTree = string | readonly JsonTree[] | ReadonlyMap<string, JsonTree>;

type Open = JsonTree[] | Map<string, JsonTree>;

/** Levels of nesting; Python gives up at about twice as many, and a walk down a tree must not fill the call stack. */
const DEEPEST = 500;

/**
 * The tree of a text, or undefined where it isn't JSON or nests deeper than 500 levels. A name that comes twice has its
 * last value at its first place, as in a Python dict. `NaN` and `Infinity`, which Python reads too, aren't JSON.
 */
export function jsonTree(text: string): JsonTree | undefined {
  if (!isJson(text)) return undefined;
  const root: JsonTree[] = [];
  const open: Open[] = [root];
  let name: string | undefined;
  for (const token of tokensOf(text)) {
    const inside = open.at(-1) ?? root;
    if (token === '}' || token === ']') {
      open.pop();
    } else if (inside instanceof Map && name === undefined) {
      name = String(JSON.parse(token));
    } else {
      const value = begun(token);
      if (inside instanceof Map) inside.set(name ?? '', value);
      else inside.push(value);
      name = undefined;
      if (typeof value !== 'string') open.push(value);
      // The root is open as well, and isn't a level of the text.
      if (open.length > DEEPEST + 1) return undefined;
    }
  }
  return root[0];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function begun(token: string): Open | string {
  if (token === '{') return new Map<string, JsonTree>();
  return token === '[' ? [] : token;
}

const BETWEEN = ' \t\n\r,:';
const BRACKETS = '{}[]';

/** Brackets and atoms in the order of the text, which must be sound JSON. */
function* tokensOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    if (BETWEEN.includes(text.charAt(at))) continue;
    const end = tokenEnd(text, at);
    yield text.slice(at, end);
    at = end - 1;
  }
}

function tokenEnd(text: string, at: number): number {
  const first = text.charAt(at);
  if (BRACKETS.includes(first)) return at + 1;
  return first === '"' ? stringEnd(text, at) : plainEnd(text, at);
}

function stringEnd(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

function plainEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && !BETWEEN.includes(text.charAt(end)) && !BRACKETS.includes(text.charAt(end))) end += 1;
  return end;
}
