import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}

function read(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

const isInstallScript = (name: string) => ['preinstall', 'install', 'postinstall'].includes(name);
const manifest: Manifest = JSON.parse(read('package.json'));
const lockFile: LockFile = JSON.parse(read('package-lock.json'));
const locked = Object.entries(lockFile.packages);
const production = locked.filter(([path, entry]) => path !== '' && entry.dev !== true);

test('the runtime dependencies are those that were agreed on', () => {
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}).toSorted(), [
    'ajv',
    'ajv-formats',
    'chalk',
    'cli-progress',
    'commander',
    'csv-parse',
    'got',
    'ndjson',
    'node-sqlite3-wasm',
    'tinyglobby',
    'zstddec',
  ]);
});

test('runtime dependencies are pinned', () => {
  for (const version of Object.values(manifest.dependencies ?? {})) assert.match(version, /^\d+\.\d+\.\d+$/);
});

test('no package of an installation runs a script when it is installed', () => {
  for (const [path, entry] of production) {
    assert.notEqual(entry.hasInstallScript, true, path);
    // The lock file must not be the only witness. Without binding.gyp npm adds no script of its own.
    const { scripts = {} }: Manifest = JSON.parse(read(`${path}/package.json`));
    assert.deepEqual(Object.keys(scripts).filter(isInstallScript), [], path);
    assert.equal(existsSync(`${root}${path}/binding.gyp`), false, path);
  }
});

test('an installation is 65 packages at most', () => {
  assert.ok(production.length > 7 && production.length <= 65, `${production.length} packages`);
});

test('the lock file names no registry', () => {
  for (const [path, { resolved }] of locked) assert.equal(resolved, undefined, path);
});
