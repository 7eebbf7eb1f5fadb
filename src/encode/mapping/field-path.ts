/** Where in an item a value goes: `email`, `address.city`, `metadata.topics[]`. */
import { usageError } from '../../errors.js';

export interface FieldPath {
  /** From the outermost in; at least one, none empty. */
  readonly names: readonly string[];
  /** The value is an element of the list there. */
  readonly isList: boolean;
}

/** Signs that mean something in a path; behind a backslash they are part of a name. */
const SIGNS = '.[]=:\\';
const LIST = '[]';

/** Throws a BatchctlError (usage) that says what is wrong with it. */
export function parsePath(path: string): FieldPath {
  const isList = path.endsWith(LIST) && !path.endsWith(`\\${LIST}`);
  const names = namesIn(isList ? path.slice(0, -LIST.length) : path, path);
  if (names.includes('')) throw pathError(path, 'a name is empty');
  return { names, isList };
}

function namesIn(text: string, path: string): string[] {
  const names: string[] = [];
  let name = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '.') {
      names.push(name);
      name = '';
    } else if (sign === '\\') {
      at += 1;
      name += escapedSign(text.charAt(at), path);
    } else if (sign === '[' || sign === ']') {
      throw pathError(path, 'only [] at the end means a list, and a single element has no name');
    } else {
      name += sign;
    }
  }
  return [...names, name];
}

function escapedSign(sign: string, path: string): string {
  if (sign !== '' && SIGNS.includes(sign)) return sign;
  throw pathError(path, String.raw`a backslash stands before one of . [ ] = : \ only`);
}

function pathError(path: string, what: string): Error {
  const hint = String.raw`a path is address.city, or metadata.topics[] for a list; a sign that is part of a name is written \. \[ \]`;
  return usageError('path_invalid', `${JSON.stringify(path)} is no path: ${what}`, hint);
}

/** Names as the path that leads there. */
export function pathText(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[.[\]=:\\]/g, String.raw`\$&`)).join('.');
}

/** `to=from` at the first `=` that has no backslash before it; undefined where there is none. */
export function divideAtEquals(text: string): readonly [string, string] | undefined {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '=') return [text.slice(0, at), text.slice(at + 1)];
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}
