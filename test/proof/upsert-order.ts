/**
 * Upserts of files full of repeated keys, at the sandbox, whose jobs are late by chance; with faults, stops and kills: in the end every
 * record is what the file's order makes of it.
 */
import { Chance } from '../encode/simd/chance.js';
import { upsertTrial, type TrialFigures } from '../support/upsert-trial.js';

const COUNT = Number(process.env['COUNT'] ?? 100);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Every so many trials are killed, which takes processes. */
const KILLS = 5;

process.stderr.write(`upsert-order: seed ${SEED}\n`);
const all: TrialFigures[] = [];
for (let trial = 0; trial < COUNT; trial++) {
  try {
    all.push(await upsertTrial(new Chance(SEED + trial), trial % KILLS === 0 ? 'kills' : 'stops'));
  } catch (error) {
    console.error(
      `trial ${trial}; again with COUNT=1 SEED=${SEED + trial}${trial % KILLS === 0 ? '' : ', and not killed'}:`,
      error,
    );
    process.exitCode = 1;
  }
  if (trial % 20 === 19) process.stderr.write(`${trial + 1} of ${COUNT}\n`);
}
const sum = (of: (figures: TrialFigures) => number) => all.reduce((total, figures) => total + of(figures), 0);
const atOnce = Math.max(0, ...all.map((figures) => figures.atOnce));
const figures = `${sum(({ rows }) => rows)} rows, ${sum(({ chunks }) => chunks)} jobs, ${sum(({ runs }) => runs)} runs, at most ${atOnce} jobs at once`;
console.log(`upsert-order: ${COUNT} imports, seed ${SEED}: ${COUNT - all.length} out of order; ${figures}`);
