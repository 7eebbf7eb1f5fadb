/** A mapping, read: paths parsed, converters made. What can be wrong with it whatever the columns are is found here. */
import { usageError } from '../../errors.js';
import { convertersOf, type Converters } from './converter.js';
import { parsePath, type FieldPath } from './field-path.js';
import type { Constant as SaidConstant, Mapping, Move as SaidMove } from './mapping.js';

export interface Move extends SaidMove {
  readonly path: FieldPath;
  /** Among everything that the mapping puts somewhere. */
  readonly order: number;
}

export interface Constant extends SaidConstant {
  readonly path: FieldPath;
  readonly order: number;
}

export interface Instructions {
  readonly mapping: Mapping;
  readonly moves: readonly Move[];
  readonly constants: readonly Constant[];
  /** As `pickAt` wants them: shorter paths first. */
  readonly picks: readonly string[];
  readonly converters: Converters;
  /** The source is NDJSON: values may be objects, and names may be paths. */
  readonly isTree: boolean;
  /** Cells of this column become what JSON they hold. */
  readonly isJson: (column: string) => boolean;
}

/** Throws a BatchctlError (usage). */
export function instructionsOf(mapping: Mapping, isTree: boolean): Instructions {
  assertConsistent(mapping);
  const { map, set, pick, types } = mapping;
  const moves = map.map(({ to, from }, order) => ({ to, from, path: parsePath(to), order }));
  const constants = set.map(({ to, json }, index) => ({ to, json, path: parsePath(to), order: map.length + index }));
  const json = new Set(types.filter(({ type }) => type === 'json').map(({ column }) => column));
  if (isTree) for (const name of namedIn(mapping)) assertNames(name);
  const steps = (name: string) => (isTree ? parsePath(name).names.length : 1);
  return {
    mapping,
    moves,
    constants,
    picks: (pick ?? []).toSorted((one, other) => steps(one) - steps(other)),
    converters: convertersOf(mapping),
    isTree,
    isJson: (column) => json.has(column),
  };
}

/** Every column that a mapping names. */
export function namedIn({ map, pick, drop, types }: Mapping): string[] {
  return [...map.map(({ from }) => from), ...(pick ?? []), ...drop, ...types.map(({ column }) => column)];
}

/** A path into a row of NDJSON. */
function assertNames(name: string): void {
  if (parsePath(name).isList) {
    const hint = String.raw`a member whose name really ends like this is written \[\]`;
    throw usageError('path_invalid', `${JSON.stringify(name)} names the elements of a list, not one value`, hint);
  }
}

function assertConsistent({ map, drop, types, nullText, empty }: Mapping): void {
  const moved = map.find(({ from }) => drop.includes(from));
  if (moved !== undefined) {
    const hint = 'a column that is mapped no longer goes under its own name: leave out --drop';
    throw usageError('mapping_drop', `the column ${JSON.stringify(moved.from)} is to be mapped and dropped`, hint);
  }
  const again = types.find(({ column }, index) => types.findIndex((other) => other.column === column) < index);
  if (again !== undefined) {
    throw usageError('type_twice', `the column ${JSON.stringify(again.column)} is given two types`);
  }
  if (nullText === '' && empty === 'omit') {
    throw usageError(
      'empty_conflict',
      'empty cells are to be null by --null, and left out by --empty',
      'say one of them',
    );
  }
}
