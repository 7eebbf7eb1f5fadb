/** The question before a deletion. Nothing is sent before it is answered as it must be. */
import { usageError } from '../errors.js';
import { printable, shellQuote } from '../report/text.js';
import { ask } from './ask.js';
import type { PlannedDeletion } from './delete-plan.js';
import type { Surroundings } from './surroundings.js';

export interface Answer {
  /** What `--confirm` says. */
  readonly confirm: string | undefined;
  /** What `--account` says: an account that only the credential tells isn't known yet. */
  readonly account: string | undefined;
}

const UNTOUCHED = 'nothing was deleted, nothing was sent';

/** Resolves when the phrase was given. Throws a BatchctlError, as `ask` does. */
export async function confirm(
  planned: PlannedDeletion,
  { confirm: given, account }: Answer,
  surroundings: Surroundings,
): Promise<void> {
  const { phrase } = planned;
  if (given === phrase) return;
  if (given !== undefined) {
    throw usageError('confirm_wrong', `--confirm ${shellQuote(given)} is not ${shellQuote(phrase)}: ${UNTOUCHED}`);
  }
  const unasked = {
    code: 'confirm_missing',
    why: 'delete-all needs a confirmation, and there is no terminal to ask on',
    hint: `add: --confirm ${shellQuote(phrase)}`,
  };
  const isAnsweredBy = (typed: string) => typed === phrase;
  await ask({ text: question(planned, account), isAnsweredBy, untouched: UNTOUCHED, unasked }, surroundings);
}

function question({ plan, place, phrase }: PlannedDeletion, account: string | undefined): string {
  const { target, user } = plan;
  const facts = [
    ['target', target.title],
    ['at', place],
    ...(account ? [['account', account]] : []),
    ['user', user ?? 'every user of the account'],
  ].map(([label = '', text = '']) => `  ${label.padEnd(9)}${printable(text)}\n`);
  const what = user === null ? 'EVERYTHING in the account, of all users' : 'EVERY memory of one user';
  const toType = user === null ? `Type ${phrase} to delete everything` : 'Type the user id to delete it';
  return `Deletes ${what}. It cannot be undone.\n\n${facts.join('')}\n${toType}, or press Enter to cancel: `;
}
