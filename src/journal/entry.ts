/** What the journal holds, one kind of line after the other. ARCHITECTURE.md, "The journal", tells when each is written. */
import type { ItemRefusal, Position, Receipt, SourceIdentity, WrittenFile } from '../record.js';

/** A salted SHA-256 of the credential: tells whether it changed, and nothing else. */
export interface CredentialMark {
  readonly salt: string;
  readonly hash: string;
}

/** The clocks at one moment. */
export interface Moment {
  /** Wall clock, ms since 1970. */
  readonly wall: number;
  readonly bootId: string | null;
  /** Seconds since the machine started; comparable within one `bootId`. */
  readonly uptime: number;
  /** The service's own clock, ms since 1970, where it had said by then what time it is. */
  readonly service?: number;
}

export interface Begin {
  readonly type: 'BEGIN';
  /** Of the journal's format. */
  readonly format: 1;
  readonly batchctl: string;
  readonly importId: string;
  readonly at: string;
  readonly source: SourceIdentity;
  /** The frozen plan; the import room knows what is in it. */
  readonly plan: unknown;
  readonly credential: CredentialMark | null;
  readonly salt: string | null;
  /** The generation that keys begin with: above 0 where an earlier journal's requests were all refused. */
  readonly generation: number;
  /** The rejects file that the journal before this one recorded. */
  readonly rejects: WrittenFile | null;
}

/** Items of a chunk, by their index in it from 0: `from` to `to` (exclusive), less those in `without` (ascending). */
export interface ItemRange {
  readonly from: number;
  readonly to: number;
  readonly without: readonly number[];
}

/**
 * A part is about to be sent, under this key, as these bytes. A part is a whole chunk (id `12`) or, after a SPLIT, some of its items
 * (`12.0`). One without items is settled by this entry alone: all of its rows were rejected before sending.
 */
export interface Intent {
  readonly type: 'INTENT';
  readonly part: string;
  /** Of the chunk, also for a part of one. */
  readonly start: Position;
  readonly end: Position;
  readonly items: ItemRange;
  /** Byte limit of a request body when the chunk was cut. */
  readonly maxBytes: number;
  /** CRC-32 of the source bytes from `start` to `end`. */
  readonly crc: number;
  /** SHA-256, hex, of the request body; null where there is nothing to send. */
  readonly body: string | null;
  readonly key: string | null;
  readonly generation: number;
  readonly moment: Moment;
}

/** Every attempt since the last INTENT ended in a definite refusal of the whole request: nothing was applied. */
export interface Refused {
  readonly type: 'REFUSED';
  readonly part: string;
  /**
   * content, size: of what is in the request, which the service may remember under the key · job: taken, and its job came to nothing ·
   * other: of who asks, or where.
   */
  readonly about: 'content' | 'size' | 'job' | 'other';
  /** HTTP status; 0 for a job. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  /** The items that are to blame, by their index in the chunk, where the service named them. */
  readonly blamed: readonly ItemRefusal[];
}

/** The part goes on as its children; `taken` were refused by name and are rejected, by their index in the chunk. */
export interface Split {
  readonly type: 'SPLIT';
  readonly part: string;
  readonly reason: string;
  readonly taken: readonly ItemRefusal[];
  readonly children: readonly { readonly part: string; readonly items: ItemRange }[];
}

/** The service has the part's body as a file, and has not been asked yet to do anything with it. */
interface Uploaded {
  readonly type: 'UPLOADED';
  readonly part: string;
  /** The file's id at the service. */
  readonly file: string;
}

/** The part is sent once more though it may have been applied: the service knows no key that would keep it from being applied twice. */
interface Again {
  readonly type: 'AGAIN';
  readonly part: string;
  readonly why: string;
}

interface Ack {
  readonly type: 'ACK';
  readonly part: string;
  readonly receipt: Receipt;
}

interface Settled {
  readonly type: 'SETTLED';
  readonly part: string;
  readonly accepted: number;
  /** By their index in the chunk. */
  readonly refused: readonly ItemRefusal[];
  readonly unlisted: number;
}

interface InDoubt {
  readonly type: 'IN_DOUBT';
  readonly part: string;
  readonly reason: string;
}

/** accepted: the rows are there · skip: they are left out · resend: they aren't there, and go out as a new request. */
export type Decision = 'accepted' | 'skip' | 'resend';

/** What somebody who has looked at the service says of a part in doubt. */
export interface Resolved {
  readonly type: 'RESOLVED';
  readonly part: string;
  /** ISO date. */
  readonly at: string;
  readonly decision: Decision;
  /** What the part's items count as from now on; 0 and none with `resend`. */
  readonly accepted: number;
  /** By their index in the chunk. */
  readonly refused: readonly ItemRefusal[];
}

/** An orderly end of a run. */
export interface End {
  readonly type: 'END';
  readonly at: string;
  /** The whole source was cut and every part has its outcome. */
  readonly complete: boolean;
  /** Totals and rejection groups as they were reported; the report room knows what is in it. */
  readonly summary: unknown;
  readonly rejects: WrittenFile | null;
  /** Of a service that gives results. */
  readonly results?: WrittenFile | null;
}

/**
 * Everything of this import's user is deleted at the service. begun: it was asked for, and some of it may be gone · done: all of it is ·
 * refused: nothing of it.
 */
interface Deleted {
  readonly type: 'DELETED';
  readonly at: string;
  readonly how: 'begun' | 'done' | 'refused';
}

/** The same content under a new identity: moved, touched or grown. */
interface SourceMoved {
  readonly type: 'SOURCE';
  readonly source: SourceIdentity;
  /** Behind the last row that was cut there is none: an import that was complete still is. */
  readonly isAll?: boolean;
}

/** Another credential, by the user's word for the same account. */
interface CredentialChanged {
  readonly type: 'CREDENTIAL';
  readonly credential: CredentialMark | null;
}

export type Entry =
  | Begin
  | Intent
  | Uploaded
  | Refused
  | Split
  | Again
  | Ack
  | Settled
  | InDoubt
  | Resolved
  | End
  | Deleted
  | SourceMoved
  | CredentialChanged;
