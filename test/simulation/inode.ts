/** A file as programs see it and as it would be found behind a loss of power. */
import type { Random } from './random.js';

export class Inode {
  /** What programs see. */
  bytes: Buffer = Buffer.alloc(0);
  /** ms since 1970. */
  mtimeMs = 0;
  /** What is on the platter. */
  #safe: Buffer = Buffer.alloc(0);
  /** Bytes that a failed sync has dropped from what is still to be written. */
  #holes: (readonly [start: number, end: number])[] = [];

  #isMendTried = false;

  /** Everything that is seen is safe from now on, but for what an earlier sync has dropped. */
  sync(): void {
    const safe = Buffer.from(this.bytes);
    this.#holes = this.#holes.filter(([, end]) => end <= safe.length);
    for (const [start, end] of this.#holes) safe.fill(0, start, end);
    this.#safe = safe;
  }

  /** A sync that fails: what it was given counts as written, and isn't. */
  failSync(): void {
    if (this.bytes.length > this.#safe.length) this.#holes.push([this.#safe.length, this.bytes.length]);
  }

  /** The bytes that are there already: what a failed sync has dropped of them is to be written again. */
  writeAgain(position: number, bytes: Buffer): void {
    const end = position + bytes.length;
    if (!this.bytes.subarray(position, end).equals(bytes)) throw new Error('bytes are overwritten with others');
    this.#holes = this.#holes.filter(([from, to]) => from < position || to > end);
  }

  /** Somebody is about to cut off what a failed sync has dropped. He may not get that far, and then nobody can know of it. */
  tryToMend(): void {
    this.#isMendTried ||= this.#holes.length > 0;
  }

  /** These bytes of it are safe, as far as anybody can know. */
  holds(text: string): boolean {
    return this.#safe.includes(text) || (this.#isMendTried && this.bytes.includes(text));
  }

  /** What is there when the machine comes up again: what was safe, and of the rest some, whole or torn. */
  losePower(random: Random): void {
    const isAppended = this.bytes.subarray(0, this.#safe.length).equals(this.#safe);
    const more = isAppended ? this.bytes.length - this.#safe.length : 0;
    const kept = Buffer.from(this.bytes.subarray(this.#safe.length, this.#safe.length + random.between(0, more)));
    // The new length may have been written, and not all of the bytes.
    const zeros = random.chance(0.2) ? more - kept.length : 0;
    this.#safe = Buffer.concat([this.#safe, kept, Buffer.alloc(zeros)]);
    this.bytes = this.#safe;
  }
}
