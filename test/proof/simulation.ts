/**
 * The simulator over many seeds: COUNT of them (2,000) from SEED (1) on, in as many processes as there are processors. One seed alone,
 * which is what a failure is repeated with, is told with its whole trace.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { simulate } from '../simulation/simulate.js';

const count = Number(process.env['COUNT'] ?? 2_000);
const first = Number(process.env['SEED'] ?? 1);
/** Of a process among others: its first seed, and how many are its. */
const share = process.env['SHARE']?.split('+').map(Number);
/** A process keeps a little of each world, and is let go after so many. */
const WORLDS_A_PROCESS = 2_500;

/** What is counted of a world's trace. */
const COUNTED = { runs: / starts as /, requests: / sends /, incidents: / meets /, 'failed calls': / (?:EIO|ENOSPC)$/ };

interface Sum {
  failed: number[];
  counts: Record<string, number>;
}

async function trySeeds(from: number, some: number): Promise<Sum> {
  const sum: Sum = { failed: [], counts: {} };
  for (let seed = from; seed < from + some; seed++) {
    const { wrong, trace, hash } = await simulate(seed);
    for (const [name, pattern] of Object.entries(COUNTED))
      sum.counts[name] = (sum.counts[name] ?? 0) + trace.filter((line) => pattern.test(line)).length;
    if (wrong.length === 0 && count > 1) continue;
    process.stderr.write(
      `${count === 1 ? `${trace.join('\n')}\n` : ''}seed ${seed}, trace ${hash}:\n  ${wrong.join('\n  ')}\n`,
    );
    if (wrong.length > 0) sum.failed.push(seed);
  }
  return sum;
}

function inProcess(from: number, some: number): Promise<Sum> {
  const env = { ...process.env, SHARE: `${from}+${some}` };
  const child = fork(fileURLToPath(import.meta.url), {
    env,
    execArgv: ['--max-semi-space-size=64', '--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (sum: Sum) => resolve(sum));
    child.on('exit', (code) => reject(new Error(`a process ended with ${code}`)));
  });
}

if (share !== undefined) {
  const [from = 0, some = 0] = share;
  // Nobody waits for the sum any more.
  process.once('disconnect', () => process.exit());
  process.send?.(await trySeeds(from, some));
  process.disconnect();
} else {
  const processes = Math.min(availableParallelism(), count);
  const step = Math.min(WORLDS_A_PROCESS, Math.ceil(count / processes));
  const sums: Sum[] = [];
  let next = first;
  const work = async () => {
    while (next < first + count) {
      const [from, some] = [next, Math.min(step, first + count - next)];
      next += some;
      sums.push(await inProcess(from, some));
      process.stderr.write(`seeds ${from} to ${from + some - 1}\n`);
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  const failed = sums.flatMap((sum) => sum.failed).toSorted((one, two) => one - two);
  const figures = Object.keys(COUNTED).map(
    (name) => `${sums.reduce((all, { counts }) => all + (counts[name] ?? 0), 0)} ${name}`,
  );
  process.stdout.write(`simulation: ${count} seeds, seed ${first}: ${figures.join(', ')}, ${failed.length} failed\n`);
  if (failed.length > 0) process.stderr.write(`failed: ${failed.slice(0, 20).join(', ')}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
