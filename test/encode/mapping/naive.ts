/** A mapping as plainly as it can be said, on parsed values: objects are Maps, and nothing is prepared. */
import type { FieldType, Mapping } from '../../../src/encode/mapping/mapping.js';

export type Tree = string | number | boolean | null | Tree[] | Map<string, Tree>;

class Reject extends Error {}

/** A parsed value. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([name, member]) => [name, treeOf(member)]));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

/** With members in their order, which `deepEqual` doesn't look at. */
export function written(value: Tree): string {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(',')}}`;
}

/** The item that a line becomes, or the code of its fault. No escapes in paths; no fractions and exponents in numbers. */
export function naiveItem(mapping: Mapping, line: string): Tree | string {
  try {
    return itemOf(mapping, treeOf(JSON.parse(line)));
  } catch (error) {
    if (error instanceof Reject) return error.message;
    throw error;
  }
}

const GONE = Symbol('left out');

interface Put {
  readonly order: number;
  readonly to: string;
  readonly value: Tree;
}

function itemOf(mapping: Mapping, row: Tree): Map<string, Tree> {
  const naive = new NaiveRow(mapping, row instanceof Map ? row : new Map());
  const puts = naive.puts();
  // A list stands where its first element would, whichever of its elements that is.
  for (const { to, value } of puts) put(naive.result, to, isList(to) ? [] : value);
  const elements = puts.filter(({ to }) => isList(to)).toSorted((one, other) => one.order - other.order);
  for (const { to, value } of elements) put(naive.result, to, value);
  return new Map(naive.firsts.flatMap((name) => [...naive.result].filter(([other]) => other === name)));
}

class NaiveRow {
  /** The members that go on under their own names, and then all others. */
  readonly result = new Map<string, Tree>();
  /** Names of the result by what is first at each. */
  readonly firsts: string[] = [];
  readonly #mapping: Mapping;
  readonly #fields: ReadonlyMap<string, Tree>;
  readonly #types: ReadonlyMap<string, FieldType>;
  /** Paths that the mapping names to move or type what is there. */
  readonly #named: ReadonlySet<string>;
  readonly #gone: readonly (readonly string[])[];
  readonly #picks: readonly (readonly string[])[] | undefined;

  constructor(mapping: Mapping, fields: ReadonlyMap<string, Tree>) {
    this.#mapping = mapping;
    this.#fields = fields;
    const moved = mapping.map.map(({ from }) => this.#find(from));
    this.#types = new Map(mapping.types.map(({ column, type }) => [keyOf(this.#find(column)), type]));
    this.#named = new Set([...moved.map(keyOf), ...this.#types.keys()]);
    this.#gone = [...moved, ...mapping.drop.map((column) => this.#find(column))];
    this.#picks = mapping.pick?.map((column) => this.#find(column));
  }

  /** What is put somewhere, in the order of the row. */
  puts(): Put[] {
    const { map, set } = this.#mapping;
    const puts: Put[] = [];
    for (const [name, value] of this.#fields) {
      this.#keep(name, value);
      for (const [order, { to, from }] of map.entries()) {
        const path = this.#find(from);
        if (path[0] !== name) continue;
        this.firsts.push(topOf(to));
        const source = this.#at(path);
        const moved = source === undefined ? GONE : this.#done(source, path, false);
        if (moved !== GONE) puts.push({ order, to, value: moved });
      }
    }
    for (const [index, { to, json }] of set.entries()) {
      this.firsts.push(topOf(to));
      puts.push({ order: map.length + index, to, value: treeOf(JSON.parse(json)) });
    }
    return puts;
  }

  #find(ref: string): string[] {
    return this.#fields.has(ref) ? [ref] : ref.split('.');
  }

  #keep(name: string, value: Tree): void {
    const isPicked = this.#picks === undefined || this.#picks.some(([first]) => first === name);
    if (!isPicked || this.#gone.some((path) => isSame(path, [name]))) return;
    const kept = this.#done(value, [name], true);
    if (kept !== GONE) this.result.set(name, kept);
    this.firsts.push(name);
  }

  /** The value at a path with everything done to it that is said of it and of what is in it. */
  #done(value: Tree, path: readonly string[], isPicking: boolean): Tree | typeof GONE {
    const picks = isPicking ? this.#picks : undefined;
    const made = path.length === 1 || this.#named.has(keyOf(path)) ? this.#converted(value, path) : value;
    if (!(made instanceof Map)) return picks?.some((pick) => isUnder(path, pick)) === false ? GONE : made;
    const members = new Map<string, Tree>();
    for (const [name, member] of made) {
      const inner = [...path, name];
      const isLeft = picks?.some((pick) => isUnder(inner, pick) || isUnder(pick, inner)) === false;
      if (isLeft || this.#gone.some((other) => isSame(other, inner))) continue;
      const text = this.#done(member, inner, isPicking);
      if (text !== GONE) members.set(name, text);
    }
    return members;
  }

  /** What stands at a path. Only a row's own member is read as JSON before the path goes on into it. */
  #at([first = '', ...rest]: readonly string[]): Tree | undefined {
    const own = this.#fields.get(first);
    if (own === undefined || rest.length === 0) return own;
    let value: Tree | typeof GONE | undefined = this.#converted(own, [first]);
    for (const name of rest) value = value instanceof Map ? value.get(name) : undefined;
    return value === GONE ? undefined : value;
  }

  #converted(value: Tree, path: readonly string[]): Tree | typeof GONE {
    const { nullText, empty } = this.#mapping;
    if (typeof value === 'string' && value === nullText) return null;
    if (value === '' && empty !== 'text') return empty === 'null' ? null : GONE;
    const type = this.#types.get(keyOf(path));
    const made = value === null || type === undefined ? value : TYPED[type](value);
    if (made === undefined) throw new Reject(`type_${type}`);
    return made;
  }
}

function keyOf(path: readonly string[]): string {
  return path.join('\0');
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return keyOf(one) === keyOf(other);
}

function isUnder(path: readonly string[], above: readonly string[]): boolean {
  return isSame(path.slice(0, above.length), above);
}

function isList(to: string): boolean {
  return to.endsWith('[]');
}

function topOf(to: string): string {
  return to.replace('[]', '').split('.')[0] ?? '';
}

function put(result: Map<string, Tree>, to: string, value: Tree): void {
  const names = to.replace('[]', '').split('.');
  let object = result;
  for (const name of names.slice(0, -1)) {
    const next = object.get(name) ?? (object.has(name) ? null : new Map<string, Tree>());
    if (!(next instanceof Map)) throw new Reject('mapping_conflict');
    object.set(name, next);
    object = next;
  }
  const last = names.at(-1) ?? '';
  if (!to.endsWith('[]')) {
    if (object.has(last)) throw new Reject('mapping_conflict');
    object.set(last, value);
    return;
  }
  const list = object.has(last) ? object.get(last) : [];
  if (!Array.isArray(list)) throw new Reject('mapping_conflict');
  object.set(last, [...list, ...(Array.isArray(value) ? value : [value])]);
}

/** Undefined for what doesn't fit. As much of each type as the law's values need. */
const TYPED: Readonly<Record<FieldType, (value: Tree) => Tree | undefined>> = {
  string: (value) => (typeof value === 'object' ? undefined : `${value}`),
  int: (value) => (typeof value === 'number' || value === '7' ? Number(value) : undefined),
  number: () => undefined,
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  datetime: () => undefined,
  json: (value) => (typeof value === 'string' && value !== '' ? parsed(value) : value),
  list: (value) => (typeof value === 'string' ? value.split('|').filter((entry) => entry !== '') : listOnly(value)),
};

function listOnly(value: Tree): Tree | undefined {
  return Array.isArray(value) ? value : undefined;
}

function parsed(text: string): Tree | undefined {
  try {
    return treeOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}
