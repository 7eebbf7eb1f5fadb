/** The end of a run: the checks, the rejects file, END in the journal, and what there is to tell. */
import { EXIT, worstExit, type ExitCode } from '../errors.js';
import { failureReport } from '../report/failure.js';
import type { End } from '../journal/entry.js';
import type { ImportReport, RejectionGroup } from '../report/report.js';
import { stateOf, type Failures, type Line } from './line.js';
import { introduce } from './plan.js';
import { recut } from './recut.js';
import { rowsOf } from './rejections.js';
import { hasRejects, writeRejects, type Rejects } from './rejects.js';
import type { Service } from './service.js';
import { assertConserved, tally } from './tally.js';

export interface Ending {
  readonly line: Line;
  readonly service: Service;
  readonly failures: Failures;
  /** The source was cut to its end. */
  readonly isCut: boolean;
  /** Nothing was left to do when the run began. */
  readonly nothingToDo: boolean;
  readonly seconds: number;
}

/** What END keeps of a report, so that a later run and `status` can tell it without the source. */
interface Summary {
  readonly errors: readonly RejectionGroup[];
}

/** Ends a run in good order. Throws a BatchctlError (state, conflict) where its reports can't be made, an Error where they don't add up. */
export async function conclude(ending: Ending): Promise<ImportReport> {
  const { line } = ending;
  const state = stateOf(line);
  assertConserved(state, line.frozen.shape.first);
  if (ending.nothingToDo && (await hasRejects(state))) return report(ending, errorsOf(state.end?.summary));
  const rejects = await rejectsOf(ending);
  await line.journal.append(endOf(ending, rejects));
  return report(ending, rejects?.groups ?? []);
}

function endOf({ line, isCut }: Ending, rejects: Rejects | undefined): End {
  const { pending, inDoubt } = tally(stateOf(line)).rows;
  const isOver = isCut && pending === 0 && inDoubt === 0;
  const summary: Summary = { errors: rejects?.groups ?? [] };
  const at = new Date(line.tools.clock.now()).toISOString();
  return { type: 'END', at, complete: isOver && rejects !== undefined, summary, rejects: rejects?.file ?? null };
}

/** A source that can't be read again, or a file that can't be written, must not keep the rest from being told: a later run tries again. */
async function rejectsOf({ line, failures }: Ending): Promise<Rejects | undefined> {
  try {
    return await writeRejects(line, stateOf(line), line.tools.token());
  } catch (error) {
    return failures.take(error);
  }
}

/** The rejection groups that an END was written with. */
export function errorsOf(summary: unknown): readonly RejectionGroup[] {
  return isSummary(summary) ? summary.errors : [];
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
    errors,
    failures: failures.list.map(failureReport),
    notes: notes(ending),
  };
}

/** Chunks that this run cut and the service, or a check before it, has answered for. */
function sentNow(line: Line): number {
  const cut = stateOf(line).chunks.slice(line.counters.known);
  return cut.filter(({ phase }) => phase !== 'sent' && phase !== 'refused').length;
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

/** The exit code of the signal that asked to stop; main gives it as the reason. */
function stopCode(reason: unknown): ExitCode {
  return reason === EXIT.terminated || reason === EXIT.hangup ? reason : EXIT.interrupted;
}

async function doubts(line: Line): Promise<{ rows: readonly [number, number]; reason: string }[]> {
  const found: { rows: readonly [number, number]; reason: string }[] = [];
  for (const part of stateOf(line).parts.values()) {
    if (part.phase !== 'doubt') continue;
    const { start, end } = part.intent;
    // A whole chunk's rows are known from the journal alone, also where the source is gone.
    const rows = part.id.includes('.')
      ? rowsOf(await recut(line, part.intent), part)
      : ([start.row + 1, end.row] as const);
    found.push({ rows, reason: part.doubt ?? '' });
  }
  return found;
}

function notes({ line, service, isCut, nothingToDo }: Ending): ImportReport['notes'] {
  const { plan, frozen } = line;
  const state = stateOf(line);
  const list: { text: string; command?: string }[] = [];
  const { pending, inDoubt } = tally(state).rows;
  const isOpen = !isCut || pending > 0;
  if (isOpen)
    list.push({
      text: 'Nothing is lost. To go on where this run stopped, the same command again:',
      command: plan.command,
    });
  if (!isOpen && inDoubt > 0)
    list.push({
      text: 'Look at the rows in doubt there: they may or may not have been applied, and are not sent again.',
    });
  if (nothingToDo) list.push({ text: 'To import the same rows once more:', command: `${plan.command} --new-run` });
  const unlisted = [...state.parts.values()].find((part) => part.unlisted > 0 && part.receipt !== undefined);
  if (unlisted !== undefined) {
    list.push({
      text: `Which rows it refused, only the service can say: ask it about job ${unlisted.receipt?.id ?? ''}.`,
    });
  }
  const isTooLarge = [...state.parts.values()].some(({ refusal }) => refusal?.about === 'size');
  if (isTooLarge)
    list.push({ text: 'The service refused requests as too large; --max-bytes makes them smaller from the start.' });
  if (service.sandboxDb !== null) {
    const text = 'Nothing left this machine: the rows went to the built-in sandbox. To look at them:';
    list.push({
      text,
      command: `sqlite3 ${service.sandboxDb} "select record from records where object = '${frozen.scope.object ?? ''}' limit 5"`,
    });
  }
  return list;
}
