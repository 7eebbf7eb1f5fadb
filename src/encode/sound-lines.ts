import { isUtf8 } from 'node:buffer';
import { lineEnd, LF } from './lines.js';

/** Looked at together in a text of which not all is UTF-8, at first; then twice as many. */
const FIRST_BYTES = 4096;

/** Which lines of a text are UTF-8. No character has an LF in it, so each can be judged without the others. */
export class SoundLines {
  readonly #text: Buffer;
  readonly #isSound: boolean;

  /** The text ends with a line. */
  constructor(text: Buffer) {
    this.#text = text;
    this.#isSound = isUtf8(text);
  }

  /** Behind the lines that are UTF-8 from `from` on, where one begins: `from` itself where that one isn't. */
  endFrom(from: number): number {
    if (this.#isSound) return this.#text.length;
    let sound = from;
    for (let bytes = FIRST_BYTES; sound < this.#text.length; bytes *= 2) {
      const end = lineEnd(this.#text, sound + bytes) ?? this.#text.length;
      if (!this.#isSoundFrom(sound, end)) return this.#firstBroken(sound, end);
      sound = end;
    }
    return sound;
  }

  /** Where the first line between the two begins that isn't UTF-8; there is one. */
  #firstBroken(from: number, to: number): number {
    let [sound, broken] = [from, to];
    for (;;) {
      const middle = (sound + broken) >> 1;
      const before = this.#text.lastIndexOf(LF, middle - 1) + 1;
      const end = before > sound ? before : (lineEnd(this.#text, middle) ?? broken);
      if (end >= broken) return sound;
      if (this.#isSoundFrom(sound, end)) sound = end;
      else broken = end;
    }
  }

  #isSoundFrom(from: number, to: number): boolean {
    return isUtf8(this.#text.subarray(from, to));
  }
}
