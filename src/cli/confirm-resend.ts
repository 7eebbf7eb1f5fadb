/** The question before rows are sent once more that may have been applied. */
import { counted } from '../report/headline.js';
import type { Doubt } from '../report/resolution.js';
import { printable } from '../report/text.js';
import { ask } from './ask.js';
import type { Surroundings } from './surroundings.js';

const UNASKED = {
  code: 'yes_missing',
  why: 'rows that are there already would be there twice, and nobody can be asked',
  hint: 'add: --yes',
};

/** Resolves when the answer was yes, or there is nothing to ask. Throws a BatchctlError, as `ask` does. */
export async function confirmResend(importId: string, doubts: readonly Doubt[], given: Surroundings): Promise<void> {
  if (doubts.length === 0) return;
  const rows = counted(
    doubts.reduce((sum, { count }) => sum + count, 0),
    'row',
  );
  const parts = `part ${doubts.map(({ part }) => part).join(', ')}`;
  const text =
    `${rows} of ${printable(importId)} (${parts}) would be sent again, as a new request.\n` +
    'Those that are there already would be there twice. Send them again? [y/N] ';
  await ask({ text, isAnsweredBy: isYes, untouched: 'nothing was decided', unasked: UNASKED }, given);
}

function isYes(typed: string): boolean {
  return /^y(?:es)?$/i.test(typed.trim());
}
