/** `npm run bench`: everything in one go. bench/README.md says how to read what it prints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROWS_PER_REQUEST, SMALL_REQUEST, type Contestant } from './arena.js';
import { CONTESTANTS } from './contestants.js';
import { fetchPeers } from './fetch-peers.js';
import { writeFiles, type Files } from './files.js';
import { readOptions, wantedOf, type Options } from './options.js';
import { isOnPath } from './peers.js';
import { race, type Result } from './race.js';
import { resume } from './resume.js';
import { Service } from './service.js';
import { install, startUp } from './start-up.js';
import { installTable, raceTable, ratioTable, resumeTable, startUpTable } from './table.js';

const SMALL_SHARE = 20;
const NAMES = CONTESTANTS.map(({ name }) => name);
const SECTIONS = ['resume', 'start-up', 'install'];

interface Bench {
  readonly options: Options;
  readonly service: Service;
  readonly files: Files;
  readonly directory: string;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs those who can run; a line says who can't, and why. */
async function runRace({ options, service, files, directory }: Bench): Promise<Result[]> {
  const names = wantedOf(NAMES, options);
  const wanted = CONTESTANTS.filter(({ name }) => names.has(name));
  if (wanted.length === 0) return [];
  tell('fetching peers');
  const peers = fetchPeers(
    wanted.flatMap(({ peer }) => peer ?? []),
    directory,
  );
  const missing = ({ programs = [], peer }: Contestant) => [
    ...programs.filter((program) => !isOnPath(program)),
    ...(peer === undefined || peers.has(peer) ? [] : [peer]),
  ];
  for (const contestant of wanted) {
    const lacks = missing(contestant);
    if (lacks.length > 0) console.log(`left out: ${contestant.name}: without ${lacks.join(', ')}\n`);
  }
  const small = await writeFiles(
    directory,
    Math.max(SMALL_REQUEST, Math.ceil(options.rows / SMALL_SHARE)),
    SMALL_REQUEST,
  );
  const arena = { url: service.url, files, small, peer: (name: string) => peers.get(name) };
  const contestants = wanted.filter((contestant) => missing(contestant).length === 0);
  const results = await race({ contestants, arena, service, directory, runs: options.runs, tell });
  if (results.length > 0) console.log(`${raceTable(results)}\n\n${ratioTable(results)}`);
  return results;
}

async function run(bench: Bench): Promise<unknown> {
  const { options, directory } = bench;
  const { rows, runs, big } = options;
  const sections = wantedOf(SECTIONS, options);
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'a processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const about = { date: new Date().toISOString(), machine, system: release(), node: process.version, rows, runs };
  console.log(`${machine}; ${about.system}; Node ${about.node}; ${about.date}; ${rows} rows, ${runs} runs\n`);

  const results = await runRace(bench);
  const resumed = sections.has('resume') ? await resume({ ...bench, runs, bytes: big * 1e6, tell }) : undefined;
  if (resumed !== undefined) console.log(`${resumeTable(resumed)}\n`);
  const started = sections.has('start-up') ? await startUp(directory) : undefined;
  if (started !== undefined) console.log(`${startUpTable(started)}\n`);
  const installed = sections.has('install') ? install(directory) : undefined;
  if (installed !== undefined) console.log(`${installTable(installed)}\n`);
  if (results.some(({ failure }) => failure !== null)) process.exitCode = 1;
  return { about, results, resumed, started, installed };
}

function understood(): Options {
  try {
    return readOptions(process.argv.slice(2), [...NAMES, ...SECTIONS]);
  } catch (error) {
    tell(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

const options = understood();
const directory = mkdtempSync(join(tmpdir(), 'batchctl-bench-'));
// Files of gigabytes: not even Ctrl-C may leave them behind. Whoever runs gets the signal as well, and the service ends with this process.
process.once('SIGINT', () => {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit(130);
});
const service = await Service.start();
try {
  tell('writing the files');
  const files = await writeFiles(directory, options.rows, ROWS_PER_REQUEST);
  const figures = await run({ options, service, files, directory });
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await service.stop();
  rmSync(directory, { recursive: true });
}
