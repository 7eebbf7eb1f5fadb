/**
 * What is made of every row of a CSV source, as data: text and cells, one behind the other. Says the same as an `ItemMaker` does, where
 * that can be said so, for whoever can write rows from it faster.
 */
export interface RowTemplate {
  readonly parts: readonly TemplatePart[];
  /** The text that means null, if one does; never empty. */
  readonly nullText: string | null;
}

/** Types whose values can be written from a cell's bytes alone. */
export const CELL_TYPES = ['string', 'int', 'number', 'boolean', 'datetime'] as const;

export type CellType = (typeof CELL_TYPES)[number];

/**
 * What becomes of a cell: its value; null; nothing, and then the part behind it, which is a comma, isn't written either. `refer`: what
 * becomes of the whole row isn't said here, but by the `ItemMaker`. So it is for a value that isn't of its type.
 */
export type CellAction = 'value' | 'null' | 'omit' | 'refer';

export interface CellPart {
  readonly kind: 'cell';
  /** Among all columns of the source, from 0. */
  readonly column: number;
  readonly type: CellType;
  readonly whenEmpty: CellAction;
  /** For the text that means null. */
  readonly whenNull: CellAction;
  /** The text right before it, which is taken back where the cell is left out. */
  readonly before: string;
}

export type TemplatePart =
  | CellPart
  | { readonly kind: 'text'; readonly text: string }
  /** Stands behind what may be left out. */
  | { readonly kind: 'comma' }
  /**
   * Closes an object or a list, each of whose parts wrote a comma behind it. Where none was written, the text `before` is taken back,
   * and the part behind isn't written; unless that is empty.
   */
  | { readonly kind: 'end'; readonly sign: '}' | ']'; readonly before: string };
