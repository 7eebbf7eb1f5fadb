/** The files that the words of a command line name: each word as it is, or all that fit a pattern which no shell has resolved. */
import { existsSync } from 'node:fs';
import { normalize } from 'node:path';
import { BatchctlError, EXIT, usageError } from '../errors.js';
import { STDIN } from '../source/open.js';

/** Files that imports write themselves: a pattern means the sources beside them. */
const OWN_FILES = ['**/*.rejects.{csv,ndjson}', '**/*.rejects.*.{csv,ndjson}', '**/*.results.{csv,ndjson}'];

/** In the order of the words, those of a pattern by name. Throws a BatchctlError: usage for a file named twice, source where nothing fits a pattern. */
export async function namedFiles(words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const word of words) found.push(...(isPattern(word) ? await matching(word) : [word]));
  const twice = found.find((file, index) => found.findIndex((other) => normalize(other) === normalize(file)) < index);
  if (twice !== undefined) throw usageError('file_twice', `${twice} is named twice`);
  if (found.length > 1 && found.includes(STDIN))
    throw usageError('stdin_among_files', 'standard input and files go in commands of their own');
  return found;
}

function isPattern(word: string): boolean {
  return /[*?[{]/.test(word) && !existsSync(word);
}

async function matching(pattern: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob(pattern, { ignore: OWN_FILES, expandDirectories: false, dot: false });
  if (files.length > 0) return files.toSorted();
  throw new BatchctlError(EXIT.source, 'no_file_fits', `${pattern}: no file fits this pattern`, {
    hint: 'files are looked for from the working directory',
  });
}
