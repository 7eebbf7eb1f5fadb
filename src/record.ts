/** The nouns that every room shares. ARCHITECTURE.md, "Words", says what each means. */

/** A place in the source. All three count what lies before it, so the first byte is `{byte: 0, row: 0, line: 0}`. */
export interface Position {
  readonly byte: number;
  readonly row: number;
  /** Line breaks before it. In CSV an LF, a CRLF and a lone CR are one each; in NDJSON only an LF is one. */
  readonly line: number;
}

/** The bytes around and between a request's items. */
export interface Envelope {
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
}

export interface Limits {
  /** Rows of one chunk, the rejected ones included: this also bounds the rejections held in memory. */
  readonly maxRows: number;
  /** Bytes of one request body, the envelope included. */
  readonly maxBytes: number;
}

/** Where an item came from: its line in the source and the row's number, both from 1, and its bytes there. */
export interface Origin {
  readonly row: number;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Why a row will not be imported. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly column?: string | undefined;
}

/** A row's values by name. A name stands for one value; the order is the source's. */
export interface Fields {
  readonly names: readonly string[];
  /** As JSON text, so that a number keeps every digit that it was written with. */
  readonly values: readonly string[];
}

/** What a row becomes, as JSON text without line breaks, or what is wrong with it. Depends on nothing but the row and its number, from 1. */
export type ItemMaker = (fields: Fields, row: number) => string | Fault;

/** A request body in a file, where it may be too long to be held in memory. */
export interface SpooledBody {
  readonly path: string;
  readonly bytes: number;
}

/** The bytes of a request. */
export type Body = Buffer | SpooledBody;

/** A row that will not be imported. Row and line count from 1; the raw text is the source's bytes `start` to `end`. */
export interface Rejection extends Origin {
  readonly column?: string;
  /** Our own word for a row that was never sent (`quote_in_field`), the service's for one that it refused. */
  readonly code: string;
  readonly message: string;
}

/** What a rejected row was, as far as that can be told from its text. */
export interface Original<Content> {
  /** The row's values or object, where it can be taken apart. */
  readonly content?: Content;
  /** What stands for it, and is to be corrected, where it can't. */
  readonly text: Buffer;
  /** How that text is written, where it isn't as the rejects file itself. */
  readonly dialect?: string;
  /** Where the row stood at first, if it comes from a rejects file. */
  readonly first?: Pick<Origin, 'row' | 'line'>;
}

/** A refusal of one item by the service. */
export interface ItemRefusal {
  /** From 0, within the request. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** What became of a request's items: `accepted + refused.length + unlisted` is their number. */
export interface Outcome {
  readonly accepted: number;
  readonly refused: readonly ItemRefusal[];
  /** Items that the service counts as refused without saying which. */
  readonly unlisted: number;
}

/** What a target tells of a request that it has taken but not finished: enough to ask again from another process. */
export interface Receipt {
  /** The job's or batch's id at the service. */
  readonly id: string;
  /** Items that the service says it has taken. */
  readonly accepted: number;
  readonly requestId?: string;
}

/** What tells one source from another without reading it whole. */
export interface SourceIdentity {
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256, hex, of the first and the last 64 KiB. */
  readonly head: string;
  readonly tail: string;
}

/** A file as it was written for the user: one that differs was changed by hand since, and is not to be touched. */
export interface WrittenFile {
  /** As the user would type it. */
  readonly path: string;
  readonly sha256: string;
}
