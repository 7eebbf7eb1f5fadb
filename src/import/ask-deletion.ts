/** One request to delete, tried until the service has given an answer that means something. Repeating it does no harm: what is gone is gone. */
import { BatchctlError, EXIT, stopCode } from '../errors.js';
import type { Exchange } from '../target/http.js';
import type { Deletion, Refusal } from '../target/verdict.js';
import { RetryBudget } from './budget.js';
import type { DeletionPlan } from './deletion-plan.js';
import type { Trying } from './line.js';
import { Past } from './past.js';
import { Pause } from './pause.js';
import type { Tools } from './tools.js';
import { unanswered, waitForTry } from './trouble.js';

/** What the service said of memories, if it came to that. */
export type Told = Extract<Deletion, { kind: 'deleted' | 'nothing' }>;

export interface Asked {
  readonly told: Told | undefined;
  /** Why not everything is gone; undefined where it is. */
  readonly failure: BatchctlError | undefined;
  /** No request of this command can have deleted anything. */
  readonly isUntouched: boolean;
  /** An attempt before the last one may have deleted some, uncounted. */
  readonly isResumed: boolean;
  readonly requests: number;
  readonly retries: number;
}

interface Run extends Trying {
  readonly plan: DeletionPlan;
  readonly counters: { requests: number; retries: number; tell(): void };
  readonly exchange: Exchange;
}

/** Asks until there is an answer, too much trouble, or the wish to stop. Never throws a BatchctlError. */
export async function askDeletion(
  plan: DeletionPlan,
  exchange: Exchange,
  tools: Tools,
  say: (line: string) => void,
): Promise<Asked> {
  const counters = { requests: 0, retries: 0, tell: () => undefined };
  const [pause, budget] = [new Pause(tools), new RetryBudget(plan.maxRetries)];
  const past = new Past(true);
  const end = await tryOn({ plan, exchange, tools, say, counters, pause, budget, stopping: tools.stop }, past);
  const { requests, retries } = counters;
  return { ...end, isResumed: !past.isUnapplied, requests, retries };
}

type End = Pick<Asked, 'told' | 'failure' | 'isUntouched'>;

async function tryOn(run: Run, past: Past): Promise<End> {
  for (let failures = 1; ; failures++) {
    await run.pause.over(run.stopping);
    if (run.stopping.aborted) return failed(stopped(run), past);
    const deletion = await attempt(run);
    if (deletion.kind === 'refused') return failed(refused(run, deletion.refusal), past);
    if (deletion.kind !== 'again') return { told: deletion, failure: incomplete(run, deletion), isUntouched: false };
    past.add(deletion.trouble);
    const failure = await waitForTry(run, deletion.trouble, failures);
    if (failure !== undefined) return failed(failure, past);
  }
}

async function attempt({ plan, exchange, counters }: Run): Promise<Deletion> {
  counters.requests += 1;
  try {
    return await plan.target.deleteAll(exchange, plan.user);
  } catch (error) {
    return { kind: 'again', trouble: unanswered(error) };
  }
}

/** An end without an answer that counts anything. Whoever reads of it must learn whether something may be gone. */
function failed({ exit, code, message, hint }: BatchctlError, { isUnapplied }: Past): End {
  const what = isUnapplied
    ? 'nothing was deleted'
    : 'some of it may be gone, and the same command goes on with the rest';
  const failure = new BatchctlError(exit, code, `${message}; ${what}`, { hint });
  return { told: undefined, failure, isUntouched: isUnapplied };
}

function stopped({ plan, stopping }: Run): BatchctlError {
  return new BatchctlError(stopCode(stopping.reason), 'stopped', 'stopped before the service said that all is gone', {
    hint: `to do it: ${plan.command}`,
  });
}

function incomplete({ plan }: Run, told: Told): BatchctlError | undefined {
  if (told.kind === 'nothing' || told.failed === 0) return undefined;
  const { successful, failed: left } = told;
  const message = `${plan.target.title} deleted ${successful} and could not delete ${left}: those may still be there`;
  const hint = `the same command goes on with the rest: ${plan.command}`;
  return new BatchctlError(EXIT.unavailable, 'deletion_incomplete', message, { hint });
}

function refused({ plan }: Run, { about, status, code, message, requestId }: Refusal): BatchctlError {
  const id = requestId === null ? '' : ` (request ${requestId})`;
  const text = `${plan.target.title} refused with ${status} ${code}: ${message}${id}`;
  if (about === 'credential') {
    const names = plan.target.credential.join(' or ');
    const hint = `with a credential that may delete (${names}): ${plan.command}`;
    return new BatchctlError(EXIT.credential, 'credential_refused', text, { hint });
  }
  const hint = `check --base-url, --account and the user, then: ${plan.command}`;
  return new BatchctlError(EXIT.refused, 'request_refused', text, { hint });
}
