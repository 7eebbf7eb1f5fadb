/** The results of one part, in row order, kept in the state directory until they are reported. */
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import { openAfresh, syncDirectory } from '../disk.js';
import type { Place, ResultIndex } from './result-index.js';

const BUFFER_CHARACTERS = 262_144;

export function resultsPath(importDirectory: string, part: string): string {
  return join(importDirectory, 'results', `${part}.ndjson`);
}

interface Storing {
  readonly path: string;
  readonly index: ResultIndex;
  /** The line as it is to be kept, where that isn't as it came. */
  readonly present: ((position: number, line: string) => Promise<string>) | undefined;
}

/** On disk under its name when this resolves, or not at all. Throws a BatchctlError (state). */
export async function storeResults({ path, index, present }: Storing): Promise<void> {
  const reader = new PlaceReader();
  try {
    const file = await openAfresh(`${path}.new`);
    try {
      for await (const text of linesInOrder(index, reader, present)) await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if (error instanceof BatchctlError) throw error;
    throw new BatchctlError(EXIT.state, 'results_unusable', `${path} can't be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'make room or give access there, then run the same command again',
    });
  } finally {
    await reader.close();
  }
}

async function* linesInOrder(
  index: ResultIndex,
  reader: PlaceReader,
  present: Storing['present'],
): AsyncGenerator<string> {
  let text = '';
  for (const [position, place] of index.places()) {
    const found = await reader.read(place);
    const line = present === undefined ? found : await present(position, found);
    // Spliced in as text: what the service wrote stays as it is.
    text += `{"_batchctl_row":${index.rowAt(position)},${line.trim().slice(1)}\n`;
    if (text.length > BUFFER_CHARACTERS) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** Reads lines wherever they stand. */
class PlaceReader {
  readonly #files = new Map<string, FileHandle>();

  async read({ path, start, end }: Place): Promise<string> {
    const file = this.#files.get(path) ?? (await open(path, 'r'));
    this.#files.set(path, file);
    const bytes = Buffer.allocUnsafe(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    if (bytesRead !== bytes.length) throw new Error(`${path} ended at ${start + bytesRead}`);
    return bytes.toString();
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }
}
