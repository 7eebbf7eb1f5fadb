/** Fetches packages into temporary folders: they are no dependencies, and none of their install scripts runs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Installs each of `packages` (`name@version`) under `directory`. The answer is without those that couldn't be. */
export function fetchPeers(packages: readonly string[], directory: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const name of new Set(packages)) {
    const folder = join(directory, name.replaceAll(/[^\w.]/g, '-'));
    mkdirSync(folder, { recursive: true });
    const flags = ['--silent', '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { status } = spawnSync('npm', ['install', ...flags, '--prefix', folder, name], { cwd: folder });
    if (status === 0) folders.set(name, folder);
  }
  return folders;
}
