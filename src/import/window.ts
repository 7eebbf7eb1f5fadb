/** Bytes by position. `read` answers 0 at the end, and only there. */
export interface Readable {
  read(into: Uint8Array, position: number): Promise<number>;
}

/** What is read at once, and shown to an encoder at first: encoding it must not keep the sockets waiting. */
const FIRST_BYTES = 1_048_576;

/** The stretch of the source that is being looked at. It moves forward, and grows only where a record doesn't fit in it. */
export class Window {
  readonly #source: Readable;
  #buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #start = 0;
  #end = 0;
  #position: number;
  #final = false;
  #extending: Promise<void> | undefined;

  constructor(source: Readable, position: number) {
    this.#source = source;
    this.#position = position;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** The source ends where `bytes` end. */
  get final(): boolean {
    return this.#final;
  }

  /** Moves past the first bytes, and gives them: a view until the next `extend`. */
  take(bytes: number): Buffer {
    this.#start += bytes;
    return this.#buffer.subarray(this.#start - bytes, this.#start);
  }

  /**
   * Shows more than before, or becomes final. Called again before that it goes on waiting for the same, and what was shown may be looked
   * at meanwhile; but nothing may be taken.
   */
  async extend(): Promise<void> {
    this.#extending ??= this.#extend().finally(() => (this.#extending = undefined));
    await this.#extending;
  }

  async #extend(): Promise<void> {
    const rest = this.bytes;
    const isCrowded = rest.length > this.#buffer.length / 2;
    const next = isCrowded ? Buffer.allocUnsafeSlow(2 * this.#buffer.length) : this.#buffer;
    rest.copy(next);
    this.#buffer = next;
    this.#start = 0;
    this.#end = rest.length;
    const read = await this.#source.read(next.subarray(this.#end), this.#position);
    this.#position += read;
    this.#end += read;
    this.#final = read === 0;
  }
}
