/** The question before rows are sent once more that may have been applied. */
import { BatchctlError, EXIT, stopCode } from '../errors.js';
import { counted } from '../report/headline.js';
import type { Doubt } from '../report/resolution.js';
import { printable } from '../report/text.js';
import type { Surroundings } from './surroundings.js';

/** Resolves when the answer was yes, or there is nothing to ask. Throws a BatchctlError: usage for any other answer, the signal's for Ctrl-C. */
export async function confirmResend(
  importId: string,
  doubts: readonly Doubt[],
  { stdin, stderr, tools }: Surroundings,
): Promise<void> {
  if (doubts.length === 0) return;
  if (!stdin.isTTY || stderr.isTTY !== true) {
    throw cancelled(
      'yes_missing',
      'rows that are there already would be there twice, and nobody can be asked',
      'add: --yes',
    );
  }
  const rows = counted(
    doubts.reduce((sum, { count }) => sum + count, 0),
    'row',
  );
  const parts = `part ${doubts.map(({ part }) => part).join(', ')}`;
  stderr.write(`${rows} of ${printable(importId)} (${parts}) would be sent again, as a new request.\n`);
  stderr.write('Those that are there already would be there twice. Send them again? [y/N] ');
  const typed = await stdin.readLine(tools.stop);
  if (tools.stop.aborted) throw new BatchctlError(stopCode(tools.stop.reason), 'stopped', `cancelled: ${UNTOUCHED}`);
  if (/^y(?:es)?$/i.test(typed?.trim() ?? '')) return;
  // Behind a line that nobody ended, the cursor still stands in the question.
  if (typed === undefined) stderr.write('\n');
  throw cancelled('not_confirmed', 'cancelled');
}

const UNTOUCHED = 'nothing was decided';

function cancelled(code: string, why: string, hint?: string): BatchctlError {
  return new BatchctlError(EXIT.usage, code, `${why}: ${UNTOUCHED}`, { hint });
}
