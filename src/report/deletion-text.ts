/** What a person reads on stdout when a deletion has ended, however it ended. */
import type { DeletionReport } from './deletion.js';
import { padded, wrap } from './layout.js';
import type { Palette } from './palette.js';
import { formatCount, formatSeconds, printable } from './text.js';

/** Narrower terminals get lines of this many columns, and break them themselves. */
const NARROWEST = 40;
/** Columns before the text of a labelled line. */
const INDENT = 14;

/** For a terminal of `width` columns, newline included. Commands and ids are never broken; what a service says is made printable. */
export function deletionText(report: DeletionReport, palette: Palette, width: number): string {
  const room = Math.max(width, NARROWEST);
  const blocks = [
    head(report, palette, room),
    failureLines(report, room),
    figures(report, palette, room),
    notes(report),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(report: DeletionReport, palette: Palette, width: number): string[] {
  const isBad = report.failures.length > 0;
  const symbol = isBad ? palette.red('✖') : palette.green('✔');
  const lines = wrap(headline(report), width - 2);
  return lines.map((line, index) => `${index === 0 ? symbol : ' '} ${palette.bold(line)}`);
}

function headline({ counts, status, user, seconds, title, ...rest }: DeletionReport): string {
  const whose = user === null ? 'in the whole account' : `of ${printable(user)}`;
  if (counts === null) {
    return rest.isUntouched ? `Nothing ${whose} was deleted` : `Not finished: some memories ${whose} may be gone`;
  }
  if (status === 'nothing' && rest.isResumed) return `Nothing is left: ${title} has no more memories ${whose}`;
  if (status === 'nothing') return `Nothing to delete: ${title} has no memories ${whose}`;
  const { successful, processed, failed } = counts;
  const time = `in ${formatSeconds(seconds)}`;
  if (failed === 0) return `${memories(successful)} ${whose} deleted ${time}`;
  return `${formatCount(successful)} of ${memories(processed)} ${whose} deleted ${time}; ${formatCount(failed)} not`;
}

function memories(count: number): string {
  return count === 1 ? '1 memory' : `${formatCount(count)} memories`;
}

function failureLines({ failures }: DeletionReport, width: number): string[] {
  return failures.flatMap(({ message, hint }) => [
    ...wrap(printable(message), width - 2).map((line) => `  ${line}`),
    ...(hint === undefined ? [] : [`    ${printable(hint)}`]),
  ]);
}

function figures({ status, counts, errors, audit }: DeletionReport, palette: Palette, width: number): string[] {
  const told = status === null ? [] : [['status', [printable(status)]] as const];
  const numbers = Object.entries(counts ?? {}).map(([label, count]) => [label, [formatCount(count)]] as const);
  const list = errors.flatMap(({ id, message }) => errorLines(id, message, width - INDENT));
  const lines = [...told, ...numbers, ['errors', list] as const, ['audit', [printable(audit)]] as const];
  return lines.flatMap(([label, texts]) =>
    texts.map((text, index) => `  ${palette.dim(padded(index === 0 ? label : '', INDENT - 2))}${text}`),
  );
}

/** The id stays whole on a line of its own, so that it can be copied and searched for. */
function errorLines(id: string | null, message: string, width: number): string[] {
  return [printable(id ?? 'a memory without an id'), ...wrap(printable(message), width - 2).map((line) => `  ${line}`)];
}

function again(imports: number): string {
  return imports === 1
    ? 'Run again, their import begins anew.'
    : `Run again, their ${formatCount(imports)} imports begin anew.`;
}

function notes({ imports, failures, isResumed, counts, target }: DeletionReport): string[] {
  const isDone = failures.length === 0;
  return [
    ...(isDone && isResumed && counts !== null
      ? ['Attempts before the last one may have deleted more than it counts.']
      : []),
    ...(isDone && imports > 0 ? [again(imports)] : []),
    ...(target === 'sandbox' ? ['Nothing left this machine: it was the built-in sandbox.'] : []),
  ];
}
