/** A call to a webhook's address, for people. */
import { clipped, type CalledRows, type CallOutcome, type CallReport } from './call-report.js';
import type { Palette } from './palette.js';
import { formatCount, printable } from './text.js';

const AGAIN = 'the same import command';

/** One line, and a second one where an import has nothing left to wait for; newlines included. */
export function callText(report: CallReport, palette: Palette): string {
  const { about, outcome } = report;
  const [tone, symbol] = SYMBOLS[outcome];
  const sentence = SENTENCES[outcome](wordsFor(report));
  const isOver = outcome === 'settled' && about?.pending === 0;
  const last = isOver ? `  nothing of ${shown(about.importId)} is open any more: ${AGAIN} writes the report\n` : '';
  return `${palette[tone](symbol)} ${sentence}\n${last}`;
}

const GOOD = ['green', '✔'] as const;
const WARNING = ['yellow', '⚠'] as const;
const NEUTRAL = ['dim', '·'] as const;

const SYMBOLS: Record<CallOutcome, readonly [tone: keyof Palette, symbol: string]> = {
  settled: GOOD,
  doubt: ['red', '✖'],
  resend: WARNING,
  known: NEUTRAL,
  files: NEUTRAL,
  unconfirmed: WARNING,
  held: NEUTRAL,
  unknown: NEUTRAL,
  repeated: NEUTRAL,
  forged: WARNING,
  unsigned: WARNING,
  late: WARNING,
  unreadable: WARNING,
};

/** The report's parts as text that does nothing to a terminal. */
interface Words {
  readonly batch: string;
  readonly why: string;
  readonly rows: string;
  /** What came of the request, by the journal. */
  readonly counts: string;
  /** What the call says of it. */
  readonly claims: string;
}

const SENTENCES: Record<CallOutcome, (words: Words) => string> = {
  settled: ({ batch, counts, rows }) => `${batch} completed: ${counts} — ${rows} settled`,
  doubt: ({ batch, why, rows }) => `${batch}: ${why} — ${rows} in doubt`,
  resend: ({ batch, why, rows }) => `${batch} came to nothing: ${why} — ${AGAIN} goes on with ${rows}`,
  known: ({ batch, rows }) => `${batch}: what became of ${rows} was known before`,
  files: ({ batch, rows }) => `${batch}: its results are files, which ${AGAIN} fetches — ${rows}`,
  unconfirmed: ({ batch, why }) => `${batch} not confirmed: ${why}; ${AGAIN} asks again`,
  held: ({ batch }) => `${batch}: another run holds its import, and finds out by itself`,
  unknown: ({ batch, claims }) => `${batch}${claims}: no import here waits for it, nothing changed`,
  repeated: ({ batch }) => `${batch}: the same call again, nothing changed`,
  forged: ({ why }) => `forged call refused: ${why}`,
  unsigned: ({ why }) => `unsigned call refused: ${why}`,
  late: ({ why }) => `late call refused: ${why}`,
  unreadable: ({ why }) => `unreadable call refused: ${why}`,
};

function wordsFor({ reason, said, about }: CallReport): Words {
  return {
    batch: said === null || said.batch === null ? 'a batch without a name' : `batch ${shown(said.batch)}`,
    why: shown(reason ?? ''),
    rows: rowsText(about),
    counts: `${formatCount(about?.accepted ?? 0)} taken, ${formatCount(about?.rejected ?? 0)} refused`,
    claims: claimsText(said),
  };
}

function claimsText(said: CallReport['said']): string {
  if (said === null) return '';
  const { status, successful, failed } = said;
  const figures = [
    ...(status === null ? [] : [shown(status)]),
    ...(successful === null ? [] : [`${formatCount(successful)} taken`]),
    ...(failed === null ? [] : [`${formatCount(failed)} refused`]),
  ];
  return figures.length === 0 ? '' : ` (by the call: ${figures.join(', ')})`;
}

function rowsText(about: CalledRows | null): string {
  if (about === null) return 'its rows';
  const [first, last] = about.rows;
  const range = first === last ? `row ${formatCount(first)}` : `rows ${formatCount(first)}–${formatCount(last)}`;
  return `${about.isWhole ? '' : 'some of '}${range} of ${shown(about.importId)}`;
}

function shown(text: string): string {
  return printable(clipped(text));
}
