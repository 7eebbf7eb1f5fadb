/** One request, tried until the service has given an answer that means something. */
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import type { Moment } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import { TransportError } from '../target/http.js';
import { retryDelay } from '../target/retry.js';
import { isOrdered, type Part, type Refusal, type Trouble, type Verdict } from '../target/target.js';
import type { Line } from './line.js';
import type { Tools } from './tools.js';

/** After this, a copy of a request that was given up is taken to be dead; with an allowance for clocks that disagree. */
const GHOST_MS = 15 * 60_000;
const SKEW_MS = 5 * 60_000;

/** What sending came to. `stopped`: nothing more is sent, and what was sent may or may not have been applied. */
export type Sent =
  | Exclude<Verdict, { kind: 'again' }>
  | { readonly kind: 'doubt'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** The clocks as they stand, to be compared in another process. */
export function momentOf({ clock }: Tools): Moment {
  return { wall: clock.now(), bootId: clock.bootId, uptime: clock.uptime() };
}

/**
 * Sends a part under its key until it is answered. `isFresh`: no earlier process can have sent it.
 * Throws a BatchctlError where trying again doesn't help.
 */
export async function send(line: Line, part: PartState, request: Part, isFresh: boolean): Promise<Sent> {
  let isAllAnswered = isFresh;
  for (let failures = 0; ;) {
    await line.pause.over(line.stopping);
    if (line.stopping.aborted) return { kind: 'stopped' };
    if (!isWindowOpen(line, part)) return { kind: 'doubt', reason: windowIsOver(part) };
    const verdict = await attempt(line, request);
    if (verdict.kind === 'refused') return weigh(line, verdict.refusal, isAllAnswered);
    if (verdict.kind !== 'again') return verdict;
    isAllAnswered &&= verdict.trouble.answered;
    failures += 1;
    if (failures > line.plan.maxRetries) return giveUp(line, verdict.trouble, failures);
    await waitFor(line, verdict.trouble, failures);
  }
}

async function attempt({ plan, frozen, exchange, counters }: Line, request: Part): Promise<Verdict> {
  counters.requests += 1;
  counters.inFlight += 1;
  try {
    return await plan.target.send(exchange, frozen.scope, request);
  } catch (error) {
    return { kind: 'again', trouble: unanswered(error) };
  } finally {
    counters.inFlight -= 1;
  }
}

/** A request that was never answered. Throws whatever isn't that. */
export function unanswered(error: unknown): Trouble {
  if (!(error instanceof TransportError)) throw error;
  return { why: `${error.code}: ${error.message}`, meaning: 'unavailable', answered: false };
}

/**
 * A refusal is definite where no copy of the request can have been applied. What a service says of a request's content it says of every
 * copy; a no to the sender says nothing of a copy that was sent before and never answered.
 */
function weigh(line: Line, refusal: Refusal, isAllAnswered: boolean): Sent {
  const isOfContent = refusal.about === 'content' || refusal.about === 'size';
  const isDefinite = isAllAnswered || (isOfContent && line.plan.target.dedupe.by === 'chunk');
  if (!isDefinite) throw refusalError(line, refusal);
  return { kind: 'refused', refusal };
}

/** Waits as long as the service asks for, or as chance has it. Throws where that is too long to wait. */
export async function waitFor(
  { tools, pause, stopping, counters, plan }: Line,
  trouble: Trouble,
  failures: number,
): Promise<void> {
  const { retryAfter, date } = trouble;
  const delay = retryDelay({ failures, retryAfter, date, now: tools.clock.now(), random: tools.random() });
  if ('until' in delay) {
    const until = delay.until.toISOString().replace(/\.\d+Z$/, 'Z');
    const message = `the service asks to be left alone until ${until} (${trouble.why})`;
    throw new BatchctlError(EXIT.unavailable, 'asked_to_wait', message, { hint: `then: ${plan.command}` });
  }
  counters.retries += 1;
  counters.tell();
  // A busy service means everybody; a lost connection is this request's own.
  if (trouble.answered) pause.extend(delay.ms);
  else await tools.sleep(delay.ms, stopping);
}

function giveUp(line: Line, trouble: Trouble, failures: number): Sent {
  if (trouble.meaning === 'contradiction') return { kind: 'doubt', reason: trouble.why };
  throw troubleError(line, trouble, failures);
}

/** The end of a run whose service gave no usable answer `failures` times in a row. */
export function troubleError({ plan }: Line, trouble: Trouble, failures: number): BatchctlError {
  const tries = failures === 1 ? 'once' : `${failures} times in a row`;
  if (trouble.meaning === 'unavailable') {
    const message = `${plan.target.title} was not available, ${tries}: ${trouble.why}`;
    return new BatchctlError(EXIT.unavailable, 'target_unavailable', message, { hint: `later: ${plan.command}` });
  }
  const message = `this is not how ${plan.target.title} answers, ${tries}: ${trouble.why}`;
  const hint = `is the base URL right? then: ${plan.command}`;
  return new BatchctlError(EXIT.refused, 'answer_unintelligible', message, { hint });
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
  { plan, frozen }: Line,
  { about, status, code, message, requestId }: Refusal,
): BatchctlError {
  const [exit, name] = REFUSED_EXIT[about];
  const hints: Record<Refusal['about'], string> = {
    content: `correct the rows or the columns, then: ${plan.command}`,
    size: `with smaller requests: ${plan.command} --max-bytes 1MB`,
    credential: `with a credential that may write (${plan.target.credential.join(' or ')}): ${plan.command}`,
    route: `check --base-url and ${frozen.scope.object === null ? 'the account' : `--object ${frozen.scope.object}`}, then: ${plan.command}`,
    key: `something else used this import's keys; as another import: ${plan.command} --import-id NAME`,
  };
  const id = requestId === null ? '' : ` (request ${requestId})`;
  const text = `${plan.target.title} refused with ${status} ${code}: ${message}${id}`;
  return new BatchctlError(exit, name, text, { hint: hints[about] });
}

/** A key that the service may have forgotten protects from nothing. Applying an ordered import again changes nothing. */
function isWindowOpen({ plan, frozen, tools }: Line, { sentSince }: PartState): boolean {
  if (isOrdered(frozen.scope) || plan.target.dedupe.by !== 'chunk') return true;
  return elapsedMs(sentSince, momentOf(tools)) + GHOST_MS + SKEW_MS < plan.target.dedupe.windowMs;
}

function windowIsOver({ sentSince }: PartState): string {
  const since = new Date(sentSince.wall).toISOString();
  return `it was sent ${since} and never answered, and by now the service may have forgotten its key`;
}

/** The largest time that any clock shows: one that was set back must not make a window seem open. */
function elapsedMs(from: Moment, to: Moment): number {
  const isSameBoot = from.bootId !== null && from.bootId === to.bootId;
  return Math.max(to.wall - from.wall, isSameBoot ? (to.uptime - from.uptime) * 1000 : 0);
}
