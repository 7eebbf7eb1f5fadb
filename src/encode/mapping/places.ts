/** The item as it will be: which values go where, each place taken once. */
import type { Converted } from './cell.js';
import type { FieldPath } from './field-path.js';

/** A value as it comes from a row's values. */
export interface Leaf {
  readonly kind: 'leaf';
  /** Undefined: this row has none. */
  readonly value: (values: readonly string[]) => Converted;
  /** The same as data, where it is a column's whole value or one for every row. */
  readonly origin: LeafOrigin | undefined;
  /** Among the elements of a list. */
  readonly order: number;
  own: OwnLeaf | undefined;
}

/** A column, from 0, of which its type makes the value; or JSON text. */
type LeafOrigin = { readonly column: number } | { readonly json: string };

/** A value under its own name. */
export interface OwnLeaf extends Leaf {
  /** It may be an object or a list: what is put into that is added to it, where it fits. */
  readonly isOpen: boolean;
  /** Its name is the row's own, so that only the row can tell whether another value may stand there. */
  readonly isOptional: boolean;
}

/** An object, made of values put together. Of every place, `own` is the row's value that stands there already. */
export interface Branch {
  readonly kind: 'object';
  readonly members: Map<string, Place>;
  own: OwnLeaf | undefined;
}

export interface List {
  readonly kind: 'list';
  readonly elements: Leaf[];
  own: OwnLeaf | undefined;
}

export type Place = Leaf | OwnLeaf | Branch | List;

export function emptyBranch(own?: OwnLeaf): Branch {
  return { kind: 'object', members: new Map(), own };
}

/** Puts a value at its place. False: another stands there, or in the way. */
export function put(root: Branch, { names, isList }: FieldPath, leaf: Leaf): boolean {
  let branch = root;
  for (const name of names.slice(0, -1)) {
    const next = branchIn(branch, name);
    if (next === undefined) return false;
    branch = next;
  }
  const last = names.at(-1) ?? '';
  return isList ? append(branch, last, leaf) : set(branch, last, leaf);
}

/** The object of this name, made where there is none. */
function branchIn({ members }: Branch, name: string): Branch | undefined {
  const place = members.get(name);
  if (place?.kind === 'object') return place;
  if (place !== undefined && !isOpen(place)) return undefined;
  const branch = emptyBranch(place);
  members.set(name, branch);
  return branch;
}

function append({ members }: Branch, name: string, leaf: Leaf): boolean {
  const place = members.get(name);
  if (place?.kind === 'list') {
    place.elements.push(leaf);
    place.elements.sort((one, other) => one.order - other.order);
    return true;
  }
  if (place !== undefined && !isOpen(place)) return false;
  members.set(name, { kind: 'list', elements: [leaf], own: place });
  return true;
}

function set({ members }: Branch, name: string, leaf: Leaf): boolean {
  const place = members.get(name);
  if (place !== undefined && !(isOwn(place) && place.isOptional)) return false;
  leaf.own = place;
  members.set(name, leaf);
  return true;
}

/** Puts a row's value under its own name. False: another stands there that leaves no room for it. */
export function putOwn({ members }: Branch, name: string, leaf: OwnLeaf): boolean {
  const place = members.get(name);
  if (place === undefined) {
    members.set(name, leaf);
    return true;
  }
  if (place.kind === 'leaf' ? !leaf.isOptional : !leaf.isOpen) return false;
  place.own = leaf;
  return true;
}

function isOwn(place: Place): place is OwnLeaf {
  return place.kind === 'leaf' && 'isOpen' in place;
}

function isOpen(place: Place): place is OwnLeaf {
  return isOwn(place) && place.isOpen;
}
