/**
 * Killed at every step of the journal, for every target, with one worker and with four; killed once more at some step of the run that
 * goes on; and run to the end: every row is there exactly once, or named where the service can't know. COUNT: how often (1); SEED: of
 * the second steps; ONLY: plots whose names hold a word.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Chance } from '../encode/simd/chance.js';
import { ended, type Ran } from '../support/ended.js';
import { ServicePlace } from '../support/service-place.js';
import { commandOf, PLOTS, type Plot } from './crash-plots.js';

const COUNT = Number(process.env['COUNT'] ?? 1);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const ONLY = process.env['ONLY'] ?? '';
const KILLED = fileURLToPath(new URL('../support/killed.js', import.meta.url));

/** What is to be the same, however often an import was killed. */
interface End {
  readonly rows: unknown;
  readonly rejects: string;
  /** Rows that the results file answers, in its order. */
  readonly answered: readonly string[];
  readonly records: readonly string[];
  /** Rows that are said to be there twice, perhaps. */
  readonly named: number;
}

interface Point {
  readonly plot: Plot;
  readonly moment: number;
  /** Of the second run. */
  readonly second: number;
  readonly expected: End;
}

const figures = { points: 0, killed: 0, again: 0 };
const wrong: string[] = [];

async function begin(place: ServicePlace, plot: Plot): Promise<void> {
  place.clear();
  await place.serve();
  writeFileSync(place.path(plot.file), plot.text);
}

function runKilled(place: ServicePlace, plot: Plot, moment: number): Promise<Ran> {
  const env = { ...place.env, KILL_AT: String(moment) };
  return ended(spawn(process.execPath, ['--liftoff-only', KILLED, ...commandOf(place, plot)], { env }));
}

async function endOf(place: ServicePlace, plot: Plot): Promise<End> {
  const { exit, stdout, stderr } = await place.run(commandOf(place, plot));
  if (exit !== 3) throw new Error(`exit ${exit}: ${stderr}`);
  const { rows, imports } = JSON.parse(stdout);
  const stored = await place.query(plot.sql);
  const results = place.path('results.ndjson');
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '';
  return {
    rows,
    rejects: readFileSync(place.path('rejects.ndjson'), 'utf8'),
    answered: [...text.matchAll(/"_batchctl_row":(\d+)/g)].map(([, row = '']) => row),
    records: stored.map(({ record }) => String(record)).toSorted(),
    named: imports[0].mayBeDoubled.length,
  };
}

/** What differs from how it is to be. */
function faults({ mayDouble }: Plot, found: End, expected: End): string[] {
  const isNamed = mayDouble && found.named > 0;
  const records = isNamed ? found.records.filter((record, at, all) => record !== all[at - 1]) : found.records;
  const given = { ...found, records, named: 0 };
  return Object.keys(expected).flatMap((name) => {
    const [is, due] = [given, { ...expected, named: 0 }].map((end) => JSON.stringify(Reflect.get(end, name)));
    return is === due ? [] : [`${name}: ${is}, and not ${due}`];
  });
}

async function attempt(place: ServicePlace, { plot, moment, second, expected }: Point): Promise<void> {
  const name = `${plot.name}: killed at ${moment}, then at ${second}`;
  try {
    await begin(place, plot);
    const first = await runKilled(place, plot, moment);
    if (first.signal === 'SIGKILL') figures.killed += 1;
    const next = await runKilled(place, plot, second);
    if (next.signal === 'SIGKILL') figures.again += 1;
    for (const { exit, signal, stderr } of [first, next])
      if (exit !== 3 && signal !== 'SIGKILL') throw new Error(`a run ended with ${exit}: ${stderr}`);
    wrong.push(...faults(plot, await endOf(place, plot), expected).map((fault) => `${name}: ${fault}`));
  } catch (error) {
    wrong.push(`${name}: ${String(error)}`);
  }
}

/** Every moment of a run that isn't killed. */
async function pointsOf(place: ServicePlace, plot: Plot, chance: Chance): Promise<Point[]> {
  await begin(place, plot);
  const { exit, stderr } = await runKilled(place, plot, 0);
  const moments = Number(/moments: (\d+)/.exec(stderr)?.[1]);
  if (exit !== 3 || !(moments > 0)) throw new Error(`${plot.name}: exit ${exit}: ${stderr}`);
  await begin(place, plot);
  const expected = await endOf(place, plot);
  return Array.from({ length: moments * COUNT }, (_, index) => {
    const moment = 1 + (index % moments);
    // What is left for the second run, and a little of what may be done once more.
    const second = 1 + chance.below(Math.max(3, moments - moment + 6));
    return { plot, moment, second, expected };
  });
}

process.stderr.write(`seed ${SEED}\n`);
const plots = PLOTS.filter(({ name }) => name.includes(ONLY));
const work = async () => {
  const place = new ServicePlace();
  try {
    for (let plot = plots.shift(); plot !== undefined; plot = plots.shift()) {
      const points = await pointsOf(place, plot, new Chance(SEED));
      for (const point of points) await attempt(place, point);
      figures.points += points.length;
      process.stderr.write(`${plot.name}: ${points.length} moments\n`);
    }
  } finally {
    await place.remove();
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
const { points, killed, again } = figures;
const told = `${killed} runs killed at their moment, ${again} that went on killed too`;
process.stdout.write(`crash-points: ${points} moments, seed ${SEED}: ${told}; ${wrong.length} wrong\n`);
process.stderr.write(wrong.map((one) => `${one}\n`).join(''));
process.exitCode = wrong.length === 0 && points > 0 ? 0 : 1;
