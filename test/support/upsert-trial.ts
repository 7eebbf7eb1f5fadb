/** Upserts of a file full of repeated keys at a service whose jobs overtake each other, with faults, stops and kills. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sqlite from 'node-sqlite3-wasm';
import type { RunningSandbox } from '../../src/sandbox/running.js';
import type { serveSandbox } from '../../src/sandbox/serve.js';
import type { Chance } from '../encode/simd/chance.js';
import { API_KEY } from './canary.js';
import { removeDirectory } from './directory.js';
import { ended } from './ended.js';
import { keptIn, RepeatedKeys } from './repeated-keys.js';
import { runWith } from './run-with.js';

const built: { readonly serveSandbox: typeof serveSandbox } = await import(
  new URL('../../dist/sandbox/serve.js', import.meta.url).href
);
const KILLED = fileURLToPath(new URL('killed.js', import.meta.url));

/** In memory where there is such a place: what a disk takes to write would be most of a trial. */
const ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** A run waits by the clock of the trial, which goes so many times faster: the service's jobs take milliseconds. */
const HASTE = 100;
const MOST_RUNS = 12;
const CONFLICT = 8;

export interface TrialFigures {
  readonly rows: number;
  readonly chunks: number;
  readonly runs: number;
  /** Jobs that were not final at the same time. */
  readonly atOnce: number;
}

/** Runs an import until it ends well, and compares. Throws where a record isn't what the file's order makes of it. */
export async function upsertTrial(chance: Chance, end: 'stops' | 'kills'): Promise<TrialFigures> {
  const directory = mkdtempSync(join(ROOT, 'batchctl-upsert-'));
  const rows = 10 + chance.below(70);
  const keys = new RepeatedKeys(chance, rows, chance.pick([4, 40, 400, 4000]));
  const faults = faultsBy(chance);
  const service: RunningSandbox = await built.serveSandbox({ db: join(directory, 'service.db'), port: 0, faults });
  let runs = 0;
  try {
    writeFileSync(join(directory, 'rows.ndjson'), keys.text);
    const args = argsIn(directory, chance);
    const env = {
      PATH: process.env['PATH'] ?? '',
      EXPERITURE_API_KEY: API_KEY,
      EXPERITURE_BASE_URL: `${service.url}/public/v1`,
    };
    for (let exit = -1; exit !== 0; runs++) {
      assert.ok(runs < MOST_RUNS, 'it comes to an end');
      // The last runs are left alone.
      const patience = runs < 3 && chance.oneIn(2) ? chance.below(end === 'stops' ? 150 : 60) : Infinity;
      if (end === 'kills' && patience < Infinity) await runKilled(args, env, patience + 1);
      else exit = await runStopped(args, env, patience);
      assert.notEqual(exit, 1);
      assert.notEqual(exit, CONFLICT);
    }
  } finally {
    await service.close();
  }
  const database = new sqlite.Database(join(directory, 'service.db'), { readOnly: true });
  const records = database
    .all('select record from records')
    .map(({ record }) => (typeof record === 'string' ? record : ''));
  const jobs = database.all('select created_at as begun, finished_at as ended from jobs');
  database.close();
  removeDirectory(directory);
  assert.deepEqual(keptIn(records), keys.kept, `faults: ${faults}`);
  return { rows, chunks: jobs.length, runs, atOnce: mostAtOnce(jobs) };
}

/** Jobs that are late by different times, and what a service does otherwise that ends well when it is tried again. */
function faultsBy(chance: Chance): string {
  const faults: string[] = [];
  const latest = chance.pick([10, 40, 300]);
  for (let job = 1; job <= 80; job++) {
    if (chance.oneIn(2)) faults.push(`job-late=${chance.below(latest)}@${job}`);
    if (chance.oneIn(25)) faults.push(`job-fail-silent@${job}`);
    if (chance.oneIn(20))
      faults.push(`${chance.pick(['503=0', '429=0', '500', 'reset-before', 'reset-after', 'slow=30'])}@${job}`);
    if (chance.oneIn(20)) faults.push(`poll-503@${job}`);
  }
  if (chance.oneIn(3)) faults.push(`413=160@${1 + chance.below(5)}-${5 + chance.below(40)}`);
  return faults.join(',');
}

function argsIn(directory: string, chance: Chance): string[] {
  const files = ['--state-dir', join(directory, 'state'), '--rejects', join(directory, 'rejects.csv')];
  const sizes = ['--batch-size', String(1 + chance.below(6)), '--concurrency', String(1 + chance.below(8))];
  const scope = ['-t', 'experiture', '--object', 'rows', '--match-key', 'k'];
  return ['import', join(directory, 'rows.ndjson'), ...files, ...sizes, ...scope, '-q'];
}

/** In this process, asked to stop in good order after so many ms. */
async function runStopped(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  patience: number,
): Promise<number> {
  const stopping = new AbortController();
  const timer = patience === Infinity ? undefined : setTimeout(() => stopping.abort(), patience);
  const ran = await runWith(args, env, (tools) => ({
    ...tools,
    stop: stopping.signal,
    sleep: (ms, signal) => tools.sleep(ms / HASTE, signal),
  }));
  clearTimeout(timer);
  return ran.exit;
}

/** In a process of its own, killed at this moment of its journal if it gets there. */
async function runKilled(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  moment: number,
): Promise<void> {
  const child = spawn(process.execPath, [KILLED, ...args], {
    env: { ...env, KILL_AT: String(moment) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ended(child);
}

function mostAtOnce(jobs: readonly Record<string, unknown>[]): number {
  const most = jobs.map(
    ({ begun: at }) =>
      jobs.filter(({ begun, ended }) => String(begun) <= String(at) && String(ended) > String(at)).length,
  );
  return Math.max(0, ...most);
}
