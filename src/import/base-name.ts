import { basename, extname } from 'node:path';

/** What the files of an import's reports are named after: the source without its ending, and without that of a rejects file. */
export function baseName(file: string): string {
  return basename(file, extname(file)).replace(/\.rejects(\.\d+)?$/, '');
}
