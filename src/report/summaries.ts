/** What a person reads when all files of a command have been dealt with: each import's summary, and what it comes to. */
import { counted } from './headline.js';
import { wrap } from './layout.js';
import type { Palette } from './palette.js';
import type { ImportReport } from './report.js';
import { summaryText } from './summary.js';
import { formatCount, printable } from './text.js';

/** How the paper looks that it is written on. */
interface Paper {
  readonly palette: Palette;
  /** Columns. */
  readonly width: number;
}

/** `named` is the number of files that the command named: those that could not even begin have no report. */
export function summariesText(reports: readonly ImportReport[], named: number, { palette, width }: Paper): string {
  const texts = withoutEchoes(reports).map((report) => summaryText(report, palette, width));
  if (named === 1) return texts.join('\n');
  const titled = texts.map((text, index) => `${palette.bold(printable(reports[index]?.source ?? ''))}\n${text}`);
  return [...titled, `${wrap(total(reports, named), width).join('\n')}\n`].join('\n');
}

/** What several imports advise in the same words is said once, by the last of them. */
function withoutEchoes(reports: readonly ImportReport[]): ImportReport[] {
  const said = new Set<string>();
  const isNew = (note: ImportReport['notes'][number]) => {
    const words = JSON.stringify(note);
    const isFirst = !said.has(words);
    said.add(words);
    return isFirst;
  };
  const backwards = reports
    .toReversed()
    .map((report) => Object.assign({}, report, { notes: report.notes.filter(isNew) }));
  return backwards.toReversed();
}

function total(reports: readonly ImportReport[], named: number): string {
  const sum = (figure: (rows: ImportReport['rows']) => number) =>
    reports.reduce((rows, report) => rows + figure(report.rows), 0);
  const [read, accepted] = [sum((rows) => rows.read), sum((rows) => rows.accepted)];
  const isDry = reports.some(({ dryRun }) => dryRun);
  const ended = reports.filter(({ exitCode }) => exitCode === 0).length;
  const rows = isDry ? counted(read, 'row') : `${formatCount(accepted)} of ${counted(read, 'row')} imported`;
  const parts = [
    `${counted(named, 'file')}: ${rows}`,
    ...count(
      sum((figures) => figures.rejected),
      'rejected',
    ),
    ...count(
      sum((figures) => figures.inDoubt),
      'in doubt',
    ),
    ...count(
      sum((figures) => figures.pending),
      'pending',
    ),
    ...(ended === named ? [] : [`${formatCount(ended)} of ${counted(named, 'file')} without a flaw`]),
  ];
  return parts.join('; ');
}

function count(rows: number, what: string): string[] {
  return rows === 0 ? [] : [`${formatCount(rows)} ${what}`];
}
