import type { Body } from '../record.js';
import type { BodySink } from './body.js';

/** A body that nobody will read: where only its length and its items' places matter. */
class NoSink implements BodySink {
  length = 0;

  append(bytes: Uint8Array): void {
    this.length += bytes.length;
  }

  trim(bytes: number): void {
    this.length -= bytes;
  }

  finish(): Body {
    return { path: '', bytes: this.length };
  }

  discard(): void {
    this.length = 0;
  }
}

export function noSink(): BodySink {
  return new NoSink();
}
