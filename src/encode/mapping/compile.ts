/** A mapping as a function from rows to rows. */
import { usageError } from '../../errors.js';
import type { Fault, Fields } from '../../record.js';
import { columnHint } from '../../nearest.js';
import { instructionsOf, namedIn, type Instructions } from './instructions.js';
import { assertPlaces, layoutOf } from './layout.js';
import type { Mapping } from './mapping.js';
import type { Branch, Leaf, Place } from './places.js';
import { writerOf } from './write.js';

/** Pure. A row's fields as the mapping makes them, before a target's own shaping, or why there can be none. */
export type MapRow = (fields: Fields) => Fields | Fault;

/** Sets of names of which the layout is kept: rows of one NDJSON file seldom have more. */
const MOST_LAYOUTS = 1000;

/**
 * Compiles a mapping once for all rows. `columns` are a CSV source's, and every row must have exactly these; undefined for NDJSON,
 * whose rows name their own: what they don't have is not set, and what they have where the mapping puts something is a fault.
 * In CSV both throw a BatchctlError (usage), as does a mapping that contradicts itself. A source without columns has no rows.
 */
export function compileMapping(mapping: Mapping, columns: readonly string[] | undefined): MapRow {
  const instructions = instructionsOf(mapping, columns === undefined);
  assertPlaces(instructions);
  return columns === undefined ? anyRow(instructions) : rowOf(csvRoot(instructions, columns));
}

/** The names that rows of a CSV source have in the end, at most, in their order. Throws as `compileMapping` does. */
export function mappedNames(mapping: Mapping, columns: readonly string[]): readonly string[] {
  return [...csvRoot(instructionsOf(mapping, false), columns).members.keys()];
}

function csvRoot(instructions: Instructions, columns: readonly string[]): Branch {
  if (columns.length > 0) for (const name of namedIn(instructions.mapping)) assertColumn(name, columns);
  return layoutOf(instructions, columns);
}

function assertColumn(name: string, columns: readonly string[]): void {
  if (columns.includes(name)) return;
  const message = `the mapping names a column ${JSON.stringify(name)}, and the source has none`;
  throw usageError('column_unknown', message, columnHint(name, columns));
}

/** Rows of one set of names share a layout. */
function anyRow(instructions: Instructions): MapRow {
  const known = new Map<string, MapRow>();
  const learn = (key: string, names: readonly string[]): MapRow => {
    if (known.size >= MOST_LAYOUTS) known.clear();
    const map = rowOf(layoutOf(instructions, names));
    known.set(key, map);
    return map;
  };
  let last: { readonly names: readonly string[]; readonly map: MapRow } | undefined;
  return (fields) => {
    const { names } = fields;
    if (last === undefined || !isSame(last.names, names)) {
      const key = JSON.stringify(names);
      last = { names, map: known.get(key) ?? learn(key, names) };
    }
    return last.map(fields);
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function isAlone(place: Place): place is Leaf {
  return place.kind === 'leaf' && place.own === undefined;
}

function rowOf({ members }: Branch): MapRow {
  const names = [...members.keys()];
  const writers = [...members].map(([name, place]) => (isAlone(place) ? place.value : writerOf(place, [name])));
  return (fields) => {
    const values: string[] = [];
    const present: string[] = [];
    for (let index = 0; index < names.length; index++) {
      const text = writers[index]?.(fields.values);
      if (typeof text === 'object') return text;
      if (text === undefined) continue;
      present.push(names[index] ?? '');
      values.push(text);
    }
    return { names: present, values };
  };
}
