/**
 * Imports over real sockets through faults of chance: COUNT in which the service commits and answers are lost, and as many in which
 * anything may happen on the way. Every row must be there once, whatever the report says of it must be true, and no key may have two
 * requests under way.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { runTrial, type Kind } from './network-trial.js';

const COUNT = Number(process.env['COUNT'] ?? 150);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const KINDS: readonly Kind[] = ['drops', 'any'];

function add(played: ReadonlyMap<string, number>): void {
  for (const [name, count] of played) faults.set(name, (faults.get(name) ?? 0) + count);
}

/** An import that stands still is as bad as one that lies. ms. */
const PATIENCE = 60_000;

async function hung(): Promise<{ wrong: string[] }> {
  await delay(PATIENCE, undefined, { ref: false });
  return { wrong: [`no end within ${PATIENCE} ms`] };
}

const faults = new Map<string, number>();
const failed: string[] = [];
let runs = 0;
let inDoubt = 0;

for (const kind of KINDS) {
  for (let index = 0; index < COUNT; index++) {
    const seed = SEED + index;
    const judged = await Promise.race([runTrial(kind, seed), hung()]).catch((error: unknown) => ({
      wrong: [String(error)],
    }));
    if (judged.wrong.length > 0) failed.push(`${kind}, SEED=${seed} COUNT=1: ${judged.wrong.join('; ')}`);
    if ('runs' in judged) {
      runs += judged.runs;
      inDoubt += judged.inDoubt;
      add(judged.faults);
    }
    if (index % 50 === 49) process.stderr.write(`network: ${kind} ${index + 1} of ${COUNT}, ${failed.length} failed\n`);
  }
}

for (const failure of failed) process.stderr.write(`${failure}\n`);
const played = [...faults].filter(([name]) => name !== 'pass').toSorted(([, one], [, two]) => two - one);
const all = played.reduce((sum, [, count]) => sum + count, 0);
const figures = [
  `${runs} runs`,
  `${all} faults (${played.map(([name, count]) => `${name} ${count}`).join(', ')})`,
  `${inDoubt} rows in doubt`,
  `${failed.length} imports with a lost, doubled or misreported row, or two requests of a key at once`,
];
process.stdout.write(`network: ${COUNT * KINDS.length} imports, seed ${SEED}: ${figures.join('; ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
