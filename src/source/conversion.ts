/** From another encoding to UTF-8, piece by piece. */
import { TextDecoder } from 'node:util';
import type { Encoding } from './labels.js';

/**
 * Takes the text in pieces cut anywhere. What can't be decoded becomes a byte that is no UTF-8: the row in which it stands is refused,
 * and nothing is changed silently.
 */
export interface Conversion {
  push(piece: Buffer): Buffer;
  /** What is left when there is no more. */
  end(): Buffer;
}

const NO_TEXT = 0xff;
const LF = 10;
/** A line that is longer is decoded as it comes. Bytes. */
const LONGEST_LINE = 1_048_576;

/** Windows-1252 where it differs from ISO 8859-1, from 0x80 on. Some versions of Node don't tell the two apart. */
const FROM_80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** A new conversion from an encoding other than UTF-8. */
export function conversionFrom(encoding: Encoding): Conversion {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new Utf16(encoding === 'utf-16be');
  if (encoding === 'iso-8859-1') return byteByByte((text) => text);
  if (encoding === 'windows-1252')
    return byteByByte((text) => text.replaceAll(/[\x80-\x9f]/g, (sign) => FROM_80.charAt(sign.charCodeAt(0) - 0x80)));
  return encoding === 'iso-2022-jp' ? new Shifting() : new ByLines(encoding);
}

function byteByByte(read: (latin1: string) => string): Conversion {
  return { push: (piece) => Buffer.from(read(piece.toString('latin1'))), end: () => Buffer.alloc(0) };
}

/** The text as UTF-8, with `fault` in it as no text. */
function utf8(text: string, fault: RegExp): Buffer {
  if (!fault.test(text)) return Buffer.from(text);
  const sound = text.split(fault).map((part) => Buffer.from(part));
  return Buffer.concat(sound.flatMap((part, index) => (index === 0 ? [part] : [Buffer.of(NO_TEXT), part])));
}

class Utf16 implements Conversion {
  readonly #isBig: boolean;
  #rest: Buffer = Buffer.alloc(0);
  #isFirst = true;

  constructor(isBig: boolean) {
    this.#isBig = isBig;
  }

  push(piece: Buffer): Buffer {
    const all = Buffer.concat([this.#rest, piece]);
    const whole = this.#wholeLength(all);
    this.#rest = Buffer.from(all.subarray(whole));
    const units = all.subarray(0, whole);
    const text = (this.#isBig ? units.swap16() : units).toString('utf16le');
    const isMarked = this.#isFirst && text.startsWith('\uFEFF');
    this.#isFirst &&= text === '';
    // Only a surrogate without its other half is one by itself.
    return utf8(isMarked ? text.slice(1) : text, /\p{Surrogate}/u);
  }

  end(): Buffer {
    return Buffer.alloc(Math.ceil(this.#rest.length / 2), NO_TEXT);
  }

  /** Bytes up to where neither a unit nor a pair of surrogates is divided. */
  #wholeLength(bytes: Buffer): number {
    const even = bytes.length - (bytes.length % 2);
    const last = bytes[this.#isBig ? even - 2 : even - 1] ?? 0;
    return last >= 0xd8 && last <= 0xdb ? even - 2 : even;
  }
}

/** U+FFFD is what a decoder gives where it can't decode. The only one of these encodings that can say it itself is GB 18030. */
const UNDECODED = /\uFFFD/;

/** What a byte means depends on what stood before it, maybe lines ago. */
class Shifting implements Conversion {
  readonly #decoder = new TextDecoder('iso-2022-jp');

  push(piece: Buffer): Buffer {
    return utf8(this.#decoder.decode(piece, { stream: true }), UNDECODED);
  }

  end(): Buffer {
    return utf8(this.#decoder.decode(), UNDECODED);
  }
}

/**
 * A line feed is never part of a character: whole lines are decoded. Where a broken character is divided between two calls, and the
 * second is short, Node's decoders throw, though they aren't told to.
 */
class ByLines implements Conversion {
  readonly #decoder: TextDecoder;
  /** Of a line that isn't over. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding);
  }

  push(piece: Buffer): Buffer {
    const all = Buffer.concat([this.#rest, piece]);
    const end = all.lastIndexOf(LF) + 1;
    const isTooLong = end === 0 && all.length > LONGEST_LINE;
    this.#rest = Buffer.from(all.subarray(isTooLong ? all.length : end));
    if (isTooLong) return utf8(this.#decoder.decode(all, { stream: true }), UNDECODED);
    // To decode nothing would be to end a character that was begun.
    return end === 0 ? all.subarray(0, 0) : utf8(this.#decoder.decode(all.subarray(0, end)), UNDECODED);
  }

  end(): Buffer {
    return utf8(this.#decoder.decode(this.#rest), UNDECODED);
  }
}
