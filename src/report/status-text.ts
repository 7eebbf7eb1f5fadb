/** What `status` shows: a line for each import, and all that is known where there is only one. */
import type { Palette } from './palette.js';
import type { ImportReport } from './report.js';
import { summaryText } from './summary.js';
import { formatCount, printable } from './text.js';

/** For a terminal of `width` columns, newline included. */
export function statusText(reports: readonly ImportReport[], palette: Palette, width: number): string {
  const [only] = reports;
  if (only !== undefined && reports.length === 1)
    return `${statusLine(only, palette)}\n\n${summaryText(only, palette, width)}`;
  return reports.map((report) => `${statusLine(report, palette)}\n`).join('');
}

/** One import on one line. */
export function statusLine(report: ImportReport, palette: Palette): string {
  const { run, importId, target, object, user, operation, rows } = report;
  const counts = [
    `${formatCount(rows.accepted)} accepted`,
    ...(rows.rejected > 0 ? [palette.yellow(`${formatCount(rows.rejected)} rejected`)] : []),
    ...(rows.inDoubt > 0 ? [palette.red(`${formatCount(rows.inDoubt)} in doubt`)] : []),
    ...(rows.pending > 0 ? [`${formatCount(rows.pending)} pending`] : []),
  ];
  const to = printable(
    `${importId} → ${[target, (object ?? user)?.replace(/^\//, '') ?? ''].filter((word) => word !== '').join('/')} ${operation}`,
  );
  return `${palette.bold(run)}  ${to}: ${counts.join(', ')}; ${standing(report)}`;
}

function standing({ deletion, finishedAt, rows }: ImportReport): string {
  if (deletion === 'done') return 'deleted since, the same command begins anew';
  if (deletion === 'begun') return 'a delete-all of it was begun, run that again';
  if (finishedAt !== null) return `finished ${finishedAt}`;
  return rows.inDoubt > 0 && rows.pending === 0 ? 'rows in doubt' : 'not finished, the same command goes on';
}
