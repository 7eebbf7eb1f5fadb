/** Writing to a stream whose reader may have gone. */

/** The part of a writable stream that is needed to write text to it. */
export interface TextStream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const guarded = new WeakSet<TextStream>();

/** A function that writes and never throws: a failed stream, such as a closed pipe, must not end an import. */
export function safeWriter(stream: TextStream): (text: string) => void {
  // Once a stream, however many imports report to it.
  if (!guarded.has(stream)) stream.on('error', () => undefined);
  guarded.add(stream);
  return (text) => {
    try {
      stream.write(text);
    } catch {
      // Nobody is looking any more.
    }
  };
}
