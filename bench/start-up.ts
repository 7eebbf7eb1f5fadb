/** What it costs to start the program, and to install it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BINARY = join(ROOT, 'bin', 'batchctl.js');
const ROUNDS = 15;

/** Seconds, a number a round. */
export interface StartUp {
  readonly help: readonly number[];
  readonly helpCpu: readonly number[];
  readonly node: readonly number[];
  readonly nodeCpu: readonly number[];
}

/** `batchctl --help` and `node -e 0` in turn. */
export async function startUp(cwd: string): Promise<StartUp> {
  const figures: { [figure in keyof StartUp]: number[] } = { help: [], helpCpu: [], node: [], nodeCpu: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const node = await measure({ argv: [process.execPath, '-e', '0'], cwd });
    const help = await measure({ argv: [process.execPath, BINARY, '--help'], cwd });
    figures.node.push(node.seconds);
    figures.nodeCpu.push(node.cpu);
    figures.help.push(help.seconds);
    figures.helpCpu.push(help.cpu);
  }
  return figures;
}

export interface Install {
  readonly bytes: number;
  readonly packages: number;
  readonly installScripts: number;
}

/** Packs the program as it is built and installs it as its users do. Undefined where npm can't reach the registry. */
export function install(directory: string): Install | undefined {
  const cwd = join(directory, 'install');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{"private":true}');
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', cwd];
  const { stdout } = spawnSync('npm', pack, { cwd: ROOT, encoding: 'utf8' });
  const flags = ['--silent', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', ...flags, join(cwd, stdout.trim())], { cwd });
  if (status !== 0) return undefined;
  const lock: Lock = JSON.parse(readFileSync(join(cwd, 'node_modules', '.package-lock.json'), 'utf8'));
  const packages = Object.values(lock.packages);
  return {
    bytes: bytesUnder(join(cwd, 'node_modules')),
    packages: packages.length,
    installScripts: packages.filter(({ hasInstallScript }) => hasInstallScript === true).length,
  };
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

function bytesUnder(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
