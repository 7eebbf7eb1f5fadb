/**
 * A process that may have little: memory, open files, bytes in a file; or that waits without end, or fails where nobody takes it.
 * Whatever it ends with, it isn't a success unless it is one, and the same command by itself brings every row exactly once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Chance } from '../encode/simd/chance.js';
import { enter, judge, stageScenes } from '../support/disk-scene.js';
import { ServicePlace } from '../support/service-place.js';
import { BINARY } from '../support/workplace.js';

const COUNT = Number(process.env['COUNT'] ?? 40);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const place = new ServicePlace();
const chance = new Chance(SEED);

/** Waits never end, and there is nothing else to do. */
const ENDLESS =
  "import t from 'node:timers/promises';import{syncBuiltinESMExports as s}from'node:module';t.setTimeout=()=>new Promise(()=>{});s()";
/** A failure that nobody takes, at some time. */
const UNTAKEN = 'setTimeout(()=>Promise.reject(new Error("nobody")),';

const LIMITS = [
  () => `NODE_OPTIONS=--max-old-space-size=${4 + chance.below(16)}`,
  () => `ulimit -n ${22 + chance.below(40)};`,
  () => `ulimit -f ${1 + chance.below(8)};`,
  () => preloading('endless', ENDLESS),
  () => preloading('untaken', `${UNTAKEN}${100 + chance.below(400)})`),
];

/** Runs a script in the program's own process, before it begins. */
function preloading(name: string, script: string): string {
  return `: ${name}; NODE_OPTIONS='--import=data:text/javascript,${encodeURIComponent(script).replaceAll("'", '%27')}'`;
}

/** Its exit code, or the signal that ended it. */
async function run(limit: string, args: readonly string[]): Promise<string> {
  const words = [process.execPath, '--liftoff-only', BINARY, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('bash', ['-c', `${limit} exec ${words}`], {
    cwd: place.directory,
    env: place.env,
    stdio: 'ignore',
  });
  const [exit, signal] = await once(child, 'close');
  return String(signal ?? exit);
}

const ends = new Map<string, number>();
const found: string[] = [];
try {
  const scenes = await stageScenes(place);
  for (let trial = 0; trial < COUNT; trial++) {
    const scene = chance.pick(scenes);
    const limit = chance.pick(LIMITS)();
    await enter(place, scene);
    const end = await run(limit, scene.args);
    const what = `${limit
      .replace(/^: (\w+).*/, '$1')
      .replace(/[=\d;]+/g, ' ')
      .trim()} → ${end}`;
    ends.set(what, (ends.get(what) ?? 0) + 1);
    const wrong = [...(end === '0' ? ['a success that is none'] : []), ...(await judge(place, scene))];
    if (wrong.length > 0) found.push(`${scene.name}, ${limit}, exit ${end}\n  ${wrong.join('\n  ')}`);
    if (trial % 20 === 19) process.stderr.write(`${trial + 1} of ${COUNT}, ${found.length} wrong\n`);
  }
  const table = [...ends].map(([what, count]) => `${count} × ${what}`).toSorted();
  process.stdout.write(`limits: ${COUNT} runs, seed ${SEED}: ${found.length} wrong (${table.join(', ')})\n`);
  process.stderr.write(found.map((one) => `${one}\n`).join(''));
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  await place.remove();
}
