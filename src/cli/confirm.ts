/** The question before a deletion. Nothing is sent before it is answered as it must be. */
import { BatchctlError, EXIT, stopCode } from '../errors.js';
import { printable, shellQuote } from '../report/text.js';
import type { PlannedDeletion } from './delete-plan.js';
import type { Surroundings } from './surroundings.js';

export interface Answer {
  /** What `--confirm` says. */
  readonly confirm: string | undefined;
  /** What `--account` says: an account that only the credential tells isn't known yet. */
  readonly account: string | undefined;
}

/** Resolves when the phrase was given. Throws a BatchctlError: usage for any other answer and for none, the signal's for Ctrl-C. */
export async function confirm(
  planned: PlannedDeletion,
  { confirm: given, account }: Answer,
  { stdin, stderr, tools }: Surroundings,
): Promise<void> {
  const { phrase } = planned;
  if (given === phrase) return;
  if (given !== undefined) {
    throw cancelled('confirm_wrong', `--confirm ${shellQuote(given)} is not ${shellQuote(phrase)}`);
  }
  if (!stdin.isTTY || stderr.isTTY !== true) {
    const message = 'delete-all needs a confirmation, and there is no terminal to ask on';
    throw cancelled('confirm_missing', message, `add: --confirm ${shellQuote(phrase)}`);
  }
  stderr.write(question(planned, account));
  const typed = await stdin.readLine(tools.stop);
  if (tools.stop.aborted) {
    throw new BatchctlError(stopCode(tools.stop.reason), 'stopped', `cancelled: ${UNTOUCHED}`);
  }
  if (typed === phrase) return;
  // Behind a line that nobody ended, the cursor still stands in the question.
  if (typed === undefined) stderr.write('\n');
  throw cancelled(
    'not_confirmed',
    typed === undefined || typed === '' ? 'cancelled' : 'that is not what was asked for',
  );
}

const UNTOUCHED = 'nothing was deleted, nothing was sent';

function question({ plan, place, phrase }: PlannedDeletion, account: string | undefined): string {
  const { target, user } = plan;
  const facts = [
    ['target', target.title],
    ['at', place],
    ...(account ? [['account', account]] : []),
    ['user', user ?? 'every user of the account'],
  ].map(([label = '', text = '']) => `  ${label.padEnd(9)}${printable(text)}\n`);
  const what = user === null ? 'EVERYTHING in the account, of all users' : 'EVERY memory of one user';
  const ask = user === null ? `Type ${phrase} to delete everything` : 'Type the user id to delete it';
  return `Deletes ${what}. It cannot be undone.\n\n${facts.join('')}\n${ask}, or press Enter to cancel: `;
}

function cancelled(code: string, why: string, hint?: string): BatchctlError {
  return new BatchctlError(EXIT.usage, code, `${why}: ${UNTOUCHED}`, { hint });
}
