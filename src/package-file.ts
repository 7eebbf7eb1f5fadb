import { existsSync } from 'node:fs';

/**
 * A file of this package, by its path from the package's root. Code can't know how far that is: it runs as it was written, below src/, and
 * as it was bundled, below dist/.
 */
export function packageFile(path: string): URL {
  let root = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', root))) root = new URL('..', root);
  return new URL(path, root);
}
