/** Changes within an object, where a mapping names members further in than a row's own. */
import { fieldsOf } from '../json-fields.js';
import type { Convert, Converted } from './cell.js';

/** What becomes of one value and of those in it. Put together while a mapping is compiled, then only read. */
export interface Edit {
  /** It was moved or dropped: it leaves the object that it stands in. */
  isGone: boolean;
  /** It, or something in it, was picked. */
  isPicked: boolean;
  /** Members that weren't picked leave it. */
  onlyPicked: boolean;
  convert: Convert | undefined;
  readonly members: Map<string, Edit>;
}

/** Changes nothing yet. */
export function noEdit(): Edit {
  return { isGone: false, isPicked: false, onlyPicked: false, convert: undefined, members: new Map() };
}

/** The edit of what is at `path` below, made where there is none yet. */
export function editAt(edit: Edit, path: readonly string[]): Edit {
  let inner = edit;
  for (const name of path) {
    const next = inner.members.get(name) ?? noEdit();
    inner.members.set(name, next);
    inner = next;
  }
  return inner;
}

/** Picks what is at `path` below. Of several picks the one that names most counts: shorter paths must come first. */
export function pickAt(edit: Edit, path: readonly string[]): void {
  let inner = edit;
  for (const name of path) {
    if (inner.isPicked && !inner.onlyPicked) return;
    inner.isPicked = true;
    inner.onlyPicked = true;
    inner = editAt(inner, [name]);
  }
  inner.isPicked = true;
}

/** The same for a value that is there whole, whatever was picked of it. */
export function unpicked(edit: Edit): Edit {
  const members = [...edit.members].map(([name, inner]) => [name, unpicked(inner)] as const);
  return { ...edit, onlyPicked: false, members: new Map(members) };
}

/** Takes a value's JSON text. A value that is no object has no members to change, and none that were picked. */
export function edited(json: string, edit: Edit): Converted {
  const value = edit.convert === undefined ? json : edit.convert(json);
  if (typeof value !== 'string' || edit.members.size === 0) return value;
  if (!value.startsWith('{')) return edit.onlyPicked ? undefined : value;
  const { names, values } = fieldsOf(value);
  const members: string[] = [];
  for (const [index, name] of names.entries()) {
    const text = editedMember(values[index] ?? 'null', edit, name);
    if (typeof text === 'object') return text;
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function editedMember(value: string, edit: Edit, name: string): Converted {
  const inner = edit.members.get(name);
  if (inner?.isGone === true || (edit.onlyPicked && inner?.isPicked !== true)) return undefined;
  return inner === undefined ? value : edited(value, inner);
}

/** The JSON text of what is at `path` within a value; undefined where nothing is. */
export function valueAt(json: string, path: readonly string[]): string | undefined {
  let value: string | undefined = json;
  for (const name of path) {
    if (value === undefined || !value.startsWith('{')) return undefined;
    const { names, values } = fieldsOf(value);
    const at = names.indexOf(name);
    value = at < 0 ? undefined : values[at];
  }
  return value;
}
