/** S36: whoever builds the package gets the same one. COUNT trees are built, each in a place of its own, and packed. */
import { execFileSync } from 'node:child_process';
import { PrivateTree } from '../support/private-tree.js';

const count = Number(process.env['COUNT'] ?? 2);
/** Nothing here is left to chance: the seed is only told. */
const seed = Number(process.env['SEED'] ?? 1);

interface Packed {
  readonly integrity: string;
  readonly files: readonly { readonly path: string }[];
}

function packOnce(): Packed {
  const tree = new PrivateTree();
  try {
    execFileSync(process.execPath, ['scripts/build.js'], { cwd: tree.root, stdio: ['ignore', 'ignore', 'inherit'] });
    const args = ['pack', '--json', '--ignore-scripts', '--silent'];
    const [packed]: Packed[] = JSON.parse(execFileSync('npm', args, { cwd: tree.root, encoding: 'utf8' }));
    if (packed === undefined) throw new Error('npm packed nothing');
    return packed;
  } finally {
    tree.remove();
  }
}

const builds: Packed[] = [];
for (let number = 1; number <= count; number += 1) {
  builds.push(packOnce());
  process.stderr.write(`builds: ${number} of ${count}, ${builds.at(-1)?.integrity.slice(0, 24)}\n`);
}
const different = new Set(builds.map(({ integrity }) => integrity)).size;
const files = builds[0]?.files.length ?? 0;
process.stdout.write(`builds: ${count} packages of ${files} files, seed ${seed}: ${different} different one(s)\n`);
if (different !== 1 || files === 0) process.exitCode = 1;
