/** A file on its way in. Its content is stored as it comes, and is nobody's until `keep` says what it belongs to. */
import type { Buffer } from 'node:buffer';
import type { Database } from '../database.js';
import type { Receiver } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import { boundaryOf, partHead } from './form-head.js';
import { FormError, FormReader } from './multipart.js';
import { dropContent, PieceWriter } from './pieces.js';
import { missing } from './request-fields.js';

/** Bytes of a field that isn't the file, and how many such fields there may be. */
const LONGEST_FIELD = 4096;
const MOST_FIELDS = 32;

export interface ReceivedFile {
  readonly filename: string;
  readonly bytes: number;
  /** The form's other fields. Of two with one name the last counts. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Where a file goes, and how many bytes it may have. */
interface Destination {
  readonly id: string;
  readonly maxBytes: number;
}

export class Upload implements Receiver {
  readonly id: string;
  readonly #database: Database;
  readonly #maxBytes: number;
  readonly #reader: FormReader | undefined;
  readonly #fields = new Map<string, string>();
  #file: { readonly filename: string; readonly writer: PieceWriter } | undefined;
  /** The field of the part being read; undefined within the file. */
  #field: string | undefined;
  #problem: RequestRefusal | undefined;
  #isKept = false;

  constructor(database: Database, contentType: string, { id, maxBytes }: Destination) {
    this.id = id;
    this.#database = database;
    this.#maxBytes = maxBytes;
    const boundary = boundaryOf(contentType);
    if (boundary === undefined) this.#problem = new RequestRefusal(400, 'Content-Type: must be multipart/form-data');
    else {
      this.#reader = new FormReader(boundary, {
        begin: (head) => {
          this.#begin(head);
        },
        content: (bytes) => {
          this.#content(bytes);
        },
        end: () => {
          this.#field = undefined;
        },
      });
    }
  }

  take(bytes: Buffer): void {
    if (this.#problem !== undefined) return;
    try {
      this.#reader?.read(bytes);
    } catch (error) {
      if (error instanceof FormError) this.#problem = new RequestRefusal(400, `the body is no form: ${error.message}`);
      else if (error instanceof RequestRefusal) this.#problem = error;
      else throw error;
    }
  }

  /** What has come in. Throws RequestRefusal unless it is a whole form with a file. */
  received(): ReceivedFile {
    if (this.#problem !== undefined) throw this.#problem;
    if (this.#reader?.isComplete !== true) throw new RequestRefusal(400, 'the body is a form that breaks off');
    if (this.#file === undefined) throw missing('file');
    const { filename, writer } = this.#file;
    return { filename, bytes: writer.bytes, fields: this.#fields };
  }

  /** Stores the rest. Belongs into the transaction that gives the content its owner; nothing may be refused afterwards. */
  keep(): void {
    this.#file?.writer.flush();
    this.#isKept = true;
  }

  release(): void {
    if (!this.#isKept) dropContent(this.#database, this.id);
  }

  #begin(head: string): void {
    const part = partHead(head);
    if (part === undefined) throw new FormError('a part names no field');
    const { name, filename } = part;
    if (name === 'file') {
      if (this.#file !== undefined) throw new RequestRefusal(400, 'file: one file only', { path: 'file' });
      this.#file = { filename: filename ?? 'file', writer: new PieceWriter(this.#database, this.id) };
      return;
    }
    if (this.#fields.size >= MOST_FIELDS) throw new FormError('too many fields');
    this.#field = name;
    this.#fields.set(name, '');
  }

  #content(bytes: Buffer): void {
    if (this.#field === undefined) {
      this.#fileContent(bytes);
      return;
    }
    const value = `${this.#fields.get(this.#field)}${bytes.toString()}`;
    if (value.length > LONGEST_FIELD) throw new RequestRefusal(400, `${this.#field}: too long`, { path: this.#field });
    this.#fields.set(this.#field, value);
  }

  #fileContent(bytes: Buffer): void {
    const writer = this.#file?.writer;
    writer?.write(bytes);
    if ((writer?.bytes ?? 0) <= this.#maxBytes) return;
    throw new RequestRefusal(413, `file: larger than ${this.#maxBytes} bytes`, { path: 'file' });
  }
}
