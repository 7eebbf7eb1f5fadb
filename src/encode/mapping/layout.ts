/** Where the values of rows with these columns go. */
import { usageError } from '../../errors.js';
import { editAt, edited, noEdit, pickAt, unpicked, valueAt, type Edit } from './edits.js';
import { parsePath, pathText } from './field-path.js';
import { emptyBranch, put, putOwn, type Branch, type Leaf } from './places.js';
import type { Constant, Instructions, Move } from './instructions.js';

/** Where in the source a name leads: to a column, and within that one along a path. */
interface Found {
  readonly index: number;
  readonly path: readonly string[];
}

interface Column {
  /** It goes on under its own name. */
  isKept: boolean;
  readonly edit: Edit;
  readonly moves: { readonly move: Move; readonly path: readonly string[] }[];
}

/** A name stands for the column of exactly this name; in NDJSON, where there is none, for a path. */
function findColumn(name: string, columns: readonly string[], isTree: boolean): Found | undefined {
  const exact = columns.indexOf(name);
  if (exact >= 0) return { index: exact, path: [] };
  if (!isTree) return undefined;
  const [first = '', ...path] = parsePath(name).names;
  const index = columns.indexOf(first);
  return index < 0 ? undefined : { index, path };
}

/**
 * `names` are a row's; its values come in their order. Throws a BatchctlError (usage) where two values would go to one place; in
 * NDJSON only the mapping itself can be at fault for that.
 */
export function layoutOf(instructions: Instructions, names: readonly string[]): Branch {
  const { constants, isTree, isJson } = instructions;
  const root = emptyBranch();
  for (const [index, column] of columnsOf(instructions, names).entries()) {
    const name = names[index] ?? '';
    const value = valueOf(index, column.edit);
    const own = {
      kind: 'leaf',
      value,
      origin: { column: index },
      isOpen: isTree || isJson(name),
      isOptional: isTree,
      order: 0,
      own: undefined,
    } as const;
    if (column.isKept && !putOwn(root, name, own)) throw takenError([name], names);
    for (const { move, path } of column.moves) {
      if (!put(root, move.path, movedLeaf(move, column.edit, { index, path })))
        throw takenError(move.path.names, names);
    }
  }
  const stuck = constants.find((constant) => !put(root, constant.path, constantLeaf(constant)));
  if (stuck !== undefined) throw takenError(stuck.path.names, names);
  return root;
}

/** Throws a BatchctlError (usage) where two values would go to one place whatever the columns are. */
export function assertPlaces({ moves, constants }: Instructions): void {
  const root = emptyBranch();
  const clash = [...moves, ...constants].find(({ path }) => !put(root, path, constantLeaf({ json: 'null', order: 0 })));
  if (clash !== undefined) throw takenError(clash.path.names, []);
}

function takenError(path: readonly string[], columns: readonly string[]): Error {
  const [column = ''] = path;
  const isColumn = columns.includes(column);
  const why = isColumn ? 'the source has a column there' : 'the mapping puts something else there';
  const hint = isColumn ? `to leave the column out: --drop ${column}` : undefined;
  return usageError('mapping_conflict', `nothing can be put at ${JSON.stringify(pathText(path))}: ${why}`, hint);
}

function columnsOf(instructions: Instructions, names: readonly string[]): Column[] {
  const { mapping, moves, converters, isTree } = instructions;
  const columns = names.map((name): Column => {
    const edit = { ...noEdit(), convert: converters(name) };
    return { isKept: mapping.pick === null, edit, moves: [] };
  });
  const each = (refs: readonly string[], act: (column: Column, path: readonly string[], ref: string) => void) => {
    for (const ref of refs) {
      const found = findColumn(ref, names, isTree);
      const column = found === undefined ? undefined : columns[found.index];
      if (found !== undefined && column !== undefined) act(column, found.path, ref);
    }
  };
  each(instructions.picks, (column, path) => {
    column.isKept = true;
    pickAt(column.edit, path);
  });
  const typed = mapping.types.map(({ column }) => column);
  each(typed, ({ edit }, path, ref) => (editAt(edit, path).convert = converters(ref)));
  each(mapping.drop, leave);
  for (const move of moves) {
    each([move.from], (column, path) => {
      leave(column, path);
      editAt(column.edit, path).convert ??= converters(move.from);
      column.moves.push({ move, path });
    });
  }
  return columns;
}

/** What is moved or dropped leaves its own place. */
function leave(column: Column, path: readonly string[]): void {
  if (path.length === 0) column.isKept = false;
  else editAt(column.edit, path).isGone = true;
}

function valueOf(index: number, edit: Edit): Leaf['value'] {
  if (edit.convert === undefined && edit.members.size === 0) return (values) => values[index];
  return (values) => edited(values[index] ?? 'null', edit);
}

function movedLeaf({ order }: Move, edit: Edit, { index, path }: Found): Leaf {
  const value = path.length === 0 ? valueOf(index, unpicked(edit)) : innerValue(index, edit, path);
  const origin = path.length === 0 ? { column: index } : undefined;
  return { kind: 'leaf', value, origin, order, own: undefined };
}

function innerValue(index: number, edit: Edit, path: readonly string[]): Leaf['value'] {
  const inner = unpicked(editAt(edit, path));
  return (values) => {
    const json = values[index] ?? 'null';
    const whole = edit.convert === undefined ? json : edit.convert(json);
    if (typeof whole !== 'string') return whole;
    const value = valueAt(whole, path);
    return value === undefined ? undefined : edited(value, inner);
  };
}

function constantLeaf({ json, order }: Pick<Constant, 'json' | 'order'>): Leaf {
  return { kind: 'leaf', value: () => json, origin: { json }, order, own: undefined };
}
