/** A tree of one's own to break or to measure: the sources, the tests and the program as it is built of them. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'bench',
  'bin',
  'fixtures',
  'scripts',
  'src',
  'test',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const PAPERS = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'];
/** They take ten times as long to compile as all the rest, and are the same in every tree. */
const SCANNERS = ['csv.wasm', 'ndjson.wasm', 'match-keys.wasm'];

export class PrivateTree {
  readonly root = mkdtempSync(join(tmpdir(), 'batchctl-tree-'));

  /** `dist/` must have been built. */
  constructor() {
    for (const name of [...COPIED, ...PAPERS]) {
      cpSync(join(ROOT, name), join(this.root, name), { recursive: true });
    }
    for (const name of SCANNERS) cpSync(join(ROOT, 'dist', name), join(this.root, 'dist', name));
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** Puts the program together anew. `more` are options of esbuild. Throws where it can't be. */
  build(more: Readonly<Record<string, string>> = {}): void {
    rmSync(join(this.root, 'dist/parts'), { recursive: true, force: true });
    const script = `import { bundle } from './scripts/bundle.js'; await bundle(process.cwd(), ${JSON.stringify(more)});`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: this.root, stdio: 'pipe' });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
