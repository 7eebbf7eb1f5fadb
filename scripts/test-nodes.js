// Runs all tests on other versions of Node: npm test with each of them in front of PATH. The binaries come as packages, into a
// temporary folder; they are no dependencies. VERSIONS=22,24,26 by default.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const versions = (process.env.VERSIONS ?? '22,24,26').split(',');
const failed = [];

for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), `node-${version}-`));
  const name = `node-${process.platform}-${process.arch}`;
  const install = ['install', '--silent', '--no-save', '--no-package-lock', '--prefix', folder, `${name}@${version}`];
  spawnSync('npm', install, { cwd: folder, stdio: 'inherit' });
  const bin = join(folder, 'node_modules', name, 'bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const { stdout } = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' });
  console.log(`\n=== Node ${stdout?.trim() || `${version} could not be fetched`}`);
  const { status } = spawnSync(join(bin, 'node'), ['scripts/test.js', ...process.argv.slice(2)], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(version);
  rmSync(folder, { recursive: true });
}

console.log(
  failed.length === 0 ? `\nall tests pass on Node ${versions.join(', ')}` : `\nfailed on Node ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
