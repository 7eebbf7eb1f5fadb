/** Objects that name a member twice: whoever takes them apart keeps one of its values, and drops the other without a word. */
import { nameAt, stringEnd } from './json-text.js';

/**
 * The first outermost member that has another one's name, or that holds an object in which two have one name. Undefined
 * where every name stands once in its object. `text` must be an object as sound JSON without blanks around it.
 */
export function repeatedMember(text: string): string | undefined {
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
