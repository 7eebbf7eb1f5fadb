/** What a look at a source has to tell: the one shape behind the text on the screen and the document of `--json`. */
import type { RejectionGroup } from './report.js';

/** A number, and whether it was counted or follows from what was read. */
export interface Figure {
  readonly count: number;
  readonly isExact: boolean;
}

/** How a CSV source is written. */
interface InspectedDialect {
  readonly delimiter: string;
  /** Empty where nothing is quoted. */
  readonly quote: string;
  /** What stands in front of a quote within quotes: mostly the quote itself. */
  readonly escape: string;
  /** Empty where no lines are comments. */
  readonly comment: string;
  readonly hasHeader: boolean;
}

export interface InspectedColumn {
  readonly name: string;
  /** `int`, `number`, `boolean`, `datetime`, `datetime (no offset)`, `date`, `json`, `text` or `empty`. */
  readonly type: string;
  /** Of `values`, how many fit the type. */
  readonly fits: number;
  /** Neither empty, null nor missing. */
  readonly values: number;
  readonly empty: number;
  readonly nulls: number;
  readonly missing: number;
  readonly distinct: Figure;
  /** Characters. */
  readonly longest: number;
  readonly examples: readonly string[];
  /** The word for `--type` with which nothing would be lost or rejected; null where there is none, or none is needed. */
  readonly safeType: string | null;
}

/** Something that would be lost, refused or misread. Its words are made from this by `warningText`. */
export interface InspectionWarning {
  /** A stable word for scripts. */
  readonly code: string;
  readonly columns: readonly string[];
  /** What most of the column is, where that matters. */
  readonly type: string;
  /** Values or columns that it is about. */
  readonly count: number;
  /** From 1: the first three of them, at most. */
  readonly rows: readonly number[];
  /** The first value. */
  readonly example: string;
}

/** An item as the target would get it. */
export interface InspectedItem {
  /** Bytes of all of it. */
  readonly bytes: number;
  /** Its text, or the beginning of a very long one. */
  readonly text: string;
}

export interface Inspection {
  /** As typed. */
  readonly source: string;
  readonly format: 'csv' | 'ndjson';
  readonly dialect: InspectedDialect | null;
  /** `LF`, `CRLF`, `CR`; several where they are mixed, none in a file of one line. */
  readonly lineBreaks: readonly string[];
  readonly encoding: string;
  /** `gzip` or `zstd`; null for none. */
  readonly compression: string | null;
  /** Of the file as it lies on the disk. */
  readonly bytes: number;
  /** What was looked at: bytes of its text, and the rows in them. */
  readonly read: { readonly bytes: number; readonly rows: number; readonly isAll: boolean };
  /** Null where nothing can be said of what was not read. */
  readonly rows: Figure | null;
  readonly to: {
    readonly target: string;
    readonly object: string | null;
    readonly user: string | null;
    readonly operation: string;
  };
  /** What would be sent. Null likewise. */
  readonly requests: { readonly count: number; readonly bytes: number; readonly isExact: boolean } | null;
  readonly columns: readonly InspectedColumn[];
  /** Columns beyond those. */
  readonly moreColumns: number;
  readonly warnings: readonly InspectionWarning[];
  /** Rows that would not be imported, of those that were read. */
  readonly rejected: { readonly count: number; readonly groups: readonly RejectionGroup[] };
  /** The first two. */
  readonly items: readonly InspectedItem[];
}
