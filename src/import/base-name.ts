import { basename, extname } from 'node:path';
import { STDIN } from '../source/open.js';

/** What the files of an import's reports are named after: the source without its ending, and without that of a rejects file. */
export function baseName(file: string): string {
  if (file === STDIN) return 'stdin';
  const unpacked = file.replace(/\.(?:gz|zst)$/i, '');
  return basename(unpacked, extname(unpacked)).replace(/\.rejects(\.\d+)?$/, '');
}

/** The name of a rejects file, as imports give it. */
export function isRejectsPath(file: string): boolean {
  return /\.rejects(?:\.\d+)?\.(?:csv|ndjson)$/.test(file);
}
