/** What follows an attempt without a usable answer: a wait and another one, or the end of the run. */
import { BatchctlError, EXIT } from '../errors.js';
import { formatSeconds } from '../report/text.js';
import { TransportError } from '../target/http.js';
import { retryDelay } from '../target/retry.js';
import { isUntrusted } from '../target/untrusted.js';
import type { Trouble } from '../target/verdict.js';
import type { Trying } from './line.js';

/** A wait that is worth a word to whoever watches. */
const LONG_MS = 2_000;

/** A request that was never answered. Throws whatever isn't that. */
export function unanswered(error: unknown): Trouble {
  if (!(error instanceof TransportError)) throw error;
  const why = `${error.code}: ${error.message}`;
  if (isUntrusted(error)) return { why, meaning: 'untrusted', answered: false, unapplied: true, isFinal: true };
  return { why, meaning: 'unavailable', answered: false, unapplied: error.isUnsent };
}

/**
 * Waits until it is time for another try, as long as the service asks for or as chance has it. Answers with the reason where there
 * should be none: too many failures, of this request or of all of them, or too long a wait.
 */
export async function waitForTry(line: Trying, trouble: Trouble, failures: number): Promise<BatchctlError | undefined> {
  const { tools, pause, stopping, counters, plan } = line;
  if (trouble.isFinal === true || failures > plan.maxRetries || !line.budget.spend())
    return givenUp(line, trouble, failures);
  const { retryAfter, waitMs, date } = trouble;
  const delay = retryDelay({ failures, retryAfter, waitMs, date, now: tools.clock.now(), random: tools.random() });
  if ('until' in delay) return askedToWait(line, trouble, delay.until);
  counters.retries += 1;
  counters.tell();
  if (delay.ms >= LONG_MS) line.say(`${trouble.why}; trying again in ${formatSeconds(delay.ms / 1000)}`);
  // A busy service means everybody; a lost connection is this request's own.
  if (trouble.answered) pause.extend(delay.ms);
  else await tools.sleep(delay.ms, stopping);
  return undefined;
}

/** The end of trying. */
export function givenUp({ plan }: Pick<Trying, 'plan'>, { meaning, why }: Trouble, failures: number): BatchctlError {
  const tries = failures === 1 ? 'once' : `${failures} times in a row`;
  if (meaning === 'unavailable') {
    const message = `${plan.target.title} was not available, ${tries}: ${why}`;
    return new BatchctlError(EXIT.unavailable, 'target_unavailable', message, { hint: `later: ${plan.command}` });
  }
  if (meaning === 'untrusted') {
    const message = `${plan.target.title} could not prove who it is, and nothing was sent: ${why}`;
    const hint = `if its certificates are of an authority of your own: ${plan.command} --cacert FILE`;
    return new BatchctlError(EXIT.refused, 'service_untrusted', message, { hint });
  }
  const message = `this is not how ${plan.target.title} answers, ${tries}: ${why}`;
  const hint = `is the base URL right? then: ${plan.command}`;
  return new BatchctlError(EXIT.refused, 'answer_unintelligible', message, { hint });
}

function askedToWait({ plan }: Pick<Trying, 'plan'>, { why }: Trouble, until: Date): BatchctlError {
  const time = until.toISOString().replace(/\.\d+Z$/, 'Z');
  const message = `the service asks to be left alone until ${time} (${why})`;
  return new BatchctlError(EXIT.unavailable, 'asked_to_wait', message, { hint: `then: ${plan.command}` });
}
