/** The document of `--json`: schema 1. Fields may be added, none renamed or removed. */
import type { ExitCode } from '../errors.js';
import type { FailureReport, ImportReport, RejectionGroup, RowCounts } from './report.js';
import { printableJson } from './text.js';

/** Rows and lines listed of one group of rejections, at most. */
const LISTED_ROWS = 20;

/**
 * The document on one line, newline included. Rows are summed over whole imports, requests and retries are this run's;
 * `seconds` are rounded to milliseconds. `error` is what ended the command besides the failures of single imports.
 */
export function jsonDocument(
  reports: readonly ImportReport[],
  exitCode: ExitCode,
  seconds: number,
  error?: FailureReport,
): string {
  const document = {
    schema: 1,
    exitCode,
    seconds: Math.round(seconds * 1000) / 1000,
    requests: sum(reports, ({ thisRun }) => thisRun.requests),
    retries: sum(reports, ({ thisRun }) => thisRun.retries),
    rows: {
      read: sum(reports, ({ rows }) => rows.read),
      accepted: sum(reports, ({ rows }) => rows.accepted),
      rejected: sum(reports, ({ rows }) => rows.rejected),
      inDoubt: sum(reports, ({ rows }) => rows.inDoubt),
      pending: sum(reports, ({ rows }) => rows.pending),
    },
    imports: reports.map(importFields),
    ...(error === undefined ? {} : { error: failureFields(error) }),
  };
  return `${printableJson(JSON.stringify(document))}\n`;
}

function sum(reports: readonly ImportReport[], figure: (report: ImportReport) => number): number {
  return reports.reduce((total, report) => total + figure(report), 0);
}

// Every field is named here, so that one more in ImportReport doesn't become part of the schema by itself.
function importFields(report: ImportReport): object {
  const { chunks, thisRun } = report;
  return {
    importId: report.importId,
    run: report.run,
    source: report.source,
    target: report.target,
    object: report.object,
    user: report.user,
    operation: report.operation,
    exitCode: report.exitCode,
    nothingToDo: report.nothingToDo,
    finishedAt: report.finishedAt,
    dryRun: report.dryRun,
    rows: rowFields(report.rows),
    chunks: { total: chunks.total, sent: chunks.sent, resumed: chunks.resumed, split: chunks.split },
    thisRun: { requests: thisRun.requests, retries: thisRun.retries },
    rejects: report.rejects,
    results: report.results,
    mayBeDoubled: report.mayBeDoubled,
    inDoubt: chunks.inDoubt.map(({ rows, reason }) => ({ rows, reason })),
    ...(report.deletion === undefined ? {} : { deletion: report.deletion }),
    errors: report.errors.map(groupFields),
    failures: report.failures.map(failureFields),
  };
}

function rowFields({ read, accepted, rejected, inDoubt, pending }: RowCounts): RowCounts {
  return { read, accepted, rejected, inDoubt, pending };
}

function groupFields(group: RejectionGroup): RejectionGroup {
  return {
    code: group.code,
    message: group.message,
    count: group.count,
    rows: group.rows.slice(0, LISTED_ROWS),
    lines: group.lines.slice(0, LISTED_ROWS),
    ranges: group.ranges,
    truncated: group.truncated || group.rows.length > LISTED_ROWS,
  };
}

function failureFields({ code, message, hint }: FailureReport): FailureReport {
  return hint === undefined ? { code, message } : { code, message, hint };
}
