/** Objects that name a member twice: a service keeps one of its values, and drops the other without a word. */
import { nameAt, stringEnd } from './json-text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The first outermost member that has another one's name, or that holds an object in which two have one name. Undefined
 * where every name stands once in its object. `text` must be an object as sound JSON without blanks around it, nested no
 * deeper than a recursion may go, and `value` what `JSON.parse` makes of it.
 */
export function repeatedMember(text: string, value: unknown): string | undefined {
  // Nearly every row ends here: there are no fewer signs than names, and of equal names a value has only one.
  return countSigns(text) === countNames(value) ? undefined : findRepeated(text);
}

/** Colons behind a string's quote: as many as members, and one more for each text that begins with a colon. */
function countSigns(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let quote = at - 1;
    while (isBlank(text.charCodeAt(quote))) quote -= 1;
    if (text.charCodeAt(quote) === QUOTE && !isEscaped(text, quote)) count += 1;
  }
  return count;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0x0a;
}

/** An odd number of backslashes stands in front of it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

/** Members of all objects in a value. */
function countNames(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    for (const element of elements) if (isNested(element)) count += countNames(element);
  } else if (isNested(value)) {
    // No list of them is made: that would take longer than all the rest.
    for (const name in value) {
      count += 1;
      const member = value[name];
      if (isNested(member)) count += countNames(member);
    }
  }
  return count;
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function findRepeated(text: string): string | undefined {
  const met = new MetNames();
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      const end = stringEnd(text, at);
      if (isName && met.meet(nameAt(text, at, end))) return met.outermost;
      isName = false;
      at = end - 1;
    } else {
      met.pass(sign);
      if (sign === '{' || sign === ',') isName = met.isInObject;
    }
  }
  return undefined;
}

/** The names so far of the objects around a place. */
class MetNames {
  /** Of the outermost object, the last one. */
  outermost: string | undefined;
  /** Undefined for an array. */
  readonly #around: (Set<string> | undefined)[] = [];

  get isInObject(): boolean {
    return this.#around.at(-1) !== undefined;
  }

  pass(sign: string): void {
    if (sign === '{') this.#around.push(new Set());
    else if (sign === '[') this.#around.push(undefined);
    else if (sign === '}' || sign === ']') this.#around.pop();
  }

  /** A name of the innermost object. True: it had that name before. */
  meet(name: string): boolean {
    if (this.#around.length === 1) this.outermost = name;
    const names = this.#around.at(-1);
    const isKnown = names?.has(name) === true;
    names?.add(name);
    return isKnown;
  }
}
