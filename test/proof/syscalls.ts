/**
 * Every system call with which the program changes or reads its files, once each: it is killed there, or the call fails; the same
 * command behind that brings every row exactly once. And the order of calls, by which that is so. Needs strace.
 */
import { existsSync, readFileSync } from 'node:fs';
import { enter, journalPath, judge, stageScenes, type Scene } from '../support/disk-scene.js';
import { orderOf } from '../support/order-trace.js';
import { ServicePlace } from '../support/service-place.js';
import { traced, whyNoTrace } from '../support/strace.js';
import { callsIn, pathOf, stringsIn, type Call } from '../support/strace-log.js';
import type { Ran } from '../support/ended.js';

/** Of the kills and failures; all of them where there are no more. */
const COUNT = Number(process.env['COUNT'] ?? 40);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
/** Places whose names hold these words. */
const ONLY = process.env['ONLY'] ?? '';
/** Runs of which the order is looked at. */
const ORDERS = Math.min(20, Math.ceil(COUNT / 20));

const CHANGES = ['mkdir', 'write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'link', 'unlink', 'ftruncate'];
const FAILING = ['openat', 'read', 'pread64', 'write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'ftruncate'];
const ERRORS = ['ENOSPC', 'EIO', 'EDQUOT'];
/** A name that can't be taken, for reasons of its own. */
const NAME_ERRORS = ['EXDEV', 'EBUSY'];
/** What a failing disk may end with: state, the source, or nothing where the call didn't matter. */
const DECLARED = new Set([9, 4, 3]);
/** A request that was on its way when the journal failed is seen a little later. Seconds. */
const ON_ITS_WAY = 0.05;

interface Point {
  readonly scene: Scene;
  readonly paths: readonly string[];
  readonly call: string;
  /** Which of these calls, from 1. */
  readonly number: number;
  /** Undefined: killed. */
  readonly error: string | undefined;
}

const place = new ServicePlace();
// It holds what was sent, and so the credential.
const log = place.aside('log.secret');
const TRACE = `trace=network,read,write,writev,pread64,${[...CHANGES, 'openat'].join()}`;

async function callsOf(scene: Scene): Promise<Call[]> {
  const ran = await traced({ args: scene.args, env: place.env, log, options: ['-yy', '-s', '100000', '-e', TRACE] });
  if (ran.exit !== 3) throw new Error(`a run without a fault ended with ${ran.exit}: ${ran.stderr}`);
  return callsIn(readFileSync(log, 'utf8'));
}

async function pointsOf(scene: Scene): Promise<Point[]> {
  await enter(place, scene);
  const calls = await callsOf(scene);
  const isOurs = (path: string | undefined): path is string => path?.startsWith(`${place.directory}/`) === true;
  const named = (call: Call) => [pathOf(call.args), ...stringsIn(call.args.slice(0, 1_000)).map(String)].filter(isOurs);
  const paths = [...new Set([...calls.flatMap(named), place.directory])];
  const counts = new Map<string, number>();
  for (const call of calls.filter((call) => named(call).length > 0)) {
    const place = `${call.thread} ${call.name}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const most = (call: string) =>
    Math.max(0, ...[...counts].filter(([place]) => place.endsWith(` ${call}`)).map(([, count]) => count));
  const all = (calls: readonly string[], error: string | undefined) =>
    calls.flatMap((call) =>
      Array.from({ length: most(call) }, (_, index): Point => ({ scene, paths, call, number: index + 1, error })),
    );
  const failing = ERRORS.flatMap((error) => all(FAILING, error));
  return [...all(CHANGES, undefined), ...failing, ...NAME_ERRORS.flatMap((error) => all(['rename'], error))];
}

interface Tried {
  readonly isReached: boolean;
  readonly wrong: readonly string[];
}

async function attempt({ scene, paths, call, number, error }: Point): Promise<Tried> {
  await enter(place, scene);
  const how = error === undefined ? 'signal=SIGKILL' : `error=${error}`;
  // A journal that fails is the only one of which the requests are watched: those have no path.
  const isWatched = call === 'fdatasync';
  const where = isWatched ? [] : paths.flatMap((path) => ['-P', path]);
  const what = ['-e', `trace=${call}${isWatched ? ',write,writev' : ''}`, '-e', `inject=${call}:${how}:when=${number}`];
  const options = ['-ttt', '-yy', '-s', '200', ...where, ...what];
  const ran = await traced({ args: scene.args, env: place.env, log, options });
  const text = readFileSync(log, 'utf8');
  const isKilled = ran.exit === null || ran.exit === 137;
  const wrong = error === undefined && isKilled ? [] : ungraceful(ran);
  if (isWatched && error !== undefined) wrong.push(...sentBehind(text));
  if (wrong.length > 0)
    wrong.push(
      ran.stdout + ran.stderr,
      text
        .split('\n')
        .filter((line) => line.includes('(INJECTED)'))
        .join('\n'),
    );
  const isReached = error === undefined ? isKilled : text.includes('(INJECTED)');
  return { isReached, wrong: [...wrong, ...(await judge(place, scene))] };
}

function ungraceful({ exit, stdout, stderr }: Ran): string[] {
  const wrong = DECLARED.has(exit ?? -1) ? [] : [`exit ${exit}`];
  if (/\n\s+at |is a fault in batchctl/.test(stdout + stderr)) wrong.push('a stack or a bug');
  return wrong;
}

/** Requests that left behind a failure of the journal. */
function sentBehind(text: string): string[] {
  const lines = text.split('\n').map((line) => ({ line, at: Number(/^\d+ +([\d.]+)/.exec(line)?.[1]) }));
  const failed = lines.find(({ line }) => line.includes('(INJECTED)'));
  if (failed === undefined) return [];
  return lines
    .filter(({ line, at }) => at > failed.at + ON_ITS_WAY && /"POST /.test(line))
    .map(({ line }) => `behind the failure it sent ${line.slice(0, 200)}`);
}

function nameOf({ scene, error, call, number }: Point): string {
  return `${scene.name}: ${error ?? 'killed'} at ${call} ${number}`;
}

/** `count` of them, evenly spread. */
function spread(points: readonly Point[], count: number): Point[] {
  if (points.length <= count) return [...points];
  const step = points.length / count;
  return Array.from({ length: count }, (_, index) => Math.floor((index + (SEED % 97) / 97) * step)).flatMap(
    (at) => points[at] ?? [],
  );
}

async function prove(): Promise<string[]> {
  const scenes = await stageScenes(place);
  const all: Point[] = [];
  for (const scene of scenes) all.push(...(await pointsOf(scene)).filter((point) => nameOf(point).includes(ONLY)));
  const kills = all.filter(({ error }) => error === undefined);
  const failures = all.filter(({ error }) => error !== undefined);
  const points = [...spread(kills, Math.ceil(COUNT / 2)), ...spread(failures, Math.floor(COUNT / 2))];
  const found: string[] = [];
  let missed = 0;
  for (const [index, point] of points.entries()) {
    const { isReached, wrong } = await attempt(point);
    if (!isReached) missed += 1;
    if (wrong.length > 0) found.push(`${nameOf(point)}\n  ${wrong.join('\n  ')}`);
    if (index % 20 === 19) process.stderr.write(`${index + 1} of ${points.length}, ${found.length} wrong\n`);
  }
  let requests = 0;
  for (let run = 0; run < ORDERS; run++) {
    const scene = scenes[run % scenes.length];
    if (scene === undefined) break;
    await enter(place, scene);
    const before = existsSync(place.path('state')) ? readFileSync(journalPath(place), 'utf8') : '';
    const order = orderOf(await callsOf(scene), before);
    requests += order.requests;
    found.push(...order.faults.map((fault) => `${scene.name}: ${fault}`));
  }
  const figures = `${kills.length} places to be killed, ${failures.length} failures; not reached ${missed}; ${ORDERS} runs in order with ${requests} requests`;
  process.stdout.write(`syscalls: ${points.length} places, seed ${SEED}: ${figures}; ${found.length} wrong\n`);
  return found;
}

const why = whyNoTrace();
if (why !== undefined) {
  process.stderr.write(`syscalls: nothing was proven, as it takes strace: ${why}\n`);
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
