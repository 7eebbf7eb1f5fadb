/** The import of a trial: how it is typed, where its traces are. */
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { API_KEY } from '../support/canary.js';
import type { Evidence } from '../support/checker.js';
import type { Trial } from './kills-plan.js';
import type { Command } from './kills-run.js';
import type { KillableServer } from './kills-server.js';

export interface Setting {
  readonly trial: Trial;
  /** Of this trial alone. */
  readonly directory: string;
  /** Not used by a trial whose program has a server of its own. */
  readonly server: KillableServer;
}

/** The command, the same for each run but for the faults of the program's own server. */
export function commandOf({ trial, directory, server }: Setting, faults: string): Command {
  const { source, flags, pieces, ownFaults, number } = trial;
  const env = { PATH: process.env['PATH'] ?? '', EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: server.url };
  const own = [ownFaults, faults].filter((fault) => fault !== undefined && fault !== '').join(',');
  const where = ownFaults === undefined ? ['-t', 'experiture'] : ['--sandbox', ...(own === '' ? [] : ['--fault', own])];
  const args = ['import', pieces === 0 ? source.name : '-', ...where, '--object', `trial${number}`];
  const piece = Math.ceil(source.bytes.length / Math.max(1, pieces));
  return {
    directory,
    env,
    args: [...args, ...flags, '--json', '-q'],
    input: Array.from({ length: pieces }, (_, index) => source.bytes.subarray(index * piece, (index + 1) * piece)),
    server: ownFaults === undefined ? server : undefined,
  };
}

/** What the checker needs of a run. */
export function evidenceOf(setting: Setting, document: string, exit: number): Evidence {
  const { directory, trial } = setting;
  const { name, format, checkerFlags, matchKey } = trial.source;
  const source = { source: name, format, dialect: checkerFlags };
  const place = { directory, database: databaseOf(setting), object: `trial${trial.number}` };
  return { ...source, ...place, matchKey, document, exit };
}

/** Requests that the program's own server has ever got; 0 for one that runs beside it. No server may be running. */
export function requestsIn(setting: Setting): number {
  if (setting.trial.ownFaults === undefined) return 0;
  const database = new sqlite.Database(databaseOf(setting), { readOnly: true });
  try {
    return Number(database.all('select count(*) as n from requests')[0]?.['n']);
  } finally {
    database.close();
  }
}

function databaseOf({ trial, directory, server }: Setting): string {
  return trial.ownFaults === undefined ? server.database : join(directory, '.batchctl', 'sandbox.db');
}
