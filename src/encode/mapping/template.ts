/** A mapping over a CSV source's columns as a template, where it is one. */
import { CELL_TYPES, type CellPart, type CellType, type RowTemplate, type TemplatePart } from '../row-template.js';
import { elementsOf } from './cell.js';
import { instructionsOf } from './instructions.js';
import { layoutOf } from './layout.js';
import type { FieldType, Mapping } from './mapping.js';
import type { Branch, Leaf, List, Place } from './places.js';

/** What a place writes, with the text before it. */
interface Piece {
  readonly parts: readonly TemplatePart[];
  /** There are rows that have nothing there. */
  readonly isOptional: boolean;
}

/** Undefined: not to be said by a template. */
type Compile = (place: Place, before: string) => Piece | undefined;

/**
 * Makes of rows with these columns what `compileMapping` does, and nothing of those without a value for `key`. Undefined where that takes
 * more than a template can say, as values of types that have to be parsed do. Throws as `compileMapping` does.
 */
export function rowTemplate(mapping: Mapping, columns: readonly string[], key: string | null): RowTemplate | undefined {
  const { nullText } = mapping;
  // A text that UTF-8 has no bytes for is like no cell, but its bytes could be.
  if (nullText !== null && Buffer.from(nullText).toString() !== nullText) return undefined;
  const root = layoutOf(instructionsOf(mapping, false), columns);
  const compile = compiler(mapping, columns);
  const pieces = [...root.members].map(([name, place]) => {
    const piece = compile(place, keyText(name));
    return name === key ? withKey(piece, key) : piece;
  });
  if (!isWhole(pieces) || (key !== null && !root.members.has(key))) return undefined;
  const { parts } = joined(['{', '}'], pieces, '');
  return { parts: merged(parts), nullText: nullText === '' ? null : nullText };
}

function compiler(mapping: Mapping, columns: readonly string[]): Compile {
  const types = new Map(mapping.types.map(({ column, type }) => [column, type]));
  const cellOf = (column: number, before: string) => {
    const type = types.get(columns[column] ?? '') ?? 'string';
    return isCellType(type) ? cellPiece(mapping, { column, type, before }) : undefined;
  };
  const leaf = ({ origin }: Leaf, before: string) => {
    if (origin === undefined) return undefined;
    return 'json' in origin ? textPiece(before + origin.json) : cellOf(origin.column, before);
  };
  const compile: Compile = (place, before) => {
    if (place.own !== undefined) return undefined;
    if (place.kind === 'leaf') return leaf(place, before);
    return place.kind === 'list' ? listPiece(place, before, compile) : objectPiece(place, before, compile);
  };
  return compile;
}

function isCellType(type: FieldType): type is CellType {
  return CELL_TYPES.some((each) => each === type);
}

function keyText(name: string): string {
  return `${JSON.stringify(name)}:`;
}

function textPiece(text: string): Piece {
  return { parts: [{ kind: 'text', text }], isOptional: false };
}

function cellPiece({ nullText, empty }: Mapping, cell: Pick<CellPart, 'column' | 'type' | 'before'>): Piece {
  const asText = cell.type === 'string' ? 'value' : 'refer';
  const whenSaid = empty === 'text' ? asText : empty;
  const whenEmpty = nullText === '' ? 'null' : whenSaid;
  const parts: TemplatePart[] = [
    { kind: 'text', text: cell.before },
    { kind: 'cell', ...cell, whenEmpty, whenNull: 'null' },
  ];
  return { parts, isOptional: whenEmpty === 'omit' };
}

function objectPiece({ members }: Branch, before: string, compile: Compile): Piece | undefined {
  const pieces = [...members].map(([name, place]) => compile(place, keyText(name)));
  return isWhole(pieces) ? joined(['{', '}'], pieces, before) : undefined;
}

/** Constants that are lists themselves lend it their elements. */
function listPiece({ elements }: List, before: string, compile: Compile): Piece | undefined {
  const pieces = elements.map((leaf) => {
    const { origin } = leaf;
    const isList = origin !== undefined && 'json' in origin && origin.json.startsWith('[');
    return isList ? textPiece(elementsOf(origin.json)) : compile(leaf, '');
  });
  return isWhole(pieces) ? joined(['[', ']'], pieces, before) : undefined;
}

/** Pieces with commas between them and signs around, or none at all where each of them is left out. */
function joined(
  [open, close]: readonly ['{', '}'] | readonly ['[', ']'],
  pieces: readonly Piece[],
  before: string,
): Piece {
  const start: TemplatePart = { kind: 'text', text: before + open };
  const written = pieces.filter(({ parts }) => parts.some((part) => part.kind !== 'text' || part.text !== ''));
  if (!pieces.some(({ isOptional }) => isOptional)) {
    const parts = written.flatMap((piece, index) => (index === 0 ? piece.parts : [COMMA_TEXT, ...piece.parts]));
    return { parts: [start, ...parts, { kind: 'text', text: close }], isOptional: false };
  }
  const parts = written.flatMap(({ parts, isOptional }) => parts.concat(isOptional ? COMMA : COMMA_TEXT));
  // Before the row itself stands nothing: without any member it is an empty object.
  const isOptional = before !== '' && pieces.every((piece) => piece.isOptional);
  const end: TemplatePart = { kind: 'end', sign: close, before: isOptional ? before + open : '' };
  return { parts: [start, ...parts, end], isOptional };
}

const COMMA: TemplatePart = { kind: 'comma' };
const COMMA_TEXT: TemplatePart = { kind: 'text', text: ',' };

/** A row without a value there is left to the reference. Undefined: every row is, or some that only the reference can tell. */
function withKey(piece: Piece | undefined, key: string): Piece | undefined {
  const [first, second] = piece?.parts ?? [];
  if (piece === undefined || first?.kind !== 'text') return undefined;
  if (second?.kind === 'cell' && piece.parts.length === 2)
    return { parts: [first, { ...second, whenEmpty: 'refer', whenNull: 'refer' }], isOptional: false };
  const isNone = ['null', '""'].some((json) => first.text === keyText(key) + json);
  return isNone || piece.isOptional ? undefined : piece;
}

function isWhole(pieces: readonly (Piece | undefined)[]): pieces is readonly Piece[] {
  return !pieces.includes(undefined);
}

/** Texts behind each other as one. */
function merged(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const whole: TemplatePart[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (part.kind === 'text' && part.text === '') continue;
    if (part.kind === 'text' && last?.kind === 'text')
      whole.splice(-1, 1, { kind: 'text', text: last.text + part.text });
    else whole.push(part);
  }
  return whole;
}
