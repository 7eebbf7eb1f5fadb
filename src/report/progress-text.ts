/** The words of the progress display: three bars for a terminal, one line for a log. */
import { cut, displayWidth, padded } from './layout.js';
import { roughly, type Pace } from './pace.js';
import type { ProgressFigures } from './report.js';
import { formatBytes, formatCount, formatSeconds } from './text.js';

/** A bar shorter than this says nothing; one longer than the longest says no more. In columns. */
const SHORTEST_BAR = 8;
const LONGEST_BAR = 40;
const LABEL = 7;

/** One bar before it is laid out: `share` from 0 to 1, undefined while unknown; figures in falling importance. */
interface Stage {
  readonly label: string;
  readonly share: number | undefined;
  readonly figures: readonly string[];
}

/** The lines of the bars read, sent and settled, without colour, each at most `width` columns (1 or more). */
export function barLines(figures: ProgressFigures, pace: Pace, width: number): readonly [string, string, string] {
  const [read, sent, settled] = stages(figures, pace);
  return [stageLine(read, width), stageLine(sent, width), stageLine(settled, width)];
}

function stages(figures: ProgressFigures, pace: Pace): readonly [Stage, Stage, Stage] {
  const shareOf = (rows: number) => (pace.totalRows === undefined ? undefined : rows / Math.max(1, pace.totalRows));
  const { bytes, totalBytes } = figures;
  const read = totalBytes > 0 ? `${formatBytes(bytes)} of ${formatBytes(totalBytes)}` : formatBytes(bytes);
  return [
    {
      label: 'read',
      share: totalBytes > 0 ? bytes / totalBytes : undefined,
      figures: [read, `${formatBytes(pace.bytesPerSecond)}/s`],
    },
    {
      label: 'sent',
      share: pace.exact && figures.read === 0 ? 1 : shareOf(figures.sent),
      figures: [
        rowsText(figures.sent),
        ...someOf(figures.inFlight, 'in flight'),
        ...someOf(figures.retries, 'retried'),
      ],
    },
    {
      label: 'settled',
      share: pace.exact && figures.read === 0 ? 1 : shareOf(figures.settled),
      figures: [rowsText(figures.settled), ...paceText(pace), ...someOf(figures.rejected, 'rejected')],
    },
  ];
}

function stageLine(stage: Stage, width: number): string {
  const label = padded(stage.label, LABEL);
  const percent = percentText(stage.share).padStart(4);
  // The least important figures go first when there is no room, then the bar, then the last one.
  for (let kept = stage.figures.length; kept > 0; kept -= 1) {
    const right = `${percent}  ${stage.figures.slice(0, kept).join('  ')}`;
    const room = width - displayWidth(label) - displayWidth(right) - 4;
    if (room >= SHORTEST_BAR) return `  ${label} ${bar(stage.share, Math.min(room, LONGEST_BAR))} ${right}`;
  }
  const short = `${label} ${percent}`.trimEnd();
  const figure = `${short}  ${stage.figures[0] ?? ''}`;
  // Half a number would be a wrong one.
  return displayWidth(figure) <= width ? figure : cut(short, width);
}

function bar(share: number | undefined, length: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, share ?? 0)) * length);
  return '█'.repeat(filled) + '░'.repeat(length - filled);
}

/** 100 % only when it is all. */
function percentText(share: number | undefined): string {
  return share === undefined ? '' : `${Math.floor(Math.min(1, share) * 100)}%`;
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${formatCount(rows)} rows`;
}

function someOf(count: number, what: string): string[] {
  return count === 0 ? [] : [`${formatCount(count)} ${what}`];
}

function paceText({ rowsPerSecond, eta }: Pace): string[] {
  const speed = `${formatCount(rowsPerSecond)} rows/s`;
  return eta === undefined || eta === 0 ? [speed] : [speed, `ETA ${formatSeconds(Math.max(1, Math.round(eta)))}`];
}

/** One line for a log: `58,000 of ~200,000 rows, 29 %, 5,800 rows/s, ETA 24 s, 3 rejected`. */
export function progressLine(figures: ProgressFigures, pace: Pace): string {
  return [
    ...settledText(figures, pace),
    ...paceText(pace),
    ...someOf(figures.rejected, 'rejected'),
    ...someOf(figures.retries, 'retried'),
  ].join(', ');
}

function settledText({ settled }: ProgressFigures, { totalRows, exact }: Pace): string[] {
  if (totalRows === undefined) return [rowsText(settled)];
  const total = exact ? formatCount(totalRows) : `~${formatCount(roughly(totalRows))}`;
  const share = Math.floor(Math.min(1, settled / Math.max(1, totalRows)) * 100);
  return [`${formatCount(settled)} of ${total} ${total === '1' ? 'row' : 'rows'}`, `${share} %`];
}
