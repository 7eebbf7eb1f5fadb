/** Items from places: each place becomes a function, so that nothing is looked up row by row. */
import type { Fault } from '../../record.js';
import { fieldsOf } from '../json-fields.js';
import { elementsOf, type Converted } from './cell.js';
import { pathText } from './field-path.js';
import type { Branch, Leaf, List, Place } from './places.js';

/** The JSON text for a place; `base` is the value that the row has there already. Undefined: there is nothing. */
export type Write = (values: readonly string[], base?: string) => Converted;

/** `path` is the place's, for messages: names from the outermost in. */
export function writerOf(place: Place, path: readonly string[]): Write {
  if (place.kind === 'leaf') return leafWriter(place, path);
  return place.kind === 'list' ? listWriter(place, path) : branchWriter(place, path);
}

/** A row has a value where the mapping puts another. */
function rowConflict(path: readonly string[]): Fault {
  const name = pathText(path);
  const message = `${name}: the row has a value there, and the mapping puts another or something into it`;
  return { code: 'mapping_conflict', message, column: path[0] };
}

function leafWriter({ value, own }: Leaf, path: readonly string[]): Write {
  const conflict = rowConflict(path);
  return (values, outer) => {
    const base = own === undefined ? outer : own.value(values);
    if (typeof base === 'object') return base;
    const text = value(values);
    if (base === undefined || typeof text === 'object') return text;
    return text === undefined ? base : conflict;
  };
}

function listWriter({ elements, own }: List, path: readonly string[]): Write {
  const conflict = rowConflict(path);
  return (values, outer) => {
    const base = own === undefined ? outer : own.value(values);
    if (typeof base === 'object') return base;
    const parts: string[] = [];
    for (const { value } of elements) {
      const text = value(values);
      if (typeof text === 'object') return text;
      if (text !== undefined) parts.push(text.startsWith('[') ? elementsOf(text) : text);
    }
    if (parts.length === 0) return base;
    if (base !== undefined && !base.startsWith('[')) return conflict;
    const all = base === undefined ? parts : [elementsOf(base), ...parts];
    return `[${all.filter((part) => part !== '').join(',')}]`;
  };
}

interface Member {
  readonly name: string;
  /** `"name":` */
  readonly key: string;
  readonly write: Write;
}

function branchWriter({ members, own }: Branch, path: readonly string[]): Write {
  const conflict = rowConflict(path);
  const list = [...members].map(([name, place]): Member => {
    return { name, key: `${JSON.stringify(name)}:`, write: writerOf(place, [...path, name]) };
  });
  const byName = new Map(list.map((member) => [member.name, member]));
  return (values, outer) => {
    const base = own === undefined ? outer : own.value(values);
    if (base === undefined) return objectText(list, values);
    if (typeof base === 'object') return base;
    if (base.startsWith('{')) return mergedText(base, byName, values);
    const text = objectText(list, values);
    return text === undefined || typeof text === 'object' ? (text ?? base) : conflict;
  };
}

/** Undefined where no member has a value. */
function objectText(members: readonly Member[], values: readonly string[]): Converted {
  let text = '';
  for (const { key, write } of members) {
    const value = write(values);
    if (typeof value === 'object') return value;
    if (value !== undefined) text += `${text === '' ? '{' : ','}${key}${value}`;
  }
  return text === '' ? undefined : `${text}}`;
}

/** The row's own object with what is added to it behind. */
function mergedText(base: string, members: ReadonlyMap<string, Member>, values: readonly string[]): Converted {
  const fields = fieldsOf(base);
  const parts: string[] = [];
  for (const [index, name] of fields.names.entries()) {
    const value = fields.values[index] ?? 'null';
    const member = members.get(name);
    const text = member === undefined ? value : member.write(values, value);
    if (typeof text === 'object') return text;
    parts.push(`${JSON.stringify(name)}:${text ?? value}`);
  }
  const rest = [...members.values()].filter(({ name }) => !fields.names.includes(name));
  const added = objectText(rest, values);
  if (typeof added === 'object') return added;
  return `{${[...parts, ...(added === undefined ? [] : [added.slice(1, -1)])].join(',')}}`;
}
