/** Imports as their journals tell them, the running ones too: nothing is locked, repaired or sent. */
import { closeSync, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { BatchctlError, EXIT, messageOf, systemCode, worstExit, type ExitCode } from '../errors.js';
import { importsDirectory } from '../journal/hold.js';
import { replay } from '../journal/replay.js';
import type { JournalState } from '../journal/state.js';
import type { ImportReport, RowCounts } from '../report/report.js';
import { errorsOf } from './conclude.js';
import { frozenPlan } from './frozen.js';
import { introduce } from './plan.js';
import { repeatedRows, tally } from './tally.js';

/** The imports under a state directory, the oldest first; of one file (as typed) or run only where `name` is given. Throws a BatchctlError (state). */
export async function recallImports(stateDir: string, name: string | undefined): Promise<ImportReport[]> {
  return (await knownImports(stateDir, name)).map(({ state }) => recall(state));
}

export interface KnownImport {
  /** Of its directory. */
  readonly name: string;
  readonly state: JournalState;
}

/** Likewise, as the journals have them. */
export async function knownImports(stateDir: string, name: string | undefined): Promise<KnownImport[]> {
  const journals = await journalsIn(stateDir);
  const known = journals.flatMap((place) => {
    const state = readState(place.path);
    return state === undefined ? [] : [{ name: place.name, state }];
  });
  const sorted = known.toSorted((one, two) => one.state.begin.at.localeCompare(two.state.begin.at));
  return name === undefined ? sorted : sorted.filter(({ state }) => isCalled(state, name));
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
    throw unreadable(directory, error);
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
    throw unreadable(path, error);
  }
  try {
    return replay(fd).state;
  } catch (error) {
    throw unreadable(path, error);
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
  const parts = [...state.parts.values()].filter(({ phase }) => phase === 'doubt');
  return parts.map(({ intent, doubt }) => ({ rows: [intent.start.row + 1, intent.end.row], reason: doubt ?? '' }));
}

function unreadable(path: string, error: unknown): BatchctlError {
  return new BatchctlError(EXIT.state, 'journal_unusable', `${path} can't be read: ${messageOf(error)}`, {
    cause: error,
  });
}
