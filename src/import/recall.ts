/** Imports as their journals tell them, the running ones too: nothing is locked, repaired or sent. */
import { closeSync, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { BatchctlError, EXIT, messageOf, systemCode, worstExit, type ExitCode } from '../errors.js';
import { readCheckpoint } from '../journal/checkpoint.js';
import { importsDirectory } from '../journal/hold.js';
import { journalError } from '../journal/journal-error.js';
import { replay } from '../journal/replay.js';
import { inDoubt, type JournalState } from '../journal/state.js';
import type { ImportReport, RowCounts } from '../report/report.js';
import { errorsOf } from './conclude.js';
import { frozenPlan } from './frozen.js';
import { introduce } from './plan.js';
import { repeatedRows, tally } from './tally.js';

export interface KnownImport {
  /** Of its directory. */
  readonly name: string;
  readonly state: JournalState;
}

export interface Recalled {
  /** The oldest first. */
  readonly known: readonly KnownImport[];
  /** Why other journals can't be read. */
  readonly broken: readonly BatchctlError[];
}

/**
 * The imports under a state directory; of one file (as typed) or run only where `name` is given. A journal that can't be read doesn't
 * hide the others, and doesn't matter where they have what was asked for. Throws a BatchctlError (state) where it may be in that one.
 */
export async function recallImports(stateDir: string, name: string | undefined): Promise<Recalled> {
  const { known, broken } = await readJournals(stateDir);
  if (name === undefined) return { known, broken };
  const called = known.filter(({ state }) => isCalled(state, name));
  const [error] = broken;
  if (called.length === 0 && error !== undefined) throw error;
  return { known: called, broken: [] };
}

/** All of them. Throws a BatchctlError (state) where not even their directory can be read. */
export async function readJournals(stateDir: string): Promise<Recalled> {
  const known: KnownImport[] = [];
  const broken: BatchctlError[] = [];
  for (const { name, path } of await journalsIn(stateDir)) {
    try {
      const state = readState(path);
      if (state !== undefined) known.push({ name, state });
    } catch (error) {
      if (!(error instanceof BatchctlError)) throw error;
      broken.push(error);
    }
  }
  return { known: known.toSorted((one, two) => one.state.begin.at.localeCompare(two.state.begin.at)), broken };
}

function isCalled({ begin }: JournalState, name: string): boolean {
  const { importId, run } = introduce(begin.importId, frozenPlan(begin).scope);
  return run === name || importId === normalize(name);
}

/** Where one import's journal is, or should be. */
export interface JournalPlace {
  /** Of the import's directory. */
  readonly name: string;
  readonly path: string;
}

/** Those of all imports under a state directory. Throws a BatchctlError (state). */
export async function journalsIn(stateDir: string): Promise<JournalPlace[]> {
  const directory = importsDirectory(stateDir);
  const names = await readdir(directory).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    const message = `${directory} can't be read: ${messageOf(error)}`;
    throw new BatchctlError(EXIT.state, 'journal_unusable', message, { cause: error });
  });
  return names.map((name) => ({ name, path: join(directory, name, 'journal.ndjson') }));
}

/** What a journal says now; undefined where there is none. Throws a BatchctlError (state). */
export function readState(path: string): JournalState | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw journalError(path, error);
  }
  try {
    return replay(fd, readCheckpoint(path, fd)).state;
  } catch (error) {
    throw journalError(path, error);
  } finally {
    closeSync(fd);
  }
}

/** What one import's journal tells. */
export function recall(state: JournalState): ImportReport {
  const { scope } = frozenPlan(state.begin);
  const { rows, chunks, split } = tally(state);
  return {
    ...introduce(state.begin.importId, scope),
    source: state.begin.importId,
    exitCode: exitCode(state, rows),
    nothingToDo: false,
    finishedAt: state.complete ? (state.end?.at ?? null) : null,
    dryRun: false,
    rows,
    chunks: { total: chunks, sent: 0, resumed: 0, split, inDoubt: doubts(state) },
    thisRun: { requests: 0, retries: 0, rows: 0, bytes: 0, seconds: 0 },
    rejects: rows.rejected === 0 ? null : (state.rejects?.path ?? null),
    results: state.results?.path ?? null,
    mayBeDoubled: repeatedRows(state),
    ...(state.deletion === undefined ? {} : { deletion: state.deletion }),
    errors: errorsOf(state.end?.summary),
    failures: [],
    notes: [],
  };
}

function exitCode({ complete }: JournalState, { rejected, inDoubt }: RowCounts): ExitCode {
  const codes: ExitCode[] = complete || inDoubt > 0 ? [] : [EXIT.pending];
  if (inDoubt > 0) codes.push(EXIT.inDoubt);
  if (rejected > 0) codes.push(EXIT.rejected);
  return worstExit(codes);
}

/** By the rows of the chunk: which of them a part holds, only the source can tell. */
function doubts(state: JournalState): ImportReport['chunks']['inDoubt'] {
  return inDoubt(state).map(({ intent, doubt }) => ({
    rows: [intent.start.row + 1, intent.end.row],
    reason: doubt ?? '',
  }));
}
