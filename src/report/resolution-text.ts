/** What a person reads of `resolve`: what is in doubt and how to decide it, or what was decided and how the import goes on. */
import { counted } from './headline.js';
import { padded, wrap } from './layout.js';
import type { Palette } from './palette.js';
import type { Decided, Doubt, Resolution } from './resolution.js';
import { statusLine } from './status-text.js';
import { formatCount, printable } from './text.js';

/** Narrower terminals get lines of this many columns, and break them themselves. */
const NARROWEST = 40;
/** Columns before the text of a labelled line. */
const INDENT = 15;

export interface Paper {
  readonly palette: Palette;
  /** Columns. */
  readonly width: number;
  /** Where decisions are logged. */
  readonly audit: string;
  /** What to type in front of a decision on this import. */
  readonly resolve: (resolution: Resolution) => string;
}

/** What is in doubt, newline included. Commands, ids and keys are never broken. */
export function doubtsText(resolutions: readonly Resolution[], paper: Paper): string {
  const open = resolutions.filter(({ doubts }) => doubts.length > 0);
  const blocks = (open.length > 0 ? open : resolutions).flatMap((resolution) => blocksOf(resolution, paper));
  const advice =
    open.length > 0
      ? 'Look for these rows at the service first. resolve sends nothing: it writes down what you say, and the import ' +
        'command goes on from there. Several at once: --part 1,2 or --all.'
      : 'Nothing is in doubt.';
  return joined([...blocks, wrap(advice, roomOf(paper))]);
}

function blocksOf(resolution: Resolution, paper: Paper): string[][] {
  const resolve = paper.resolve(resolution);
  const doubts = resolution.doubts.map((doubt) => doubtLines(doubt, paper, resolve));
  return [[statusLine(resolution.import, paper.palette)], ...doubts];
}

/** What was decided, newline included. */
export function decidedText(resolution: Resolution, paper: Paper): string {
  const { decided, doubts, command, import: report } = resolution;
  const room = roomOf(paper);
  const left = counted(doubts.length, 'part');
  const goOn = 'Nothing was sent by this. The same import command goes on from here:';
  return joined([
    decided.map((one) => `${paper.palette.green('✔')} ${paper.palette.bold(decidedLine(one))}`),
    [statusLine(report, paper.palette), labelled('audit', printable(paper.audit), paper)],
    doubts.length === 0 ? [] : [...wrap(`Still in doubt: ${left}`, room), `  ${paper.resolve(resolution)}`],
    report.finishedAt === null ? [...wrap(goOn, room), `  ${printable(command ?? 'batchctl import …')}`] : [],
  ]);
}

const DECISIONS: Record<Decided['decision'], string> = {
  accepted: 'they count as accepted',
  skip: 'they are left out, and count as rejected',
  resend: 'they are sent again, as a new request',
};

function decidedLine({ part, decision, count, isNew }: Decided): string {
  return `part ${part}, ${counted(count, 'row')}: ${DECISIONS[decision]}${isNew ? '' : ', as was decided before'}`;
}

function doubtLines(doubt: Doubt, paper: Paper, resolve: string): string[] {
  const { part, rows, lines, count, reason, since, job, key } = doubt;
  const isAll = count === rows[1] - rows[0] + 1;
  const place = `rows ${range(rows)}, lines ${range(lines)}${isAll ? '' : `: ${formatCount(count)} of them`}`;
  const why = wrap(printable(reason), roomOf(paper) - INDENT);
  return [
    `  ${paper.palette.bold(padded(`part ${part}`, INDENT - 2))}${place}`,
    ...why.map((line, index) => labelled(index === 0 ? 'why' : '', line, paper)),
    labelled('first sent', since, paper),
    ...(job === null ? [] : [labelled('job', printable(job), paper)]),
    ...(key === null ? [] : [labelled('key', printable(key), paper)]),
    labelled('there', `${resolve} --part ${part} --mark accepted`, paper),
    labelled('not there', `${resolve} --part ${part} --resend`, paper),
    labelled('leave out', `${resolve} --part ${part} --skip`, paper),
  ];
}

function range([first, last]: readonly [number, number]): string {
  return `${formatCount(first)}–${formatCount(last)}`;
}

function labelled(label: string, text: string, { palette }: Paper): string {
  return `  ${palette.dim(padded(label, INDENT - 2))}${text}`;
}

function roomOf({ width }: Paper): number {
  return Math.max(width, NARROWEST);
}

function joined(blocks: readonly (readonly string[])[]): string {
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
