/** A question on the terminal. Whatever it is about is done when it was answered as it must be, and not otherwise. */
import { BatchctlError, EXIT, stopCode, usageError } from '../errors.js';
import type { Surroundings } from './surroundings.js';

export interface Question {
  /** The cursor stays behind it. */
  readonly text: string;
  isAnsweredBy(typed: string): boolean;
  /** What can be relied on as long as it isn't answered. */
  readonly untouched: string;
  /** Of whoever can't be asked, as there is no terminal. */
  readonly unasked: { readonly code: string; readonly why: string; readonly hint: string };
}

/** Resolves when it was answered. Throws a BatchctlError: usage for any other answer and for none, the signal's for Ctrl-C. */
export async function ask(question: Question, { stdin, stderr, tools }: Surroundings): Promise<void> {
  const { text, untouched, unasked } = question;
  if (!stdin.isTTY || stderr.isTTY !== true) {
    throw usageError(unasked.code, `${unasked.why}: ${untouched}`, unasked.hint);
  }
  stderr.write(text);
  const typed = await stdin.readLine(tools.stop);
  if (tools.stop.aborted) throw new BatchctlError(stopCode(tools.stop.reason), 'stopped', `cancelled: ${untouched}`);
  if (typed !== undefined && question.isAnsweredBy(typed)) return;
  // Behind a line that nobody ended, the cursor still stands in the question.
  if (typed === undefined) stderr.write('\n');
  const why = /^(?:no?)?$/i.test(typed?.trim() ?? '') ? 'cancelled' : 'that is not what was asked for';
  throw new BatchctlError(EXIT.usage, 'not_confirmed', `${why}: ${untouched}`);
}
