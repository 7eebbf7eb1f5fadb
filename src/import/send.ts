/** One request, tried until the service has given an answer that means something. */
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import type { PartState } from '../journal/state.js';
import type { Part } from '../target/target.js';
import type { Refusal, Trouble, Verdict } from '../target/verdict.js';
import { isWindowOpen, windowIsOver } from './key-window.js';
import type { Asking, Line } from './line.js';
import { isUnprotected, mustHold, Past } from './past.js';
import { givenUp, unanswered, waitForTry } from './trouble.js';

/** What sending came to. `unapplied`: no attempt, if there was one, can have been applied. */
export type Sent =
  | Exclude<Verdict, { kind: 'again' }>
  | { readonly kind: 'doubt'; readonly reason: string }
  /** The run is being stopped, and sends nothing more. */
  | { readonly kind: 'stopped'; readonly unapplied: boolean }
  /** Trying again doesn't help. */
  | { readonly kind: 'failed'; readonly failure: BatchctlError; readonly unapplied: boolean };

/** Sends a part under its key until it is answered. `isFresh`: no earlier process can have sent it. */
export async function send(line: Line, part: PartState, request: Part, isFresh: boolean): Promise<Sent> {
  const past = new Past(isFresh);
  for (let failures = 1; ; failures++) {
    const obstacle = await prepare(line, part, past);
    if (obstacle !== undefined) return obstacle;
    const verdict = await attempt(line, request);
    if (verdict.kind === 'refused') return weigh(line, verdict.refusal, past);
    if (verdict.kind !== 'again') {
      line.budget.earn();
      return agreed(verdict, past);
    }
    past.add(verdict.trouble);
    if (past.isEchoed && !isUnprotected(line)) return { kind: 'doubt', reason: echoed(verdict.trouble) };
    const failure = await waitOrGiveUp(line, verdict.trouble, past, failures);
    if (failure === undefined) continue;
    if (verdict.trouble.meaning === 'contradiction') return { kind: 'doubt', reason: verdict.trouble.why };
    return { kind: 'failed', failure, unapplied: past.isUnapplied };
  }
}

function echoed({ why }: Trouble): string {
  return `the service has kept a failure under this request's key and repeats it, and what it had applied by then it does not say: ${why}`;
}

/** One key means one job: a second one may have applied the rows once more. */
function agreed(verdict: Exclude<Verdict, { kind: 'again' }>, past: Past): Sent {
  const other = verdict.kind === 'accepted' ? past.otherJob(verdict.receipt.id) : undefined;
  if (verdict.kind !== 'accepted' || other === undefined) return verdict;
  const reason = `the service made two jobs for one key, ${other} and ${verdict.receipt.id}: its rows may be there twice`;
  return { kind: 'doubt', reason };
}

/** What keeps the request from being sent now, if anything does. */
async function prepare(line: Line, part: PartState, past: Past): Promise<Sent | undefined> {
  if (past.lost !== undefined && mustHold(line)) return { kind: 'doubt', reason: past.lost };
  await line.pause.over(line.stopping);
  if (line.stopping.aborted) return { kind: 'stopped', unapplied: past.isUnapplied };
  if (!isWindowOpen(line, part)) return { kind: 'doubt', reason: windowIsOver(part) };
  if (past.lost === undefined || !isUnprotected(line)) return undefined;
  await line.journal.append({ type: 'AGAIN', part: part.id, why: past.lost });
  return undefined;
}

/** Where each try may double rows, a service that doesn't speak as it should isn't asked once more to do so. */
async function waitOrGiveUp(
  line: Line,
  trouble: Trouble,
  { lost }: Past,
  failures: number,
): Promise<BatchctlError | undefined> {
  if (lost === undefined || !isUnprotected(line)) return await waitForTry(line, trouble, failures);
  if (mustHold(line)) return undefined;
  return trouble.meaning === 'unavailable'
    ? await waitForTry(line, trouble, failures)
    : givenUp(line, trouble, failures);
}

async function attempt({ plan, destination, exchange, counters }: Line, request: Part): Promise<Verdict> {
  counters.requests += 1;
  counters.inFlight += 1;
  try {
    return await plan.target.send(exchange, destination, request);
  } catch (error) {
    return { kind: 'again', trouble: unanswered(error) };
  } finally {
    counters.inFlight -= 1;
  }
}

/**
 * A refusal is definite where no copy of the request can have been applied. What a service says of a request's content it says of every
 * copy; a no to the sender says nothing of a copy that was sent before and may have been applied, whether that was answered or not: a
 * failure on the way back is an answer too.
 */
function weigh(line: Line, refusal: Refusal, { isUnapplied }: Past): Sent {
  const isOfContent = refusal.about === 'content' || refusal.about === 'size';
  if (!isUnapplied && !isOfContent) return { kind: 'failed', failure: refusalError(line, refusal), unapplied: false };
  return { kind: 'refused', refusal };
}

const REFUSED_EXIT: Record<Refusal['about'], [exit: ExitCode, code: string]> = {
  content: [EXIT.refused, 'request_refused'],
  size: [EXIT.refused, 'request_refused'],
  credential: [EXIT.credential, 'credential_refused'],
  route: [EXIT.refused, 'route_refused'],
  key: [EXIT.conflict, 'key_conflict'],
};

/** The end of a run whose requests are refused for a reason that isn't one of the rows. */
export function refusalError(
  { plan, frozen }: Pick<Asking, 'plan' | 'frozen'>,
  { about, status, code, message, requestId }: Refusal,
): BatchctlError {
  const [exit, name] = REFUSED_EXIT[about];
  const hints: Record<Refusal['about'], string> = {
    content: `correct the rows or the columns, then: ${plan.command}`,
    size: `with smaller requests: ${plan.command} --max-bytes 1MB`,
    credential: `with a credential that may write (${plan.target.credential.join(' or ')}): ${plan.command}`,
    route: `check --base-url and ${placeOf(plan, frozen)}, then: ${plan.command}`,
    key: `something else used this import's keys; as another import: ${plan.command} --import-id NAME`,
  };
  const id = requestId === null ? '' : ` (request ${requestId})`;
  const text = `${plan.target.title} refused with ${status} ${code}: ${message}${id}`;
  return new BatchctlError(exit, name, text, { hint: hints[about] });
}

function placeOf({ target }: Pick<Line['plan'], 'target'>, { scope }: Pick<Line['frozen'], 'scope'>): string {
  return target.object === undefined ? 'the account' : `--${target.object.flag} ${scope.object ?? ''}`;
}
