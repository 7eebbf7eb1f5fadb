/**
 * Imports that are made up from SEED, stopped COUNT times in all at moments of any kind, run again to their end and judged by the
 * checker. SIGNAL: KILL (else INT or TERM, stops in good order); LANES: how many at once; ONLY: one trial alone, by its number. A seed
 * says what is done; which moment a signal meets is also the machine's doing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from '../encode/simd/chance.js';
import { removeDirectory } from '../support/directory.js';
import { faultsFor, planTrial, type Trial } from './kills-plan.js';
import { KillableServer } from './kills-server.js';
import { Figures } from './kills-figures.js';
import { runTrial } from './kills-trial.js';
import { wayOf } from './kills-way.js';

const COUNT = Number(process.env['COUNT'] ?? 60);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const LANES = Number(process.env['LANES'] ?? 2);
const ONLY = process.env['ONLY'];
const SIGNAL = process.env['SIGNAL'] ?? 'KILL';
/** A service has other faults after so many trials. */
const TRIALS_A_SERVER = 6;
/** So many failures are enough to look at. */
const MOST_FAILURES = 5;

const figures = new Figures();
const failures: string[] = [];
let next = ONLY === undefined ? 0 : Number(ONLY);

function chanceOf(number: number): Chance {
  return new Chance(SEED * 100_003 + number);
}

function isOver(): boolean {
  return failures.length >= MOST_FAILURES || figures.stops >= COUNT || (ONLY !== undefined && next > Number(ONLY));
}

async function work(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-kills-server-'));
  const server = await KillableServer.open(directory, '');
  for (let done = 0; !isOver(); done++) {
    const number = next++;
    const chance = chanceOf(number);
    const trial = planTrial(number, chance);
    const faults = faultsFor(chance, 60 * TRIALS_A_SERVER);
    if (done % TRIALS_A_SERVER === 0) await server.restart(faults);
    await attempt(trial, server, chance);
  }
  figures.serverKills += server.kills;
  await server.close();
  if (failures.length === 0) rmSync(directory, { recursive: true });
}

async function attempt(trial: Trial, server: KillableServer, chance: Chance): Promise<void> {
  try {
    const told = await runTrial(trial, server, wayOf(SIGNAL, chance));
    figures.add(trial, told);
    if (figures.trials % 20 === 0) process.stderr.write(`${figures.stops} of ${COUNT}, ${figures.trials} trials\n`);
    removeDirectory(told.directory);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
    process.stderr.write(`${failures.at(-1)}\n  again: SEED=${SEED} ONLY=${trial.number} SIGNAL=${SIGNAL}\n`);
  }
}

process.stderr.write(`seed ${SEED}\n`);
await Promise.all(Array.from({ length: ONLY === undefined ? LANES : 1 }, work));
const failed = failures.length === 0 ? '0 failures' : `${failures.length} FAILURES, and without them`;
process.stdout.write(`kills: ${figures.stops} ${SIGNAL}, seed ${SEED}: ${failed}, ${figures.text()}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
