/** The first line of the summary: how the import stands, in one sentence. */
import { EXIT, type ExitCode } from '../errors.js';
import type { ImportReport } from './report.js';
import { formatBytes, formatCount, formatSeconds } from './text.js';

export interface Headline {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

/** The exit codes of an import that came to its end. */
const ENDINGS: ReadonlySet<ExitCode> = new Set([EXIT.ok, EXIT.rejected, EXIT.inDoubt]);

/** The ends that nothing is wrong with: somebody stopped it, or the target takes its time. */
const ORDERLY: ReadonlySet<ExitCode> = new Set([EXIT.pending, EXIT.interrupted, EXIT.terminated, EXIT.hangup]);

/** The sentence without its symbol. Nothing in it comes from data or a server. */
export function headline(report: ImportReport): Headline {
  if (report.dryRun) return dryRun(report);
  if (report.failures.length > 0 || report.rows.pending > 0 || !ENDINGS.has(report.exitCode)) return unfinished(report);
  if (report.rows.read === 0) return { tone: toneOf(report), text: 'No rows to import: the source has none' };
  return report.nothingToDo ? nothingToDo(report) : finished(report);
}

/** What a rehearsal would send: where it counts no requests itself, one a chunk. */
function dryRun(report: ImportReport): Headline {
  const { rows, chunks, thisRun, failures } = report;
  const requests = thisRun.requests || chunks.total;
  const size = `${counted(rows.read, 'row')}, ${counted(requests, 'request')}, ${formatBytes(thisRun.bytes)}`;
  const rejected = rows.rejected > 0 ? `; ${formatCount(rows.rejected)} would be rejected` : '';
  const tone = failures.length > 0 ? 'bad' : toneOf(report);
  return { tone, text: `Dry run: ${size}${rejected}; nothing was sent` };
}

function nothingToDo(report: ImportReport): Headline {
  const { rows, finishedAt } = report;
  const all = rows.accepted === rows.read ? `all ${counted(rows.read, 'row')}` : acceptedOf(report);
  const date = finishedAt === null ? '' : ` on ${dateText(finishedAt)}`;
  return { tone: toneOf(report), text: `Nothing to do: ${all} already imported${date}${remainder(report)}` };
}

function finished(report: ImportReport): Headline {
  const { rows } = report;
  const all = rows.accepted === rows.read ? counted(rows.read, 'row') : acceptedOf(report);
  return { tone: toneOf(report), text: `${all} imported${course(report)}` };
}

function unfinished(report: ImportReport): Headline {
  const { rows, exitCode, failures } = report;
  const soft = failures.length === 0 && rows.inDoubt === 0 && ORDERLY.has(exitCode);
  const state = exitCode === EXIT.pending && failures.length === 0 ? 'Not final yet' : 'Stopped';
  const confirmed = `${counted(rows.accepted, 'row')} confirmed`;
  return { tone: soft ? 'warning' : 'bad', text: `${state}: ${confirmed}${course(report)}` };
}

function toneOf({ rows, exitCode }: ImportReport): Headline['tone'] {
  if (rows.inDoubt > 0 || exitCode === EXIT.inDoubt) return 'bad';
  return rows.rejected > 0 || exitCode !== EXIT.ok ? 'warning' : 'good';
}

function acceptedOf({ rows }: ImportReport): string {
  return `${formatCount(rows.accepted)} of ${counted(rows.read, 'row')}`;
}

/** What else became of the rows, and time and speed of this run: by themselves where an earlier run had a share. */
function course(report: ImportReport): string {
  const { rows, thisRun } = report;
  if (thisRun.rows === 0 || thisRun.seconds <= 0) return remainder(report);
  const rate = counted(Math.round(thisRun.rows / thisRun.seconds), 'row');
  const speed = `in ${formatSeconds(thisRun.seconds)} (${rate}/s)`;
  const wholly = thisRun.rows >= rows.accepted + rows.rejected;
  return wholly
    ? ` ${speed}${remainder(report)}`
    : `${remainder(report)}; this run: ${counted(thisRun.rows, 'row')} ${speed}`;
}

function remainder({ rows }: ImportReport): string {
  const parts = [
    [rows.rejected, 'rejected'] as const,
    [rows.inDoubt, 'in doubt'] as const,
    [rows.pending, 'pending'] as const,
  ].flatMap(([count, what]) => (count > 0 ? [`${formatCount(count)} ${what}`] : []));
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** An ISO date as `2026-03-01 14:02 UTC`: the same wherever it is read. */
function dateText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return 'an unknown date';
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
