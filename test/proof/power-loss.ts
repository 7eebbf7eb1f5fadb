/**
 * Power losses: from what one run wrote, synced and renamed, and when, states are drawn in which the disk may be after a loss; each is
 * set up, with the service as it was at that moment, and the same command then brings every row exactly once. Needs strace to record.
 */
import diagnostics from 'node:diagnostics_channel';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Chance } from '../encode/simd/chance.js';
import { crashState, durableLines, type CrashState } from '../support/crash-states.js';
import { enter, judge, stageScenes, type Scene } from '../support/disk-scene.js';
import { recordingOf, type Recording } from '../support/disk-steps.js';
import { ServicePlace } from '../support/service-place.js';
import { traced, whyNoTrace } from '../support/strace.js';
import { callsIn } from '../support/strace-log.js';

const COUNT = Number(process.env['COUNT'] ?? 300);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const TRACE = 'trace=openat,read,write,writev,pwrite64,fsync,fdatasync,rename,link,unlink,ftruncate,mkdir';

interface Recorded {
  readonly scene: Scene;
  readonly recording: Recording;
  /** The service's database when a request came and when it was answered, in turn. */
  readonly databases: readonly string[];
}

const place = new ServicePlace();
const chance = new Chance(SEED);

async function record(scene: Scene, index: number): Promise<Recorded> {
  await enter(place, scene);
  const files = readdirSync(place.directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name));
  const before = new Map(paths.map((path) => [path, readFileSync(path)]));
  const databases: string[] = [];
  const keep = () => {
    const path = place.aside(`moment${index}.${databases.length}.db`);
    copyFileSync(place.database, path);
    databases.push(path);
  };
  diagnostics.subscribe('http.server.request.start', keep);
  diagnostics.subscribe('http.server.response.finish', keep);
  const log = place.aside('log');
  const ran = await traced({ args: scene.args, env: place.env, log, options: ['-yy', '-s', '1000000', '-e', TRACE] });
  diagnostics.unsubscribe('http.server.request.start', keep);
  diagnostics.unsubscribe('http.server.response.finish', keep);
  if (ran.exit !== 3) throw new Error(`a run without a fault ended with ${ran.exit}: ${ran.stderr}`);
  keep();
  return { scene, recording: recordingOf(callsIn(readFileSync(log, 'utf8')), place.directory, before), databases };
}

/** Between what the last answer that came had seen done, and the coming of the request behind the last one that had left. */
function databaseAt({ databases }: Recorded, { asked, answered }: CrashState): string {
  const first = Math.max(0, 2 * answered - 1);
  const last = Math.min(databases.length - 1, 2 * asked);
  return databases[first + chance.below(last - first + 1)] ?? '';
}

async function trial(recorded: Recorded, state: CrashState): Promise<string[]> {
  const { scene, recording } = recorded;
  await enter(place, { files: scene.files, database: databaseAt(recorded, state) });
  const source = join(scene.files, 'rows.csv');
  place.clear();
  for (const path of state.directories) mkdirSync(path, { recursive: true });
  for (const [path, content] of state.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  cpSync(source, place.path('rows.csv'), { preserveTimestamps: true });
  const journal = [...state.files].find(([path]) => path.endsWith('/journal.ndjson'))?.[1].toString() ?? '';
  const missing = durableLines(recording, state.steps).filter((line) => !journal.includes(line));
  return [
    ...missing.map((line) => `was on disk, and isn't in the journal any more: ${line.slice(0, 120)}`),
    ...(await judge(place, scene)),
  ];
}

function told({ scene, recording }: Recorded, { steps, lost }: CrashState): string {
  const last = recording.steps[steps - 1];
  return `${scene.name}, behind step ${steps} (${last?.kind} ${last !== undefined && 'path' in last ? last.path : ''}), without: ${lost.join('; ')}`;
}

async function prove(): Promise<string[]> {
  const scenes = await stageScenes(place);
  const all: Recorded[] = [];
  for (const [index, scene] of scenes.entries()) all.push(await record(scene, index));
  const found: string[] = [];
  const seen = new Set<string>();
  let drawn = 0;
  for (; seen.size < COUNT && drawn < 20 * COUNT; drawn++) {
    const recorded = chance.pick(all);
    const state = crashState(recorded.recording, chance.below(recorded.recording.steps.length + 1), chance);
    const files = [...state.files].map(([path, content]) => [path, content.toString('latin1')]);
    const mark = JSON.stringify([recorded.scene.name, files, state.asked, state.answered]);
    if (seen.has(mark)) continue;
    seen.add(mark);
    const wrong = await trial(recorded, state);
    if (wrong.length > 0) found.push(`${told(recorded, state)}\n  ${wrong.join('\n  ')}`);
    if (seen.size % 100 === 0) process.stderr.write(`${seen.size} of ${COUNT}, ${found.length} wrong\n`);
  }
  const steps = all.map(({ recording }) => recording.steps.length).join(', ');
  process.stdout.write(
    `power-loss: ${seen.size} states, seed ${SEED}: all different, of ${drawn} drawn, from runs of ${steps} steps; ${found.length} wrong\n`,
  );
  return found;
}

const why = whyNoTrace();
if (why !== undefined) {
  process.stderr.write(`power-loss: nothing was proven, as it takes strace: ${why}\n`);
  process.exitCode = 2;
} else {
  try {
    const found = await prove();
    process.stderr.write(found.map((one) => `${one}\n`).join(''));
    process.exitCode = found.length > 0 ? 1 : 0;
  } finally {
    await place.remove();
  }
}
