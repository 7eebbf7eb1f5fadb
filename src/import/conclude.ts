/** The end of a run: the checks, the rejects file, END in the journal, and what there is to tell. */
import { EXIT, stopCode, worstExit, type ExitCode } from '../errors.js';
import { failureReport } from '../report/failure.js';
import type { End } from '../journal/entry.js';
import { inDoubt, isWholeChunk, openChunks, type PartState } from '../journal/state.js';
import type { WrittenFile } from '../record.js';
import type { ImportReport, RejectionGroup } from '../report/report.js';
import { stateOf, type Line } from './line.js';
import { introduce } from './plan.js';
import { noSink } from './no-sink.js';
import { recut } from './recut.js';
import { rowsOf } from './rejections.js';
import type { Ending } from './ending.js';
import { notesOn } from './notes.js';
import { hasRejects, writeRejects, type Rejects } from './rejects.js';
import { hasResults, writeResults } from './results.js';
import { assertConserved, repeatedRows, tally } from './tally.js';

/** What END keeps of a report, so that a later run and `status` can tell it without the source. */
interface Summary {
  readonly errors: readonly RejectionGroup[];
  /** What goes on with the import; null where that names a webhook's address, which no journal keeps. */
  readonly command: string | null;
}

/** Ends a run in good order. Throws a BatchctlError (state, conflict) where its reports can't be made, an Error where they don't add up. */
export async function conclude(ending: Ending): Promise<ImportReport> {
  const { line } = ending;
  const state = stateOf(line);
  assertConserved(state, line.frozen.shape.first);
  if (ending.nothingToDo && (await hasRejects(state)) && (await hasResults(state)))
    return report(ending, errorsOf(state.end?.summary));
  const rejects = await rejectsOf(ending);
  const results = await resultsOf(ending);
  await line.journal.append(endOf(ending, rejects, results));
  return report(ending, rejects?.groups ?? []);
}

function endOf({ line, isCut }: Ending, rejects: Rejects | undefined, results: WrittenFile | null | undefined): End {
  const { pending, inDoubt } = tally(stateOf(line)).rows;
  const isOver = isCut && pending === 0 && inDoubt === 0;
  const command = line.plan.webhook === null ? line.plan.command : null;
  const summary: Summary = { errors: rejects?.groups ?? [], command };
  const at = new Date(line.tools.clock.now()).toISOString();
  const complete = isOver && rejects !== undefined && results !== undefined;
  return { type: 'END', at, complete, summary, rejects: rejects?.file ?? null, results: results ?? null };
}

/** A source that can't be read again, or a file that can't be written, must not keep the rest from being told: a later run tries again. */
async function rejectsOf({ line, failures }: Ending): Promise<Rejects | undefined> {
  try {
    return await writeRejects(line, stateOf(line), line.tools.token());
  } catch (error) {
    return failures.take(error);
  }
}

/** Likewise. */
async function resultsOf({ line, failures }: Ending): Promise<WrittenFile | null | undefined> {
  try {
    return await writeResults(line, stateOf(line), line.tools.token());
  } catch (error) {
    return failures.take(error);
  }
}

/** The rejection groups that an END was written with. */
export function errorsOf(summary: unknown): readonly RejectionGroup[] {
  return isSummary(summary) ? summary.errors : [];
}

/** The command that an END was written with, if it was. */
export function commandOf(summary: unknown): string | null {
  return isSummary(summary) ? (summary.command ?? null) : null;
}

function isSummary(summary: unknown): summary is Summary {
  return typeof summary === 'object' && summary !== null && 'errors' in summary && Array.isArray(summary.errors);
}

async function report(ending: Ending, errors: readonly RejectionGroup[]): Promise<ImportReport> {
  const { line, failures, nothingToDo, seconds } = ending;
  const { plan, frozen, counters } = line;
  const state = stateOf(line);
  const { rows, chunks, split } = tally(state);
  return {
    ...introduce(state.begin.importId, frozen.scope),
    source: plan.file,
    exitCode: exitCode(ending, rows),
    nothingToDo,
    finishedAt: state.complete ? (state.end?.at ?? null) : null,
    dryRun: false,
    rows,
    chunks: { total: chunks, sent: sentNow(line), resumed: counters.resumed, split, inDoubt: await doubts(line) },
    thisRun: {
      requests: counters.requests,
      retries: counters.retries,
      rows: counters.settledNow,
      bytes: counters.sentBytes,
      seconds,
    },
    rejects: rows.rejected === 0 ? null : (state.rejects?.path ?? null),
    results: state.results?.path ?? null,
    mayBeDoubled: repeatedRows(state),
    errors,
    failures: failures.list.map(failureReport),
    notes: notesOn(ending),
  };
}

/** Chunks that this run cut and the service, or a check before it, has answered for. */
function sentNow(line: Line): number {
  const state = stateOf(line);
  const { known } = line.counters;
  const isUnanswered = ({ id, phase }: PartState) => Number(id) >= known && (phase === 'sent' || phase === 'refused');
  return state.chunks.count - known - openChunks(state).filter(isUnanswered).length;
}

function exitCode({ line, failures, isCut }: Ending, { rejected, inDoubt, pending }: ImportReport['rows']): ExitCode {
  const codes: ExitCode[] = failures.list.map(({ exit }) => exit);
  if (inDoubt > 0) codes.push(EXIT.inDoubt);
  if (rejected > 0) codes.push(EXIT.rejected);
  const isOpen = !isCut || pending > 0;
  if (isOpen && line.tools.stop.aborted) codes.push(stopCode(line.tools.stop.reason));
  else if (isOpen && failures.list.length === 0) codes.push(EXIT.pending);
  return worstExit(codes);
}

async function doubts(line: Line): Promise<{ rows: readonly [number, number]; reason: string }[]> {
  const found: { rows: readonly [number, number]; reason: string }[] = [];
  for (const part of inDoubt(stateOf(line))) {
    const { start, end } = part.intent;
    // A whole chunk's rows are known from the journal alone, also where the source is gone.
    const rows = isWholeChunk(part.id)
      ? ([start.row + 1, end.row] as const)
      : rowsOf(await recut(line, part.intent, noSink), part);
    found.push({ rows, reason: part.doubt ?? '' });
  }
  return found;
}
