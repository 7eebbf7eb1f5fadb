/** Reads multipart/form-data (RFC 7578) as it comes in. Nothing is held but a part's head and what may be half a delimiter. */
import { Buffer } from 'node:buffer';

/** Bytes of a part's head; more is no form. */
const LONGEST_HEAD = 16_384;

const LINE_END = '\r\n';

/** The body isn't a form. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** Is told what a form holds: of each part the head, its content in any number of pieces, its end. */
export interface FormVisitor {
  /** The head's lines as they came, without the empty one. */
  begin(head: string): void;
  content(bytes: Buffer): void;
  end(): void;
}

export class FormReader {
  readonly #delimiter: Buffer;
  readonly #visitor: FormVisitor;
  /** What isn't told yet. The first delimiter needs no line end before it, all others have one. */
  #rest: Buffer = Buffer.from(LINE_END);
  #place: 'preamble' | 'delimiter' | 'head' | 'part' | 'epilogue' = 'preamble';

  constructor(boundary: string, visitor: FormVisitor) {
    this.#delimiter = Buffer.from(`${LINE_END}--${boundary}`);
    this.#visitor = visitor;
  }

  /** The closing delimiter has been read. */
  get isComplete(): boolean {
    return this.#place === 'epilogue';
  }

  /** Reads on. Throws FormError, and whatever the visitor throws. */
  read(bytes: Buffer): void {
    if (this.isComplete) return;
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#step());
  }

  /** Reads up to the next place; false where that needs more bytes. */
  #step(): boolean {
    if (this.#place === 'delimiter') return this.#delimiterEnd();
    if (this.#place === 'head') return this.#head();
    return this.#place !== 'epilogue' && this.#content();
  }

  #content(): boolean {
    const isPart = this.#place === 'part';
    const end = this.#rest.indexOf(this.#delimiter);
    const length = end === -1 ? Math.max(0, this.#rest.length - this.#delimiter.length + 1) : end;
    if (isPart && length > 0) this.#visitor.content(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    if (end === -1) return false;
    if (isPart) this.#visitor.end();
    this.#rest = this.#rest.subarray(this.#delimiter.length);
    this.#place = 'delimiter';
    return true;
  }

  #delimiterEnd(): boolean {
    if (this.#rest.length < 2) return false;
    if (this.#rest.toString('latin1', 0, 2) === '--') {
      this.#place = 'epilogue';
      return false;
    }
    const end = this.#find(LINE_END);
    if (end === -1) return false;
    if (/[^ \t]/.test(this.#rest.toString('latin1', 0, end)))
      throw new FormError('a delimiter goes on with other text');
    // The line end stays: a head without lines is nothing but that and the empty line.
    this.#rest = this.#rest.subarray(end);
    this.#place = 'head';
    return true;
  }

  #head(): boolean {
    const end = this.#find(`${LINE_END}${LINE_END}`);
    if (end === -1) return false;
    this.#visitor.begin(this.#rest.toString('utf8', LINE_END.length, Math.max(end, LINE_END.length)));
    this.#rest = this.#rest.subarray(end + 2 * LINE_END.length);
    this.#place = 'part';
    return true;
  }

  #find(text: string): number {
    const end = this.#rest.indexOf(text);
    if (end === -1 && this.#rest.length > LONGEST_HEAD) throw new FormError('the head of a part is too long');
    return end;
  }
}
