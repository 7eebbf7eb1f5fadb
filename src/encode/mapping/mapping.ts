/** What is to be done to rows between reading and sending. */

/** Every type that a column can be given. */
export const FIELD_TYPES = ['string', 'int', 'number', 'boolean', 'datetime', 'json', 'list'] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** A column and where it goes. */
export interface Move {
  /** A path, as `parsePath` reads it. */
  readonly to: string;
  /** A column, as `Mapping` names it. */
  readonly from: string;
}

/** A value that every row gets. */
export interface Constant {
  /** A path, as `parsePath` reads it. */
  readonly to: string;
  /** JSON text without line breaks. */
  readonly json: string;
}

export interface TypedColumn {
  readonly column: string;
  readonly type: FieldType;
}

/** What becomes of empty text: it stays, becomes null, or is left out. */
export type EmptyPolicy = 'text' | 'null' | 'omit';

/**
 * What is to be done, as it was said: plain data, kept in the journal. A column is named as it stands in the source. In NDJSON that
 * is the row's own member of exactly this name, else a path of names to a member further in.
 */
export interface Mapping {
  /** A column may be in several, and then goes to several places; it leaves its own. */
  readonly map: readonly Move[];
  readonly set: readonly Constant[];
  /** All that is kept besides what `map` names; null for everything. */
  readonly pick: readonly string[] | null;
  /** Wins over `pick`. */
  readonly drop: readonly string[];
  readonly types: readonly TypedColumn[];
  /** What `zoneOf` reads: for datetimes without an offset. */
  readonly timezone: string | null;
  /** A text that means null, such as `NULL` or `\N`. In NDJSON, what the mapping doesn't name further in is left alone. */
  readonly nullText: string | null;
  readonly empty: EmptyPolicy;
  /** A JSON Schema that items must fit, by path as typed and SHA-256, hex. `loadSchema` checks; the mapping itself doesn't. */
  readonly schema: { readonly path: string; readonly sha256: string } | null;
}

/** Changes nothing. */
export const PLAIN: Mapping = {
  map: [],
  set: [],
  pick: null,
  drop: [],
  types: [],
  timezone: null,
  nullText: null,
  empty: 'text',
  schema: null,
};
