/**
 * Every property of the tests, COUNT times instead of the hundreds of `npm test`; those that are slow, as their tests say, some times less.
 * Words behind the command choose files by a part of their path. `dist/` must have been built.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COUNT = Number(process.env['COUNT'] ?? 1_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const words = process.argv.slice(2);

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Tested {
  readonly file: string;
  /** By what each of its properties' number of runs is divided. */
  readonly costs: readonly number[];
}

/** Each property's parameters come from `runs(usual)` or `runs(usual, cost)`. */
function testedIn(file: string): Tested[] {
  const found = [...readFileSync(root + file, 'utf8').matchAll(/\bruns\([^(),]+(?:, (\d+))?\)/g)];
  return found.length === 0 ? [] : [{ file, costs: found.map(([, cost]) => Number(cost ?? 1)) }];
}

/** Tries the properties of one file. */
function holds({ file, costs }: Tested): boolean {
  const env = { ...process.env, BATCHCTL_PROPERTY_RUNS: String(COUNT), BATCHCTL_PROPERTY_SEED: String(SEED) };
  const began = Date.now();
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const slow = costs.filter((cost) => cost > 1).map((cost) => `, one a ${cost}th`);
  process.stderr.write(`${status === 0 ? '✔' : '✖'} ${file}: ${costs.length} in ${seconds} s${slow.join('')}\n`);
  if (status !== 0) process.stderr.write(`${stdout}\n`);
  return status === 0;
}

const tested = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((file) => file.endsWith('.test.ts') && (words.length === 0 || words.some((word) => file.includes(word))))
  .toSorted()
  .flatMap(testedIn);
const failed = tested.filter((one) => !holds(one)).map(({ file }) => file);

const costs = tested.flatMap((one) => one.costs);
const slow = costs.filter((cost) => cost > 1).length;
const fewer = slow === 0 ? '' : `, ${slow} of them fewer times`;
const figures = failed.length === 0 ? 'all hold' : `they fail in ${failed.join(', ')}`;
process.stdout.write(`properties: ${COUNT} runs of ${costs.length} properties${fewer}, seed ${SEED}: ${figures}\n`);
if (failed.length > 0 || costs.length === 0) process.exitCode = 1;
