/** One line of an input, as the terminal hands it over: its line editing is the system's. */
import type { Readable } from 'node:stream';

/** What comes before the first line break; undefined where the input ends without one, fails, or the signal is aborted. */
export async function readLine(input: Readable, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const over = new AbortController();
  let text = '';
  try {
    return await new Promise<string | undefined>((resolve) => {
      const give = () => resolve(undefined);
      const take = (piece: Buffer | string) => {
        text += piece.toString();
        const end = text.indexOf('\n');
        if (end >= 0) resolve(text.slice(0, end));
      };
      input.setEncoding('utf8').on('data', take).once('end', give).once('error', give);
      signal.addEventListener('abort', give, { once: true, signal: over.signal });
      over.signal.addEventListener('abort', () => input.off('data', take).off('end', give).off('error', give));
    });
  } finally {
    over.abort();
    // A stream that is being read would keep the process alive.
    input.pause();
  }
}
